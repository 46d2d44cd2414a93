"""Dates, times and durations as texts: reading them, writing them as the standard's `string()` does."""

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.civil import (
    SECOND,
    civil,
    duration,
    is_date,
    month_length,
    nanos,
    narrow,
    offset,
    ordinal,
    wide,
)
from app.rules.values import Months, Nanos, Time, Wide

DATE = re.compile(r"(-?)(0[0-9]{3}|[1-9][0-9]{3,8})-([0-9]{2})-([0-9]{2})")
TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,12}))?"
    r"([zZ]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][A-Za-z_+\-/0-9]{0,60})?"
)
YEARS = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,12}))?S)?)?"
)


def read_date(text: str) -> Any:
    """Read `YYYY-MM-DD`; None when it is no date."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    year = int(found[2]) * (-1 if found[1] else 1)
    try:
        return narrow(ordinal(year, int(found[3]), int(found[4])))
    except ValueError:
        return None


def read_time(text: str) -> Time | None:
    """Read a time of day with or without zone; None when it is none."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    try:
        zone = read_zone(found[5])
    except ValueError:
        return None
    return Time((hour * 3600 + minute * 60 + second) * SECOND + _fraction(found[4]), zone)


def _fraction(digits: str | None) -> int:
    return int(((digits or "") + "000000000")[:9])


def read_moment(text: str) -> Any:
    """Read a date and time; a bare date is its midnight; None when it is none."""
    day, sep, rest = text.partition("T")
    found = read_date(day)
    if found is None:
        return None
    hour = read_time(rest) if sep else Time(0)
    return narrow(wide(found).days, hour.nanos, hour.zone) if hour is not None else None


@lru_cache(maxsize=1000)
def read_zone(text: str | None) -> tzinfo | None:
    """Read `Z`, `+08:00` or `@Area/City`. Raises ValueError for no such zone."""
    if not text:
        return None
    if text in "zZ":
        return timezone.utc  # noqa: UP017  written back as "Z"
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (KeyError, OSError) as error:
            raise ValueError(text) from error
    hours, minutes, *seconds = (int(p) for p in text[1:].split(":"))
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-length if text[0] == "-" else length)


def read_duration(text: str) -> Any:
    """Read either kind of duration; None when it is none."""
    found = YEARS.fullmatch(text)
    if found and (found[2] or found[3]):
        return Months((-1 if found[1] else 1) * (int(found[2] or 0) * 12 + int(found[3] or 0)))
    found = DAYS.fullmatch(text)
    if not found or not any(found.groups()[1:]) or text.endswith("T"):
        return None
    days, hours, minutes, seconds = (int(found[n] or 0) for n in (2, 3, 4, 5))
    count = (days * 86400 + hours * 3600 + minutes * 60 + seconds) * SECOND + _fraction(found[6])
    return duration(-count if found[1] else count)


def read_at(text: str) -> Any:
    """Read the text of an `@"…"` literal: date, date and time, time or duration."""
    for read in (read_duration, read_moment if "T" in text else read_date, read_time):
        found = read(text)
        if found is not None:
            return found
    return None


def write(value: Any) -> str:
    """Return the text of a date, time, date and time or duration, as the standard's `string()` gives it."""
    if isinstance(value, Months):
        return _write_months(value.count)
    if isinstance(value, (timedelta, Nanos)):
        return _write_duration(nanos(value))
    if isinstance(value, Time):
        return _write_time(value)
    parts = wide(value)
    return _write_date(parts) if is_date(value) else f"{_write_date(parts)}T{_write_time(parts)}"


def _write_date(value: Wide) -> str:
    year, month, day = civil(value.days)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


def _write_time(value: Any) -> str:
    seconds, rest = divmod(value.nanos, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{_write_fraction(rest)}"
    if value.zone is None:
        return text
    return (
        f"{text}@{value.zone.key}"
        if isinstance(value.zone, ZoneInfo)
        else text + _write_offset(offset(value))
    )


def _write_fraction(rest: int) -> str:
    return f".{rest:09}".rstrip("0") if rest else ""


def _write_offset(length: timedelta | None) -> str:
    total = int((length or timedelta()).total_seconds())
    if not total:
        return "Z"
    sign, total = ("-" if total < 0 else "+"), abs(total)
    return f"{sign}{total // 3600:02}:{total // 60 % 60:02}" + (f":{total % 60:02}" if total % 60 else "")


def _write_months(count: int) -> str:
    years, months = divmod(abs(count), 12)
    if not count:
        return "P0M"
    return ("-P" if count < 0 else "P") + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def _write_duration(count: int) -> str:
    if not count:
        return "PT0S"
    seconds, rest = divmod(abs(count), SECOND)
    days, hours, minutes, seconds = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    text = ("-P" if count < 0 else "P") + (f"{days}D" if days else "")
    if not (hours or minutes or seconds or rest):
        return text
    text += "T" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return text + (f"{seconds}{_write_fraction(rest)}S" if seconds or rest else "")


def add_months(value: Any, months: int) -> Any:
    """Add calendar months; the day is the last of the month where the month is shorter. Raises ValueError."""
    parts = wide(value)
    year, month, day = civil(parts.days)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    day = min(day, month_length(year, month + 1))
    return narrow(ordinal(year, month + 1, day), parts.nanos, parts.zone)


def months_between(start: Any, end: Any) -> Months:
    """Return the whole months from start to end."""
    first, last = wide(start), wide(end)
    (year1, month1, day1), (year2, month2, day2) = civil(first.days), civil(last.days)
    count = (year2 - year1) * 12 + month2 - month1
    rest1, rest2 = (day1, first.nanos or 0), (day2, last.nanos or 0)
    if count > 0 and rest2 < rest1:
        count -= 1
    elif count < 0 and rest2 > rest1:
        count += 1
    return Months(count)
