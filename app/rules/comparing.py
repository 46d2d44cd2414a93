"""Equality, order and membership, three-valued: null where two values have nothing to do with each other."""

from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any

from app.rules.arithmetic import DAYS
from app.rules.civil import SECOND, instant, is_date, is_moment, nanos, wide
from app.rules.values import ZONE, Function, Months, Range, Time, Unequal, Wide, own

_PLAIN = (bool, Decimal, str, Months)


def equal(a: Any, b: Any) -> bool | None:
    """`=`: null for values of different kinds, as the standard says; null equals null."""
    kind = type(a)
    if kind is type(b) and (kind is str or kind is Decimal):
        return bool(a == b)
    a, b = own(a), own(b)
    if a is None or b is None:
        return a is None and b is None
    for plain in _PLAIN:
        if isinstance(a, plain) or isinstance(b, plain):
            return bool(a == b) if isinstance(a, plain) and isinstance(b, plain) else None
    if isinstance(a, DAYS) and isinstance(b, DAYS):
        return nanos(a) == nanos(b)
    if isinstance(a, list) and isinstance(b, list):
        return _equal_lists(a, b)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    if isinstance(a, Range) and isinstance(b, Range):
        return _equal_ranges(a, b)
    if isinstance(a, Function) and isinstance(b, Function):
        return a is b
    return _equal_temporal(a, b)


def _equal_lists(a: list[Any], b: list[Any]) -> bool:
    return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))


def _equal_ranges(a: Range, b: Range) -> bool:
    if type(a) is not type(b):
        return False
    closed = (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
    return closed and equal(a.low, b.low) is True and equal(a.high, b.high) is True


def _equal_temporal(a: Any, b: Any) -> bool | None:
    """To the second, as the standard says; with and without a zone are never equal; a date is its midnight in UTC."""
    if is_date(a) and is_date(b):
        return wide(a).days == wide(b).days
    left, right = _parts(a), _parts(b)
    if left is None or right is None or isinstance(left, Time) != isinstance(right, Time):
        return None
    return (left.zone is None) == (right.zone is None) and _seconds(left) == _seconds(right)


def _parts(value: Any) -> Time | Wide | None:
    if isinstance(value, Time):
        return value
    if is_date(value):
        return Wide(wide(value).days, 0, UTC)
    return wide(value) if is_moment(value) else None


def _seconds(value: Time | Wide) -> int:
    """What has no zone is meant in the installation's zone."""
    return instant(value, ZONE) // SECOND


def less(a: Any, b: Any) -> bool | None:
    """`<`: null where the two cannot be ordered."""
    if type(a) is Decimal and type(b) is Decimal:
        return a < b
    a, b = own(a), own(b)
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a < b
    if isinstance(a, Months) and isinstance(b, Months):
        return a.count < b.count
    if isinstance(a, DAYS) and isinstance(b, DAYS):
        return nanos(a) < nanos(b)
    return _earlier(a, b)


def _earlier(a: Any, b: Any) -> bool | None:
    if is_date(a) and is_date(b):
        return wide(a).days < wide(b).days
    left, right = _parts(a), _parts(b)
    if left is None or right is None or isinstance(left, Time) != isinstance(right, Time):
        return None
    if is_date(a) != is_date(b) and (left.zone is None or right.zone is None):
        return None
    return _seconds(left) < _seconds(right)


def compare(operator: str, a: Any, b: Any) -> bool | None:
    """Any of the six comparisons."""
    if operator == "=":
        return equal(a, b)
    if operator == "!=":
        same = equal(a, b)
        return None if same is None else not same
    if operator in (">", "<="):
        result = less(b, a)
        return result if operator == ">" or result is None else not result
    result = less(a, b)
    return result if operator == "<" or result is None else not result


def includes(interval: Range, value: Any) -> bool | None:
    """Whether a range contains a value; null where they cannot be compared."""
    if isinstance(interval, Unequal):
        return compare("!=", value, interval.low)
    low: bool | None = True
    high: bool | None = True
    if interval.low is not None:
        low = compare(">=" if interval.low_closed else ">", value, interval.low)
    if interval.high is not None:
        high = compare("<=" if interval.high_closed else "<", value, interval.high)
    if low is False or high is False:
        return False
    return None if low is None or high is None else True
