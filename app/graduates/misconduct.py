"""Whistle-blowing (违反“四不准”行为举报, P28): what a report is about is the school, never who reports."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.graduates.subjects import load_own
from app.graduates.tables import Province, School
from app.identity import Actor
from app.operators.registry import Subject, registry
from app.store.accounts import Party


@registry.subject("reported_school")
def load_reported_school(
    session: Session, subject_id: str | None, actor: Actor | None, now: datetime
) -> Subject:
    """Load the school of the actor's own graduate; province and centre are its parties, the school is none, and nothing of
    the graduate is known (R-261, R-262). Raises NotFound."""
    own = load_own(session, None, actor, now)
    school = session.get_one(School, own.parties["school"])
    province = session.get_one(Province, school.province_id)
    centre = session.get_one(Party, province.id).parent_id
    facts = {"name": school.name, "code": school.code, "province": province.name}
    parties = {"province": province.id, **({"centre": centre} if centre else {})}
    return Subject(school.id, "school", school.name, facts, parties)
