"""Built-in functions that make one kind of value from another."""

import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

from app.rules.civil import SECOND, is_date, is_moment, narrow, ordinal, wide
from app.rules.functions import builtin
from app.rules.temporal import read_date, read_duration, read_moment, read_time, read_zone, write
from app.rules.values import NUMBERS, Function, Months, Nanos, Range, Time, own

PLAIN_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")
MAX_DIGITS = 1_000


@builtin("number", "from", "grouping separator", "decimal separator", least=1)
def _number(run: Any, given: Any, grouping: Any = None, decimal: Any = None) -> Any:
    if isinstance(given, Decimal) and grouping is None and decimal is None:
        return given
    if (
        grouping not in (None, " ", ",", ".")
        or decimal not in (None, ",", ".")
        or (grouping and grouping == decimal)
    ):
        return None
    text = given.replace(grouping, "") if grouping else given
    text = text.replace(decimal, ".") if decimal else text
    readable = len(text) <= MAX_DIGITS and PLAIN_NUMBER.fullmatch(text)
    return NUMBERS.create_decimal(text) if readable else None


@builtin("string", "from", "mask", least=1)
def _string(run: Any, given: Any, mask: Any = None) -> Any:
    return None if given is None or mask is not None else to_text(given)


def to_text(value: Any, inside: bool = False) -> str:
    """Return the text of a value as the standard's `string()` gives it."""
    value = own(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(to_text(v, True) for v in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)}: {to_text(v, True)}" for k, v in value.items()) + "}"
    if isinstance(value, Range):
        return _range_text(value)
    if isinstance(value, Function):
        return "function(" + ", ".join(value.names) + ")"
    return ('@"' + write(value) + '"') if inside else write(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w ]*", name) else to_text(name, True)


def _range_text(value: Range) -> str:
    low, high = to_text(value.low, True), to_text(value.high, True)
    if value.low is None and value.high is not None and not value.low_closed:
        return f"({'<=' if value.high_closed else '<'} {high})"
    if value.high is None and value.low is not None and not value.high_closed:
        return f"({'>=' if value.low_closed else '>'} {low})"
    return ("[" if value.low_closed else "(") + f"{low} .. {high}" + ("]" if value.high_closed else ")")


def number_text(value: Decimal) -> str:
    """Return a number without exponent where it is of ordinary size, and without trailing zeros of its
    fraction."""
    if value == value.to_integral_value() and abs(value) < Decimal("1e34"):
        return str(int(value))
    text = format(value, "f") if -40 < value.adjusted() < 40 else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


@builtin("date", "from…", least=1, others=(("year", "month", "day"),))
def _date(run: Any, *given: Any) -> Any:
    if len(given) == 3:
        return narrow(ordinal(*(_whole(v) for v in given)))
    (value,) = given
    if isinstance(value, str):
        return read_date(value)
    return narrow(wide(value).days) if is_moment(value) or is_date(value) else None


def _whole(value: Any) -> int:
    if not isinstance(value, Decimal) or value != value.to_integral_value() or abs(value) > 10**12:
        raise TypeError
    return int(value)


@builtin(
    "time", "from…", least=1, others=(("hour", "minute", "second", "offset"), ("hour", "minute", "second"))
)
def _time(run: Any, *given: Any) -> Any:
    if len(given) in (3, 4):
        return _time_of(*given)
    (value,) = given
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, Time):
        return value
    if is_moment(value):
        return Time(wide(value).nanos or 0, wide(value).zone)
    return Time(0, read_zone("Z")) if is_date(value) else None


def _time_of(hour: Any, minute: Any, second: Any, offset: Any = None) -> Any:
    hours, minutes, nanos = _whole(hour), _whole(minute), int(second * SECOND)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= nanos < 60 * SECOND):
        return None
    if offset is not None and not (isinstance(offset, timedelta) and abs(offset) <= timedelta(hours=14)):
        return None
    return Time((hours * 3600 + minutes * 60) * SECOND + nanos, None if offset is None else timezone(offset))


@builtin("date and time", "from…", least=1, others=(("date", "time"),))
def _date_and_time(run: Any, *given: Any) -> Any:
    if len(given) == 2:
        day, hour = given
        if isinstance(hour, Time) and (is_date(day) or is_moment(day)):
            return narrow(wide(day).days, hour.nanos, hour.zone)
        return None
    (value,) = given
    if isinstance(value, str):
        return read_moment(value)
    if is_moment(value):
        return value
    return narrow(wide(value).days, 0, read_zone("Z")) if is_date(value) else None


@builtin("duration", "from")
def _duration(run: Any, given: Any) -> Any:
    if isinstance(given, (Months, timedelta, Nanos)):
        return given
    return read_duration(given) if isinstance(given, str) else None


@builtin("range", "from")
def _range(run: Any, given: Any) -> Any:
    from app.rules.parsing import read_range  # noqa: PLC0415  the reader knows the built-ins

    return read_range(given, run)
