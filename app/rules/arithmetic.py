"""Arithmetic and comparison, with null for everything that has no answer."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from app.rules.temporal import add_months, aware
from app.rules.values import MAX_TEXT, NUMBERS, Function, Months, Range, Time, own


def add(a: Any, b: Any) -> Any:
    """Numbers, texts, durations, and a date or time with a duration."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return _number(NUMBERS.add, a, b)
    if isinstance(a, str) and isinstance(b, str):
        return a + b if len(a) + len(b) <= MAX_TEXT else None
    if isinstance(a, Months) and isinstance(b, Months):
        return Months(a.count + b.count)
    if isinstance(a, timedelta) and isinstance(b, timedelta):
        return _safe(lambda: a + b)
    if isinstance(a, (Months, timedelta)):
        a, b = b, a
    return _shift(a, b, 1)


def sub(a: Any, b: Any) -> Any:
    """Numbers, durations, two dates or times, and a date or time less a duration."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return _number(NUMBERS.subtract, a, b)
    if isinstance(a, Months) and isinstance(b, Months):
        return Months(a.count - b.count)
    if isinstance(a, timedelta) and isinstance(b, timedelta):
        return _safe(lambda: a - b)
    if isinstance(a, Time) and isinstance(b, Time):
        return timedelta(seconds=a.seconds - b.seconds)
    if isinstance(a, date) and isinstance(b, date):
        return _between(a, b)
    return _shift(a, b, -1)


def _between(a: date, b: date) -> timedelta | None:
    left, right = _moment(a), _moment(b)
    if (left.tzinfo is None) != (right.tzinfo is None):
        if isinstance(a, datetime) and isinstance(b, datetime):
            return None
        left, right = aware(left), aware(right)
    return left - right


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _shift(value: Any, by: Any, sign: int) -> Any:
    if isinstance(by, Months) and isinstance(value, date):
        return _safe(lambda: add_months(value, sign * by.count))
    if not isinstance(by, timedelta):
        return None
    if isinstance(value, datetime):
        return _safe(lambda: value + sign * by)
    if isinstance(value, date):
        return _safe(lambda: (datetime.combine(value, time()) + sign * by).date())
    if isinstance(value, Time):
        moved = datetime.combine(date(2000, 6, 1), value.value) + sign * (by % timedelta(days=1))
        return Time(moved.timetz())
    return None


def mul(a: Any, b: Any) -> Any:
    """Numbers, and a duration with a number."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return _number(NUMBERS.multiply, a, b)
    if isinstance(a, Decimal):
        a, b = b, a
    if isinstance(b, Decimal) and isinstance(a, Months):
        return Months(int(a.count * b))
    if isinstance(b, Decimal) and isinstance(a, timedelta):
        return _safe(lambda: timedelta(microseconds=int(Decimal(a // timedelta(microseconds=1)) * b)))
    return None


def div(a: Any, b: Any) -> Any:
    """Numbers, a duration by a number, a duration by its like."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return _number(NUMBERS.divide, a, b)
    if isinstance(a, Months) and isinstance(b, Months):
        return _number(NUMBERS.divide, Decimal(a.count), Decimal(b.count))
    if isinstance(a, timedelta) and isinstance(b, timedelta):
        micro = timedelta(microseconds=1)
        return _number(NUMBERS.divide, Decimal(a // micro), Decimal(b // micro))
    if isinstance(b, Decimal) and b and isinstance(a, (Months, timedelta)):
        return mul(a, NUMBERS.divide(Decimal(1), b)) if isinstance(a, timedelta) else Months(int(a.count / b))
    return None


def power(a: Any, b: Any) -> Any:
    """A number to the power of a number."""
    if isinstance(a, Decimal) and isinstance(b, Decimal) and abs(b) <= 10_000:
        return _number(NUMBERS.power, a, b)
    return None


def negate(a: Any) -> Any:
    """The opposite of a number or duration."""
    if isinstance(a, Decimal):
        return NUMBERS.minus(a)
    if isinstance(a, Months):
        return Months(-a.count)
    return -a if isinstance(a, timedelta) else None


def _number(operate: Callable[[Decimal, Decimal], Decimal], a: Decimal, b: Decimal) -> Decimal | None:
    try:
        return operate(a, b)
    except DecimalException:
        return None


def _safe(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (OverflowError, ValueError):
        return None


def equal(a: Any, b: Any) -> bool | None:
    """`=`: null for values of different kinds, as the standard says; null equals null."""
    a, b = own(a), own(b)
    if a is None or b is None:
        return a is None and b is None
    for kind in (bool, Decimal, str, Months, timedelta, Range):
        if isinstance(a, kind) or isinstance(b, kind):
            return a == b if isinstance(a, kind) and isinstance(b, kind) else None
    if isinstance(a, list) or isinstance(b, list):
        return _equal_lists(a, b)
    if isinstance(a, Mapping) or isinstance(b, Mapping):
        return _equal_contexts(a, b)
    if isinstance(a, Function) or isinstance(b, Function):
        return None
    return _equal_temporal(a, b)


def _equal_lists(a: Any, b: Any) -> bool | None:
    if not (isinstance(a, list) and isinstance(b, list)):
        return None
    return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))


def _equal_contexts(a: Any, b: Any) -> bool | None:
    if not (isinstance(a, Mapping) and isinstance(b, Mapping)):
        return None
    return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)


def _equal_temporal(a: Any, b: Any) -> bool | None:
    if isinstance(a, Time) and isinstance(b, Time):
        return a.value == b.value if not (a.value.tzinfo or b.value.tzinfo) else a.seconds == b.seconds
    if isinstance(a, datetime) and isinstance(b, datetime):
        return (a.tzinfo is None) == (b.tzinfo is None) and a == b
    if isinstance(a, datetime) or isinstance(b, datetime) or type(a) is not type(b):
        return None
    return bool(a == b)


def less(a: Any, b: Any) -> bool | None:
    """`<`: null where the two cannot be ordered."""
    a, b = own(a), own(b)
    if isinstance(a, bool) or isinstance(b, bool):
        return None
    for kind in (Decimal, str, timedelta):
        if isinstance(a, kind):
            return a < b if isinstance(b, kind) else None
    if isinstance(a, Months):
        return a.count < b.count if isinstance(b, Months) else None
    if isinstance(a, Time):
        return a.seconds < b.seconds if isinstance(b, Time) else None
    if isinstance(a, date) and isinstance(b, date):
        return _less_dates(a, b)
    return None


def _less_dates(a: date, b: date) -> bool | None:
    if isinstance(a, datetime) and isinstance(b, datetime):
        if (a.tzinfo is None) != (b.tzinfo is None):
            return None
        return a < b
    if isinstance(a, datetime) or isinstance(b, datetime):
        return None
    return a < b


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
    low: bool | None = True
    high: bool | None = True
    if interval.low is not None:
        low = compare(">=" if interval.low_closed else ">", value, interval.low)
    if interval.high is not None:
        high = compare("<=" if interval.high_closed else "<", value, interval.high)
    if low is False or high is False:
        return False
    return None if low is None or high is None else True
