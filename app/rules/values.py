"""The values of FEEL that Python has no type for, and what a value is called.

Numbers are Decimal of 34 digits, texts str, lists list, contexts dict, dates date and datetime,
durations timedelta;
nothing else of Python ever becomes a value, so no expression can reach an attribute of an object."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])
MAX_TEXT = 200_000
MAX_LIST = 100_000


@dataclass(frozen=True)
class Months:
    """A years and months duration."""

    count: int


@dataclass(frozen=True)
class Nanos:
    """A days and time duration that a timedelta cannot hold: it is longer, or has nanoseconds."""

    count: int


@dataclass(frozen=True)
class Time:
    """A time of day in nanoseconds; `zone` is None for a local time."""

    nanos: int
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Wide:
    """A date (`nanos` is None) or date and time that Python's types cannot hold: far years, nanoseconds."""

    days: int
    nanos: int | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Range:
    """An interval; an end that is None is infinite."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True)
class Unequal(Range):
    """What `(!= 10)` is: everything but one value, which stands at both ends."""


@dataclass(frozen=True)
class Function:
    """Something that can be called: `names` are its parameters, `call` takes positional arguments.

    `lowest` is how many arguments a built-in needs, -1 for a function that the content defines;
    `others` are further
    lists of names a built-in may be called with; `types` and `result` are what a definition says of its
    kinds."""

    names: tuple[str, ...]
    call: Callable[..., Any]
    lowest: int = -1
    others: tuple[tuple[str, ...], ...] = ()
    types: tuple[Any, ...] = ()
    result: Any = None


def own(value: Any) -> Any:
    """Return a value of the case as FEEL sees it: whole numbers and floats become decimals, tuples and
    sets lists.

    What FEEL has no kind for is null."""
    kind = type(value)
    if kind in _OWN:
        return value
    if kind is int:
        return NUMBERS.create_decimal(value) if value.bit_length() < 20_000 else None
    if kind is float:
        return Decimal(repr(value)) if isfinite(value) else None
    if kind in (tuple, set, frozenset):
        return list(value)
    return value if isinstance(value, (*_OWN, Mapping)) else None


def type_name(value: Any) -> str:
    """Return the name of a value's type in the words of the standard."""
    value = own(value)
    if value is None:
        return "null"
    if isinstance(value, Wide):
        return "date" if value.nanos is None else "date and time"
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "Any")


_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (Time, "time"),
    ((timedelta, Nanos), "days and time duration"),
    (Months, "years and months duration"),
    (Range, "range"),
    (Function, "function"),
    (Mapping, "context"),
    (list, "list"),
)
_OWN = frozenset(
    (
        str,
        bool,
        Decimal,
        list,
        dict,
        date,
        datetime,
        timedelta,
        Months,
        Nanos,
        Time,
        Wide,
        Range,
        Unequal,
        Function,
        type(None),
    )
)
