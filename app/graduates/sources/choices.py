"""What the filters of staff lists offer: cohorts and the departments of the reader."""

from collections.abc import Mapping

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.graduates.cohorts import CHOICES
from app.graduates.scope import own_parties
from app.graduates.tables import Department, School
from app.identity import Actor


def staff_choices(session: Session, actor: Actor) -> dict[str, Mapping[str, str]]:
    """Return filter → value → label for the lists of departments and schools."""
    newest = session.scalar(select(func.max(School.cohort_current))) or 0
    cohorts = {str(year): f"{year}届" for year in range(newest, newest - CHOICES, -1)}
    own = or_(
        Department.id.in_(own_parties(actor, "department")),
        Department.school_id.in_(own_parties(actor, "school")),
    )
    names = session.scalars(select(Department.name).where(own).order_by(Department.code))
    return {"cohort": cohorts, "department": {name: name for name in names}}
