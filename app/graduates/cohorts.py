"""届: the year in which graduates graduate; lists show one at a time."""

from sqlalchemy import func, select

from app.graduates.tables import School
from app.inbox.desk import Desk

CHOICES = 5


def current_cohort(desk: Desk) -> int:
    """Return the cohort that graduates now: the latest one of all schools."""
    return desk.session.scalar(select(func.max(School.cohort_current))) or desk.now.year


def cohorts(desk: Desk) -> list[int]:
    """Return the cohorts that can be chosen, newest first."""
    newest = current_cohort(desk)
    return list(range(newest, newest - CHOICES, -1))
