"""届: the year in which graduates graduate; lists show one at a time."""

from datetime import datetime

from sqlalchemy import func, select

from app.graduates.tables import School
from app.inbox.desk import Desk
from app.jobs.clock import ZONE

CHOICES = 5
SEPTEMBER = 9  # the roster of the next cohort comes with the new academic year


def cohort_at(now: datetime) -> int:
    """Return the year in which those graduate who are the current cohort at a moment."""
    local = now.astimezone(ZONE)
    return local.year + (1 if local.month >= SEPTEMBER else 0)


def current_cohort(desk: Desk) -> int:
    """Return the cohort that graduates now: the latest one of all schools."""
    return desk.session.scalar(select(func.max(School.cohort_current))) or desk.now.year


def cohorts(desk: Desk) -> list[int]:
    """Return the cohorts that can be chosen, newest first."""
    newest = current_cohort(desk)
    return list(range(newest, newest - CHOICES, -1))
