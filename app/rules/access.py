"""Reaching into values: members of contexts, properties of dates and durations, filters of lists."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.rules.scope import Node, Scope
from app.rules.values import Months, Range, Time, own, zone_of


def member(value: Any, name: str) -> Any:
    """`value.name`: of a context, of each item of a list, or a property of a date, time, duration or range."""
    if isinstance(value, Mapping):
        return own(value.get(name))
    if isinstance(value, list):
        return [member(own(item), name) for item in value]
    for kind, properties in PROPERTIES:
        if isinstance(value, kind):
            read = properties.get(name)
            return None if read is None else _number(read(value))
    return None


def _number(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _offset(value: Any) -> timedelta | None:
    inner = value.value if isinstance(value, Time) else value
    offset: timedelta | None = inner.utcoffset()
    return offset


def _zone(value: Any) -> str | None:
    return getattr(zone_of(value), "key", None)


def _part(divisor: int, modulus: int | None) -> Callable[[timedelta], int]:
    def read(value: timedelta) -> int:
        seconds = abs(int(value.total_seconds()))
        part = seconds // divisor if modulus is None else seconds // divisor % modulus
        return -part if value < timedelta() else part

    return read


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda d: d.year,
    "month": lambda d: d.month,
    "day": lambda d: d.day,
    "weekday": lambda d: d.isoweekday(),
}
_CLOCK: dict[str, Callable[[Any], Any]] = {
    "hour": lambda t: t.hour,
    "minute": lambda t: t.minute,
    "second": lambda t: t.second,
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: tuple[tuple[type, dict[str, Callable[[Any], Any]]], ...] = (
    (datetime, {**_DATE, **_CLOCK}),
    (date, _DATE),
    (
        Time,
        {
            "hour": lambda t: t.value.hour,
            "minute": lambda t: t.value.minute,
            "second": lambda t: t.value.second,
            "time offset": _offset,
            "timezone": _zone,
        },
    ),
    (
        timedelta,
        {
            "days": _part(86400, None),
            "hours": _part(3600, 24),
            "minutes": _part(60, 60),
            "seconds": _part(1, 60),
        },
    ),
    (
        Months,
        {
            "years": lambda m: int(m.count / 12),
            "months": lambda m: m.count - int(m.count / 12) * 12,
        },
    ),
    (
        Range,
        {
            "start": lambda r: r.low,
            "end": lambda r: r.high,
            "start included": lambda r: r.low_closed,
            "end included": lambda r: r.high_closed,
        },
    ),
)


def pick(scope: Scope, value: Any, condition: Node) -> Any:
    """`list[n]` or `list[condition]`: an item by its position from 1 or from the end, or the items that pass."""
    items = value if isinstance(value, list) else ([] if value is None else [value])
    position = _position(scope, condition)
    if position is not None:
        return _at(items, position)
    chosen = []
    for item in items:
        item = own(item)
        names = {**item, "item": item} if isinstance(item, Mapping) else {"item": item}
        if condition(scope.inner(names)) is True:
            chosen.append(item)
    return chosen


def _position(scope: Scope, condition: Node) -> Decimal | None:
    """Return the number that the filter is, when it does not look at items."""
    result = condition(scope.inner({"item": None}))
    return result if isinstance(result, Decimal) else None


def _at(items: list[Any], position: Decimal) -> Any:
    if position != position.to_integral_value() or position == 0 or abs(position) > len(items):
        return None
    index = int(position)
    return own(items[index - 1 if index > 0 else index])
