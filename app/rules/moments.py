"""Built-in functions on dates and times."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

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


def _date(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError
    return value


@builtin("now", least=0)
def _now(run: Any) -> datetime:
    moment: datetime = run.now.astimezone(ZONE)
    return moment


@builtin("today", least=0)
def _today(run: Any) -> date:
    day: date = run.now.astimezone(ZONE).date()
    return day


@builtin("day of year", "date")
def _day_of_year(run: Any, value: Any) -> Any:
    return Decimal(_date(value).timetuple().tm_yday)


@builtin("day of week", "date")
def _day_of_week(run: Any, value: Any) -> Any:
    return DAYS[_date(value).weekday()]


@builtin("month of year", "date")
def _month_of_year(run: Any, value: Any) -> Any:
    return MONTHS[_date(value).month - 1]


@builtin("week of year", "date")
def _week_of_year(run: Any, value: Any) -> Any:
    return Decimal(_date(value).isocalendar().week)


@builtin("years and months duration", "from", "to")
def _years_and_months(run: Any, start: Any, end: Any) -> Any:
    if isinstance(start, datetime) != isinstance(end, datetime):
        start, end = _plain(start), _plain(end)
    return months_between(_date(start), _date(end))


def _plain(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else _date(value)


@builtin("last day of month", "date")
def _last_day(run: Any, value: Any) -> Any:
    day = _plain(value)
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
