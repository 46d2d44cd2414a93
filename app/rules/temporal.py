"""Dates, times and durations: reading the texts of the standard, writing them, and their arithmetic."""

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.rules.values import ZONE, Months, Time

DATE = re.compile(r"(-?)(\d{4,9})-(\d\d)-(\d\d)")
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z_+\-/0-9]+)?")
YEARS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")
DAYS = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(\.\d+)?S)?)?")
NAMES: dict[int, str] = {}


def read_date(text: str) -> date | None:
    """Read `YYYY-MM-DD`; None when it is no date (years 1 to 9999)."""
    found = DATE.fullmatch(text)
    if not found or found[1]:
        return None
    try:
        return date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def read_time(text: str) -> Time | None:
    """Read a time of day with or without zone; None when it is none."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    try:
        zone = _zone(found[5])
        micro = int((Decimal(found[4] or 0) * 1_000_000).to_integral_value())
        return Time(time(int(found[1]), int(found[2]), int(found[3]), micro, zone))
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """Read a date and time; a bare date is its midnight; None when it is none."""
    day, sep, rest = text.partition("T")
    found = read_date(day)
    if found is None:
        return None
    if not sep:
        return datetime.combine(found, time())
    hour = read_time(rest)
    return datetime.combine(found, hour.value) if hour is not None else None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return timezone.utc  # noqa: UP017  written back as "Z"
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (KeyError, OSError) as error:
            raise ValueError(text) from error
    sign = -1 if text[0] == "-" else 1
    parts = [int(p) for p in text[1:].split(":")]
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    if parts[0] > 14 or parts[1] > 59:
        raise ValueError(text)
    return timezone(timedelta(seconds=sign * seconds))


def read_duration(text: str) -> Months | timedelta | None:
    """Read either kind of duration; None when it is none."""
    found = YEARS.fullmatch(text)
    if found and (found[2] or found[3]):
        return Months((-1 if found[1] else 1) * (int(found[2] or 0) * 12 + int(found[3] or 0)))
    found = DAYS.fullmatch(text)
    if not found or not any(found.groups()[1:]) or text.endswith("T"):
        return None
    seconds = Decimal(int(found[2] or 0)) * 86400 + int(found[3] or 0) * 3600 + int(found[4] or 0) * 60
    seconds += int(found[5] or 0) + Decimal(found[6] or 0)
    try:
        length = timedelta(days=int(seconds // 86400), microseconds=int(seconds % 86400 * 1_000_000))
    except OverflowError:
        return None
    return -length if found[1] else length


def read_at(text: str) -> Any:
    """Read the text of an `@"…"` literal: date, date and time, time or duration."""
    return read_duration(text) or (read_moment(text) if "T" in text else read_date(text)) or read_time(text)


def write(value: Any) -> str:
    """Return the text of a date, time, date and time or duration, as the standard's `string()` gives it."""
    if isinstance(value, datetime):
        return f"{_write_date(value)}T{_write_time(value.timetz())}"
    if isinstance(value, date):
        return _write_date(value)
    if isinstance(value, Time):
        return _write_time(value.value)
    if isinstance(value, Months):
        return _write_months(value.count)
    return _write_days(value)


def _write_date(value: date) -> str:
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


def _write_time(value: time) -> str:
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    if value.microsecond:
        text += f".{value.microsecond:06}".rstrip("0")
    zone = value.tzinfo
    if zone is None:
        return text
    if isinstance(zone, ZoneInfo):
        return f"{text}@{zone.key}"
    offset = value.utcoffset() or timedelta()
    if not offset:
        return text + "Z"
    total = int(offset.total_seconds())
    sign, total = ("-" if total < 0 else "+"), abs(total)
    return f"{text}{sign}{total // 3600:02}:{total % 3600 // 60:02}" + (f":{total % 60:02}" if total % 60 else "")


def _write_months(count: int) -> str:
    sign, count = ("-" if count < 0 else ""), abs(count)
    years, months = divmod(count, 12)
    if not count:
        return "P0M"
    return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def _write_days(value: timedelta) -> str:
    micros = abs(value // timedelta(microseconds=1))
    if not micros:
        return "PT0S"
    sign = "-" if value < timedelta() else ""
    seconds, micros = divmod(micros, 1_000_000)
    days, seconds = divmod(seconds, 86400)
    hours, minutes, seconds = seconds // 3600, seconds % 3600 // 60, seconds % 60
    text = f"{sign}P" + (f"{days}D" if days else "")
    if hours or minutes or seconds or micros:
        text += "T" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or micros:
            text += f"{seconds}" + (f".{micros:06}".rstrip("0") if micros else "") + "S"
    return text


def add_months(value: date, months: int) -> date:
    """Add calendar months; the day is the last of the month where the month is shorter."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    day = min(value.day, calendar.monthrange(year, month + 1)[1])
    return value.replace(year=year, month=month + 1, day=day)


def months_between(start: date, end: date) -> Months:
    """Return the whole months from start to end."""
    count = (end.year - start.year) * 12 + end.month - start.month
    if count > 0 and _after(start, end, count):
        count -= 1
    elif count < 0 and _before(start, end, count):
        count += 1
    return Months(count)


def _rest(value: date) -> tuple[int, time]:
    return value.day, (value.time() if isinstance(value, datetime) else time())


def _after(start: date, end: date, count: int) -> bool:
    return _rest(end) < _rest(start)


def _before(start: date, end: date, count: int) -> bool:
    return _rest(end) > _rest(start)


def aware(value: datetime) -> datetime:
    """Return the moment; one without a zone is meant in the installation's zone."""
    return value if value.tzinfo is not None else value.replace(tzinfo=ZONE)
