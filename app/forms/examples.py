"""Examples: values that together are a hand-in that passes, with the first option of each choice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from app import rules
from app.content.form import Field, inputs_of
from app.forms import limits
from app.forms.checks import EXAMPLES
from app.forms.moments import edge_of, kind_of, written
from app.forms.problem import Problem
from app.forms.reading import read_value
from app.rules.values import ZONE

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

BEIJING = "110101"
Candidates = Iterator[Any]


def examples_of(bound: "BoundForm", fields: Sequence[Field], around: Mapping[str, Any]) -> dict[str, Any]:
    """Return an example for each field that may be typed into. There is none for files: the list is empty."""
    found: dict[str, Any] = {}
    for field in _parents_first(fields):
        if not field.disabled:
            found[field.name] = _example_of(bound, field, {**around, **found})
    values = {**around, **found}
    return {f.name: found[f.name] for f in fields if f.name in found and bound.is_editable(f, values)}


def _parents_first(fields: Sequence[Field]) -> list[Field]:
    """Return the fields so that what others choose below stands before them, and the choices before what hangs on them."""
    by_name = {f.name: f for f in fields}
    parents = {f.properties.get("parent") for f in fields}

    def steps(field: Field) -> int:
        above: Field | None = field
        count = 0
        while above is not None and count < len(by_name):
            above = by_name.get(above.properties.get("parent", ""))
            count += 1
        return count

    return sorted(fields, key=lambda f: (not f.properties.get("parent") and f.name not in parents, steps(f)))


def _example_of(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Any:
    """Return the first candidate that passes; the last one when none does."""
    candidate = None
    for candidate in (_region if found.is_region else CANDIDATES[found.type])(bound, found, values):
        try:
            if read_value(bound, found, candidate, {**values, found.name: candidate}, False) is not None:
                return candidate
        except Problem:
            continue
    return candidate


def _text(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    yield from (t for t in (_given(found), EXAMPLES.get(found.properties.get("check", ""))) if t)
    shortest, longest = limits.length(found)
    words = f"{found.label}示例"
    yield (words * (shortest // len(words) + 1))[:longest]


def _given(found: Field) -> str | None:
    return found.properties.get("example") or None


def _number(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    low, high = limits.bounds(found)
    step = Decimal(1).scaleb(-limits.digits(found))
    near = max(low, Decimal(1)) if low is not None else Decimal(1)
    near = min(near, high) if high is not None else near
    for value in (_decimal(_given(found)), near, low, high):
        if value is not None:
            even = value.quantize(step, rounding=ROUND_CEILING)
            yield f"{even:.2f}" if limits.is_money(found) else rules.to_json(even)


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except ArithmeticError:
        return None


def _moment(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    kind, now = kind_of(found), bound.now.astimezone(ZONE)
    if given := _given(found):
        yield given
    yield written(kind, now + timedelta(days=7))
    seen = bound.seen(found, values)
    texts = (found.properties.get(name) for name in ("after", "before"))
    after, before = (edge_of(kind, bound.feel(text, seen)) if text else None for text in texts)
    step = {"month": timedelta(days=32), "date": timedelta(days=1), "datetime": timedelta(minutes=1)}[kind]
    if after is not None and before is not None:
        yield written(kind, after + (before - after) / 2)
    if after is not None:
        yield written(kind, after + step)
    if before is not None:
        yield written(kind, before - step / 2)
    yield written(kind, now)


def _option(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    yield from (o.value for o in bound.options(found, values)[:1])


def _options(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    least, _ = limits.count(found)
    yield [o.value for o in bound.options(found, values)[: max(1, least)]]


def _rows(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    columns = inputs_of(found.fields)
    around = {**bound.seen(found, values), **{c.name: None for c in columns}}
    least, _ = limits.count(found)
    yield [examples_of(bound, columns, around) for _ in range(max(1, least))]


def _region(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Candidates:
    table, depth = bound.codes("region"), limits.depth(found)
    if given := _given(found):
        yield given
    yield from table.path(BEIJING)[:depth][-1:]
    code, below = "", table.items("", bound.now.date())
    for _ in range(depth):
        code = below[0]["code"] if below else code
        below = table.items(code, bound.now.date())
    yield code


CANDIDATES: dict[str, Callable[["BoundForm", Field, Mapping[str, Any]], Candidates]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    "select": _option,
    "radio": _option,
    "checklist": _options,
    "checkbox": lambda bound, found, values: iter([True]),
    "filepicker": lambda bound, found, values: iter([[]]),
    "dynamiclist": _rows,
}
