"""Arithmetic on numbers, texts, dates and durations, with null for everything that has no answer."""

from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal, DecimalException
from typing import Any

from app.rules.civil import DAY, duration, instant, is_date, is_moment, nanos, narrow, wide
from app.rules.temporal import add_months
from app.rules.values import MAX_TEXT, NUMBERS, Months, Nanos, Time

DAYS = (timedelta, Nanos)
MAX_COUNT = 10**30


def add(a: Any, b: Any) -> Any:
    """Numbers, texts, durations, and a date or time with a duration."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return number(NUMBERS.add, a, b)
    if isinstance(a, str) and isinstance(b, str):
        return a + b if len(a) + len(b) <= MAX_TEXT else None
    if isinstance(a, Months) and isinstance(b, Months):
        return _months(a.count + b.count)
    if isinstance(a, DAYS) and isinstance(b, DAYS):
        return _days(nanos(a) + nanos(b))
    if isinstance(a, (Months, *DAYS)):
        a, b = b, a
    return _shift(a, b, 1)


def sub(a: Any, b: Any) -> Any:
    """Numbers, durations, two dates or times, and a date or time less a duration."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return number(NUMBERS.subtract, a, b)
    if isinstance(a, Months) and isinstance(b, Months):
        return _months(a.count - b.count)
    if isinstance(a, DAYS) and isinstance(b, DAYS):
        return _days(nanos(a) - nanos(b))
    if isinstance(b, (Months, *DAYS)):
        return _shift(a, b, -1)
    return _distance(a, b)


def _distance(a: Any, b: Any) -> Any:
    """A date counts as its midnight in UTC; two of which only one has a zone have no distance."""
    if isinstance(a, Time) and isinstance(b, Time):
        zoned = [a.zone is not None, b.zone is not None]
    elif all(is_date(v) or is_moment(v) for v in (a, b)):
        zoned = [is_date(v) or wide(v).zone is not None for v in (a, b)]
    else:
        return None
    return _days(instant(a) - instant(b)) if zoned[0] == zoned[1] else None


def _shift(value: Any, by: Any, sign: int) -> Any:
    try:
        if isinstance(value, Time):
            return Time((value.nanos + sign * nanos(by)) % DAY, value.zone) if isinstance(by, DAYS) else None
        if not (is_date(value) or is_moment(value)):
            return None
        if isinstance(by, Months):
            return add_months(value, sign * by.count)
        return _shift_days(value, sign * nanos(by)) if isinstance(by, DAYS) else None
    except (ValueError, OverflowError):
        return None


def _shift_days(value: Any, count: int) -> Any:
    parts = wide(value)
    days, rest = divmod((parts.nanos or 0) + count, DAY)
    return narrow(parts.days + days, None if parts.nanos is None else rest, parts.zone)


def mul(a: Any, b: Any) -> Any:
    """Numbers, and a duration with a number."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return number(NUMBERS.multiply, a, b)
    if isinstance(a, Decimal):
        a, b = b, a
    return _scaled(NUMBERS.multiply, a, b) if isinstance(b, Decimal) else None


def div(a: Any, b: Any) -> Any:
    """Numbers, a duration by a number, a duration by its like."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return number(NUMBERS.divide, a, b)
    if isinstance(a, Months) and isinstance(b, Months):
        return number(NUMBERS.divide, Decimal(a.count), Decimal(b.count))
    if isinstance(a, DAYS) and isinstance(b, DAYS):
        return number(NUMBERS.divide, Decimal(nanos(a)), Decimal(nanos(b)))
    return _scaled(NUMBERS.divide, a, b) if isinstance(b, Decimal) else None


def _scaled(operate: Callable[[Decimal, Decimal], Decimal], length: Any, by: Decimal) -> Any:
    if not isinstance(length, (Months, *DAYS)):
        return None
    result = number(operate, Decimal(length.count if isinstance(length, Months) else nanos(length)), by)
    if result is None or abs(result) > MAX_COUNT:
        return None
    whole = int(result.to_integral_value(ROUND_DOWN))
    return Months(whole) if isinstance(length, Months) else duration(whole)


def power(a: Any, b: Any) -> Any:
    """A number to the power of a number."""
    return number(NUMBERS.power, a, b) if isinstance(a, Decimal) and isinstance(b, Decimal) else None


def negate(a: Any) -> Any:
    """The opposite of a number or duration."""
    if isinstance(a, Decimal):
        return NUMBERS.minus(a)
    if isinstance(a, Months):
        return Months(-a.count)
    return duration(-nanos(a)) if isinstance(a, DAYS) else None


def number(operate: Callable[..., Decimal], *operands: Decimal) -> Decimal | None:
    """Return what a decimal operation gives, null for overflow, division by zero and the like."""
    try:
        result = operate(*operands)
    except DecimalException:
        return None
    return result if result.is_finite() else None


def _months(count: int) -> Months | None:
    return Months(count) if abs(count) < MAX_COUNT else None


def _days(count: int) -> Any:
    return duration(count) if abs(count) < MAX_COUNT else None
