"""Reaching into values: members of contexts, properties of dates and durations, filters of lists."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.rules.civil import SECOND, civil, nanos, offset, wide
from app.rules.scope import Node, Scope
from app.rules.values import Months, Nanos, Range, Time, Wide, own

Read = Callable[[Any], Any]


def member(value: Any, name: str) -> Any:
    """`value.name`: of a context, of each item of a list, or a property of a date, time, duration or
    range."""
    if isinstance(value, Mapping):
        return own(value.get(name))
    if isinstance(value, list):
        return [member(own(item), name) for item in value]
    for kind, properties in PROPERTIES:
        if isinstance(value, kind):
            read = properties.get(name)
            found = None if read is None else read(value)
            return Decimal(found) if type(found) is int else found
    return None


def _parts(value: Any) -> Any:
    return value if isinstance(value, Time) else wide(value)


def _clock(divisor: int, modulus: int) -> Read:
    return lambda value: (_parts(value).nanos or 0) // SECOND // divisor % modulus


def _part(divisor: int, modulus: int | None) -> Read:
    def read(value: Any) -> int:
        count = nanos(value)
        part = abs(count) // SECOND // divisor
        part = part if modulus is None else part % modulus
        return -part if count < 0 else part

    return read


_TIME: dict[str, Read] = {
    "hour": _clock(3600, 24),
    "minute": _clock(60, 60),
    "second": _clock(1, 60),
    "time offset": lambda v: offset(_parts(v)),
    "timezone": lambda v: getattr(_parts(v).zone, "key", None),
}
_DATE: dict[str, Read] = {
    "year": lambda d: civil(wide(d).days)[0],
    "month": lambda d: civil(wide(d).days)[1],
    "day": lambda d: civil(wide(d).days)[2],
    "weekday": lambda d: (wide(d).days - 1) % 7 + 1,
}
_LENGTH: dict[str, Read] = {
    "days": _part(86400, None),
    "hours": _part(3600, 24),
    "minutes": _part(60, 60),
    "seconds": _part(1, 60),
}
_MONTHS: dict[str, Read] = {
    "years": lambda m: int(m.count / 12),
    "months": lambda m: m.count - int(m.count / 12) * 12,
}
_RANGE: dict[str, Read] = {
    "start": lambda r: r.low,
    "end": lambda r: r.high,
    "start included": lambda r: r.low_closed,
    "end included": lambda r: r.high_closed,
}
PROPERTIES: tuple[tuple[Any, dict[str, Read]], ...] = (
    ((datetime, date, Wide), {**_DATE, **_TIME}),
    (Time, _TIME),
    ((timedelta, Nanos), _LENGTH),
    (Months, _MONTHS),
    (Range, _RANGE),
)


def pick(scope: Scope, value: Any, condition: Node) -> Any:
    """`list[n]` or `list[condition]`: an item by its position from 1 or from the end, or the items that
    pass."""
    items = value if isinstance(value, list) else ([] if value is None else [value])
    chosen = []
    for found in items or [None]:
        item = own(found)
        names = {"item": item, **item} if isinstance(item, Mapping) else {"item": item}
        passed = condition(scope.inner(names))
        if isinstance(passed, Decimal):
            return _at(items, passed)
        if passed is True and items:
            chosen.append(item)
    return chosen


def _at(items: list[Any], position: Decimal) -> Any:
    if position != position.to_integral_value() or position == 0 or abs(position) > len(items):
        return None
    index = int(position)
    return own(items[index - 1 if index > 0 else index])
