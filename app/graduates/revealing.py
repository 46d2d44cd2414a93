"""The whole value of what lists mask, for whoever may see the graduate's data in full."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.graduates.scope import may_see_graduate
from app.graduates.tables import Graduate
from app.identity import Actor

FIELDS = ("id_number", "phone", "email", "candidate_no")
READERS = ("graduate", "department", "school")


def reveal_graduate(session: Session, actor: Actor, object_id: str, field: str, _now: datetime) -> str:
    """Return a field of a graduate for the graduate or its staff. Raises NotFound."""
    graduate = session.get(Graduate, object_id)
    if graduate is None or field not in FIELDS or not actor.has_any(READERS):
        raise NotFound
    if not may_see_graduate(session, actor, graduate):
        raise NotFound
    return str(getattr(graduate, field) or "")
