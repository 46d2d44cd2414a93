"""Built-in functions on dates and times."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.rules.civil import civil, fixed, is_date, is_moment, month_length, narrow, ordinal, wide
from app.rules.functions import builtin
from app.rules.temporal import months_between
from app.rules.values import ZONE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _days(value: Any) -> int:
    if not (is_date(value) or is_moment(value)):
        raise TypeError
    return wide(value).days


@builtin("now", least=0)
def _now(run: Any) -> datetime:
    return fixed(run.now, ZONE)


@builtin("today", least=0)
def _today(run: Any) -> date:
    return fixed(run.now, ZONE).date()


@builtin("day of year", "date")
def _day_of_year(run: Any, value: Any) -> Any:
    days = _days(value)
    return Decimal(days - ordinal(civil(days)[0], 1, 1) + 1)


@builtin("day of week", "date")
def _day_of_week(run: Any, value: Any) -> Any:
    return DAYS[(_days(value) - 1) % 7]


@builtin("month of year", "date")
def _month_of_year(run: Any, value: Any) -> Any:
    return MONTHS[civil(_days(value))[1] - 1]


@builtin("week of year", "date")
def _week_of_year(run: Any, value: Any) -> Any:
    """ISO weeks: the week belongs to the year that its Thursday is in."""
    days = _days(value)
    thursday = days - (days - 1) % 7 + 3
    return Decimal((thursday - ordinal(civil(thursday)[0], 1, 1)) // 7 + 1)


@builtin("years and months duration", "from", "to")
def _years_and_months(run: Any, start: Any, end: Any) -> Any:
    if not all(is_date(v) or is_moment(v) for v in (start, end)):
        return None
    if is_date(start) != is_date(end):
        start, end = narrow(_days(start)), narrow(_days(end))
    return months_between(start, end)


@builtin("last day of month", "date")
def _last_day(run: Any, value: Any) -> Any:
    year, month, _ = civil(_days(value))
    return narrow(ordinal(year, month, month_length(year, month)))
