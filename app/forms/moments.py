"""Dates, months and moments as people and browsers write them, and the limits that a form sets for them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.content.form import Field
from app.forms.problem import Problem
from app.forms.texts import clean, narrow
from app.rules.values import ZONE

YEARS = range(1900, 2201)
MONTH = re.compile(r"([0-9]{4})(?:[-/.年]?([0-9]{2})|[-/.年]([0-9]))月?")
DAY = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
EXAMPLES = {"month": "2027-06", "date": "2027-06-30", "datetime": "2027-06-30 18:00"}
WORDS = {"month": "年月", "date": "日期", "datetime": "日期和时间"}
LIMITS = (("after", 1, "晚于"), ("before", -1, "早于"))


def kind_of(found: Field) -> str:
    """Return which of the three a field holds."""
    return next((k for name, k in (("month", "month"), ("time", "datetime")) if _is(found, name)), "date")


def _is(found: Field, name: str) -> bool:
    return found.properties.get(name) == "true"


def read_when(found: Field, given: Any, limit: Callable[[str], Any]) -> str:
    """Return what is kept: `YYYY-MM`, `YYYY-MM-DD` or a moment with its offset. `limit` evaluates the form's
    limits. Raises Problem."""
    kind = kind_of(found)
    moment = moment_of(kind, narrow(clean(given)))
    if moment is None:
        raise Problem(f"应当是有效的{WORDS[kind]}，例如 {EXAMPLES[kind]}")
    for name, sign, word in LIMITS:
        text = found.properties.get(name)
        edge = edge_of(kind, limit(text)) if text else None
        if edge is not None and (moment - edge).total_seconds() * sign <= 0:
            raise Problem(f"应当{word} {written(kind, edge).replace('T', ' ')[:16]}")
    return written(kind, moment)


def moment_of(kind: str, text: str) -> datetime | None:
    """Return a written month, day or moment as a moment here, None when it is not one."""
    day, _, clock = text.replace("T", " ").partition(" ")
    found = (MONTH if kind == "month" else DAY).fullmatch(day)
    time = CLOCK.fullmatch(clock.strip()) if kind == "datetime" else None
    if found is None or (time is None) != (kind != "datetime") or (clock and time is None):
        return None
    year, month, number = (*(int(part) for part in found.groups() if part), 1)[:3]
    hour, minute, second = (int(part or 0) for part in time.groups()[:3]) if time else (0, 0, 0)
    try:
        zone = datetime.fromisoformat(f"2000-01-01T00:00{time[4]}").tzinfo if time and time[4] else ZONE
        moment = datetime(year, month, number, hour, minute, second, tzinfo=zone).astimezone(ZONE)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None


def edge_of(kind: str, limit: Any) -> datetime | None:
    """Return a limit as a moment: a date and time, a date, or what a field of the form holds as text."""
    if isinstance(limit, str):
        limit = next((m for k in ("datetime", "date", "month") if (m := moment_of(k, narrow(limit)))), None)
    if isinstance(limit, date) and not isinstance(limit, datetime):
        limit = datetime(limit.year, limit.month, limit.day, tzinfo=ZONE)
    if not isinstance(limit, datetime) or limit.year not in YEARS:
        return None
    moment = limit.astimezone(ZONE) if limit.tzinfo else limit.replace(tzinfo=ZONE)
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0) if kind == "month" else moment


def written(kind: str, moment: datetime) -> str:
    """Return a moment as it is kept."""
    if kind == "datetime":
        return moment.isoformat(timespec="seconds")
    return moment.strftime("%Y-%m") if kind == "month" else moment.strftime("%Y-%m-%d")
