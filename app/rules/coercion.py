"""Making a value fit the type that a model declares, and reading inputs given as JSON by their declared
types."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import DecimalException
from functools import lru_cache
from typing import Any

from app.content.dmn import DecisionModel, ItemType
from app.rules.errors import FeelError
from app.rules.fitting import fit
from app.rules.jsonform import from_json
from app.rules.names import PLAIN, declared_names
from app.rules.parsing import parse_unary
from app.rules.scope import Scope
from app.rules.temporal import read_date, read_duration, read_moment, read_time
from app.rules.types import ANY, Type
from app.rules.values import NUMBERS, own
from app.rules.walking import texts_of


def _number(text: str) -> Any:
    try:
        found = NUMBERS.create_decimal(text) if len(text) < 1_000 else None
    except DecimalException:
        return None
    return found if found is not None and found.is_finite() else None


READ: dict[str, Any] = {
    "number": _number,
    "date": read_date,
    "time": read_time,
    "date and time": read_moment,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}
SAME = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
SIMPLE = {*READ, "string", "boolean", "context", "list", "function", "range"}


@dataclass(frozen=True)
class Known:
    """What the expressions of a model may use: its names with spaces or signs, and its types."""

    names: frozenset[str]
    types: Mapping[str, Type]


@lru_cache(maxsize=512)
def known(model: DecisionModel) -> Known:
    """Return what is known of a model; computed once."""
    names = set(model.names())
    for text in texts_of(model):
        names |= declared_names(text)
    types = {item.name: _type(item, model) for item in model.types.values()}
    return Known(frozenset(n for n in names if not PLAIN.fullmatch(n)), types)


def _type(item: ItemType, model: DecisionModel) -> Type:
    if item.components:
        one = Type("context", tuple((c.name, _type(c, model)) for c in item.components))
    else:
        one = _named(item.base, model)
    return Type("list", (("", one),)) if item.collection else one


def _named(reference: str, model: DecisionModel) -> Type:
    """Return the type of a `typeRef`, whatever prefix it is written with; an unknown one takes everything."""
    name = reference if reference in model.types else reference.rpartition(":")[2]
    name = SAME.get(name, name)
    return Type(name) if name in model.types or name in SIMPLE else ANY


def result_type(reference: str, model: DecisionModel) -> str:
    """Return the type of what a function gives, where its own type is declared instead."""
    item = model.types.get(_named(reference, model).name)
    return item.output or reference if item is not None else reference


def coerce(value: Any, reference: str, model: DecisionModel, scope: Scope) -> Any:
    """Return the value as the type wants it, or null: for another type, or a value that the type does
    not allow."""
    if not reference or value is None:
        return own(value)
    kind = _named(reference, model)
    fitting = fit(value, kind, known(model).types)
    item = model.types.get(kind.name)
    return fitting if item is None or _allowed(fitting, item, model, scope) else None


def _allowed(value: Any, item: ItemType, model: DecisionModel, scope: Scope) -> bool:
    if value is None:
        return True
    if item.constraint and not passes(item.constraint, value, scope, model):
        return False
    return all(_one_allowed(own(v), item, model, scope) for v in (value if item.collection else [value]))


def _one_allowed(value: Any, item: ItemType, model: DecisionModel, scope: Scope) -> bool:
    if item.allowed and not passes(item.allowed, value, scope, model):
        return False
    if item.components and isinstance(value, Mapping):
        return all(_allowed(own(value.get(c.name)), c, model, scope) for c in item.components)
    base = model.types.get(_named(item.base, model).name)
    return base is None or base is item or _allowed(value, base, model, scope)


def passes(tests: str, value: Any, scope: Scope, model: DecisionModel) -> bool:
    """Whether a value passes the unary tests of a list of values; none passes tests that cannot be read."""
    try:
        return parse_unary(tests, known(model).names).test(value, scope) is True
    except FeelError as error:
        if error.position is None:
            raise
        return False


def read(value: Any, reference: str, model: DecisionModel, scope: Scope) -> Any:
    """Return an input given as JSON: texts become dates where the type is one; what does not fit
    becomes null."""
    kind = _named(reference, model) if reference else ANY
    item = model.types.get(kind.name)
    if item is None:
        return fit(_simple(from_json(value), kind.name), kind, known(model).types)
    found = _read_item(from_json(value), item, model)
    return found if _allowed(found, item, model, scope) else None


def _read_item(value: Any, item: ItemType, model: DecisionModel) -> Any:
    if value is None or not item.collection:
        return _read_one(value, item, model)
    return [_read_one(own(v), item, model) for v in (value if isinstance(value, list) else [value])]


def _read_one(value: Any, item: ItemType, model: DecisionModel) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = own(value[0])
    if item.components:
        if not isinstance(value, Mapping):
            return None
        parts = {c.name: _read_item(own(value[c.name]), c, model) for c in item.components if c.name in value}
        return {**value, **parts}
    kind = _named(item.base, model)
    base = model.types.get(kind.name)
    if base is not None and base is not item:
        return _read_item(value, base, model)
    return fit(_simple(value, kind.name), kind, known(model).types)


def _simple(value: Any, kind: str) -> Any:
    return READ[kind](value) if isinstance(value, str) and kind in READ else value
