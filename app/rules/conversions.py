"""Built-in functions that make one kind of value from another."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from app.rules.functions import builtin
from app.rules.temporal import read_date, read_duration, read_moment, read_time, write
from app.rules.values import NUMBERS, Function, Months, Range, Time, own

PLAIN_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@builtin("number", "from", "grouping separator", "decimal separator", least=1)
def _number(run: Any, given: Any, grouping: Any = None, decimal: Any = None) -> Any:
    if isinstance(given, Decimal):
        return given
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        return None
    text = given.replace(grouping, "") if grouping else given
    text = text.replace(decimal, ".") if decimal else text
    return NUMBERS.create_decimal(text) if PLAIN_NUMBER.fullmatch(text) else None


@builtin("string", "from")
def _string(run: Any, given: Any) -> Any:
    return None if given is None else to_text(given)


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
    return write(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w ]*", name) else to_text(name, True)


def _range_text(value: Range) -> str:
    low = "null" if value.low is None else to_text(value.low, True)
    high = "null" if value.high is None else to_text(value.high, True)
    return ("[" if value.low_closed else "(") + f"{low} .. {high}" + ("]" if value.high_closed else ")")


def number_text(value: Decimal) -> str:
    """Return a number without exponent where it is of ordinary size, and without trailing zeros of its fraction."""
    if value == value.to_integral_value() and abs(value) < Decimal("1e34"):
        return str(int(value))
    text = format(value, "f") if -40 < value.adjusted() < 40 else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


@builtin("date", "from…", least=1)
def _date(run: Any, *given: Any) -> Any:
    if len(given) == 3:
        return date(*(_whole(v) for v in given))
    (value,) = given
    if isinstance(value, str):
        return read_date(value)
    return value.date() if isinstance(value, datetime) else (value if isinstance(value, date) else None)


BUILTIN_OTHERS = {"date": (("year", "month", "day"),), "time": (("hour", "minute", "second", "offset"),)}


def _whole(value: Any) -> int:
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise TypeError
    return int(value)


@builtin("time", "from…", least=1)
def _time(run: Any, *given: Any) -> Any:
    if len(given) in (3, 4):
        return _time_of(*given)
    (value,) = given
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, Time):
        return value
    if isinstance(value, datetime):
        return Time(value.timetz())
    return Time(time(tzinfo=timezone.utc)) if isinstance(value, date) else None  # noqa: UP017


def _time_of(hour: Any, minute: Any, second: Any, offset: Any = None) -> Any:
    whole = int(second)
    micro = int((second - whole) * 1_000_000)
    zone = timezone(offset) if isinstance(offset, timedelta) else None
    return Time(time(_whole(hour), _whole(minute), whole, micro, zone))


@builtin("date and time", "from", "time", "timezone", least=1)
def _date_and_time(run: Any, given: Any, hour: Any = None, zone: Any = None) -> Any:
    if isinstance(hour, Time) and isinstance(given, date):
        return datetime.combine(given.date() if isinstance(given, datetime) else given, hour.value)
    if hour is not None:
        return None
    if isinstance(given, str):
        return read_moment(given)
    if isinstance(given, datetime):
        return given
    return datetime.combine(given, time()) if isinstance(given, date) else None


@builtin("duration", "from")
def _duration(run: Any, given: Any) -> Any:
    return read_duration(given) if isinstance(given, str) else (given if isinstance(given, (Months, timedelta)) else None)


@builtin("range", "from")
def _range(run: Any, given: Any) -> Any:
    from app.rules.parsing import evaluate

    found = evaluate(given, {}, now=run.now) if re.match(r"^\s*[\[(\]]", given) else None
    return found if isinstance(found, Range) else None
