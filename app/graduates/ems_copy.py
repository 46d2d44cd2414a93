"""What the employment management system says of a graduate, kept here for reviews to compare."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.graduates.tables import Department, EmsGraduate, Graduate, School

COMPARED = (
    "name",
    "id_number",
    "degree",
    "major",
    "gender",
    "ethnic",
    "political",
    "length",
    "student_no",
    "graduates_on",
)


def copy_of(session: Session, graduate: Graduate, at: datetime) -> EmsGraduate:
    """Return a copy that says the same as the entry here."""
    return EmsGraduate(
        graduate_id=graduate.id,
        school=session.get_one(School, graduate.school_id).name,
        department=session.get_one(Department, graduate.department_id).name,
        updated_at=at,
        **{name: getattr(graduate, name) for name in COMPARED},
    )
