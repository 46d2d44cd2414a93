"""Dates of any year and times to the nanosecond; what Python's own types can hold comes back as those."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from app.rules.values import Nanos, Time, Wide

DAY = 86_400_000_000_000
SECOND = 1_000_000_000
LAST_YEAR = 999_999_999
_LAST_DAY = date.max.toordinal()
_EPOCH = 719_163  # the ordinal of 1970-01-01
_MICRO = timedelta(microseconds=1)
_LONGEST = timedelta.max // _MICRO


def ordinal(year: int, month: int, day: int) -> int:
    """Return the day's number in the Gregorian calendar, 1 for 0001-01-01. Raises ValueError for no
    such day."""
    if not (1 <= month <= 12 and 1 <= day <= month_length(year, month) and abs(year) <= LAST_YEAR):
        raise ValueError((year, month, day))
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468 + _EPOCH


def civil(days: int) -> tuple[int, int, int]:
    """Return (year, month, day) of a day's number."""
    era, of_era = divmod(days - _EPOCH + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    """Return how many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_date(value: Any) -> bool:
    """Whether a value is a date without a time."""
    return value.nanos is None if isinstance(value, Wide) else type(value) is date


def is_moment(value: Any) -> bool:
    """Whether a value is a date and time."""
    return value.nanos is not None if isinstance(value, Wide) else isinstance(value, datetime)


def wide(value: Any) -> Wide:
    """Return a date or date and time in parts."""
    if isinstance(value, Wide):
        return value
    if isinstance(value, datetime):
        return Wide(value.toordinal(), _nanos_of(value), value.tzinfo)
    return Wide(value.toordinal())


def _nanos_of(value: Any) -> int:
    seconds: int = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * SECOND + int(value.microsecond) * 1000


def narrow(days: int, nanos: int | None = None, zone: tzinfo | None = None) -> Any:
    """Return the date or date and time of parts. Raises ValueError beyond the year 999,999,999."""
    if not 1 <= days <= _LAST_DAY or (nanos or 0) % 1000:
        if abs(civil(days)[0]) > LAST_YEAR:
            raise ValueError(days)
        return Wide(days, nanos, zone)
    day = date.fromordinal(days)
    return day if nanos is None else datetime.combine(day, clock(nanos, zone))


def clock(nanos: int, zone: tzinfo | None) -> time:
    """Return Python's time of day, to the microsecond."""
    seconds, rest = divmod(nanos, SECOND)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000, zone)


def offset(value: Any) -> timedelta | None:
    """Return how far the zone of a time or date and time is from UTC; None without zone.

    A time of day has no date: it goes by its zone's standard time."""
    if value.zone is None:
        return None
    days = value.days if isinstance(value, Wide) else 730_120
    day = date.fromordinal(min(max(days, 2), _LAST_DAY - 1))
    local = datetime.combine(day, clock(value.nanos or 0, None))
    found: timedelta = value.zone.utcoffset(local) or timedelta()
    return found - (value.zone.dst(local) or timedelta()) if isinstance(value, Time) else found


def instant(value: Any, zone: tzinfo = UTC) -> int:
    """Return nanoseconds on one line of time; a date is its midnight, what has no zone is meant in `zone`."""
    parts = value if isinstance(value, Time) else wide(value)
    if parts.zone is None:
        parts = type(parts)(**{**vars(parts), "zone": zone})
    days = 0 if isinstance(parts, Time) else parts.days
    return days * DAY + (parts.nanos or 0) - nanos(offset(parts) or timedelta())


def nanos(value: timedelta | Nanos) -> int:
    """Return the nanoseconds of a days and time duration."""
    return value.count if isinstance(value, Nanos) else (value // _MICRO) * 1000


def duration(count: int) -> Any:
    """Return a days and time duration of nanoseconds."""
    if count % 1000 or abs(count) // 1000 > _LONGEST:
        return Nanos(count)
    return timedelta(microseconds=count // 1000)


def fixed(value: datetime, zone: tzinfo) -> datetime:
    """Return a moment in a zone, written with the offset instead of the zone's name."""
    local = value.astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))
