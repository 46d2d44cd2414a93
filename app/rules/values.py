"""The values of FEEL that Python has no type for, and what a value is called.

Numbers are Decimal of 34 digits, texts str, lists list, contexts dict, days and time durations timedelta, dates date;
nothing else of Python ever becomes a value, so no expression can reach an attribute of an object."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])
MAX_TEXT = 200_000
MAX_LIST = 100_000


@dataclass(frozen=True, order=False)
class Months:
    """A years and months duration."""

    count: int


@dataclass(frozen=True)
class Time:
    """A time of day; `zone` is None for a local time. `named` keeps the name of a zone as it was written."""

    value: time

    @property
    def seconds(self) -> float:
        """Seconds of the day, in UTC when the zone is known."""
        own = self.value.hour * 3600 + self.value.minute * 60 + self.value.second + self.value.microsecond / 1e6
        offset = self.value.utcoffset()
        return own - (offset.total_seconds() if offset is not None else 0)


@dataclass(frozen=True)
class Range:
    """An interval; a missing end (None with `open`) is infinite."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True)
class Function:
    """Something that can be called: `names` are its parameters, `call` takes positional arguments."""

    names: tuple[str, ...]
    call: Callable[..., Any]
    lowest: int = -1

    @property
    def required(self) -> int:
        return len(self.names) if self.lowest < 0 else self.lowest


def own(value: Any) -> Any:
    """Return a value of the case as FEEL sees it: whole numbers and floats become decimals, tuples lists."""
    kind = type(value)
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if kind is tuple:
        return list(value)
    return value


def type_name(value: Any) -> str:
    """Return the name of a value's type in the words of the standard."""
    value = own(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, name in _NAMES:
        if isinstance(value, kind):
            return name
    return "Any"


_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (Decimal, "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (Time, "time"),
    (timedelta, "days and time duration"),
    (Months, "years and months duration"),
    (Range, "range"),
    (Function, "function"),
    (Mapping, "context"),
    (list, "list"),
)


def zone_of(value: Any) -> tzinfo | None:
    """Return the zone of a time or date and time, or None."""
    inner = value.value if isinstance(value, Time) else value
    return getattr(inner, "tzinfo", None)
