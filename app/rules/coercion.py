"""Making a value fit the type that a model declares: one item for a list of one, null for what does not fit."""

from collections.abc import Mapping
from typing import Any

from app.content.dmn import DecisionModel, ItemType
from app.rules.jsonform import from_json
from app.rules.temporal import read_date, read_duration, read_moment, read_time
from app.rules.values import own, type_name

READ = {
    "date": read_date,
    "time": read_time,
    "date and time": read_moment,
    "dateTime": read_moment,
    "days and time duration": read_duration,
    "dayTimeDuration": read_duration,
    "years and months duration": read_duration,
    "yearMonthDuration": read_duration,
    "duration": read_duration,
}
SAME = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}


def coerce(value: Any, kind: str, model: DecisionModel, *, reading: bool = False) -> Any:
    """Return the value as the type wants it, or null. `reading`: texts become dates where the type is one."""
    value = from_json(value) if reading else own(value)
    kind = kind.rpartition(":")[2] if kind.startswith("feel:") else kind
    if value is None or not kind or kind == "Any":
        return value
    item = model.types.get(kind)
    if item is not None:
        return _item(value, item, model, reading)
    return _simple(value, SAME.get(kind, kind), reading)


def _simple(value: Any, kind: str, reading: bool) -> Any:
    if reading and isinstance(value, str) and kind in READ:
        return READ[kind](value)
    if isinstance(value, list) and len(value) == 1 and kind not in ("list", "Any"):
        value = own(value[0])
    known = {"number", "string", "boolean", "date", "time", "date and time", "context", "list", "function", "range"}
    known |= {"days and time duration", "years and months duration"}
    if kind not in known:
        return value
    return value if type_name(value) == kind else None


def _item(value: Any, item: ItemType, model: DecisionModel, reading: bool) -> Any:
    if item.collection:
        items = value if isinstance(value, list) else [value]
        return [_one(v, item, model, reading) for v in items]
    if isinstance(value, list) and len(value) == 1:
        value = own(value[0])
    return _one(value, item, model, reading)


def _one(value: Any, item: ItemType, model: DecisionModel, reading: bool) -> Any:
    if item.components:
        if not isinstance(value, Mapping):
            return None
        parts = {c.name: _part(value.get(c.name), c, model, reading) for c in item.components if c.name in value}
        return {**value, **parts}
    return coerce(value, item.base, model, reading=reading)


def _part(value: Any, item: ItemType, model: DecisionModel, reading: bool) -> Any:
    if value is None:
        return None
    value = from_json(value) if reading else own(value)
    return _item(value, item, model, reading)
