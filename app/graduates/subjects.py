"""What processes are about: a graduate, and each person's own graduate (`self`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.graduates.facts import employer_facts, graduate_facts, relation_facts, school_facts
from app.graduates.scope import graduate_of, may_see_graduate, own_party
from app.graduates.tables import Employer, Graduate, School
from app.identity import Actor
from app.operators.registry import Subject, registry

DISTANT = frozenset({"province"})  # sees what it has a part in, not all that concerns its graduates


@registry.subject("graduate")
def load_graduate(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load a graduate in the actor's scope; without an id, the actor's own. Raises NotFound."""
    if subject_id is None or subject_id == "self":
        return load_own(session, None, actor, now)
    graduate = session.get(Graduate, subject_id)
    if graduate is None or (actor is not None and not may_see_graduate(session, actor, graduate)):
        raise NotFound
    return subject_of(session, graduate, actor, now)


@registry.subject("self")
def load_own(session: Session, _subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load the actor's own graduate. Raises NotFound."""
    graduate = graduate_of(session, actor)
    if graduate is None or _subject_id not in (None, "self", graduate.id):
        raise NotFound
    return subject_of(session, graduate, actor, now)


def subject_of(session: Session, graduate: Graduate, actor: Actor | None, now: datetime) -> Subject:
    """Return a graduate as a subject: facts, the parties around it, and the acting employer beside it."""
    employer = _acting_employer(session, actor)
    school = session.get_one(School, graduate.school_id)
    extra: dict[str, Any] = {
        "school": school_facts(session, graduate),
        "relation": relation_facts(session, graduate, employer, now),
    }
    parties = {
        "graduate": graduate.id,
        "department": graduate.department_id,
        "school": graduate.school_id,
        "province": school.province_id,
    }
    if employer is not None:
        extra["employer"] = employer_facts(session, employer, graduate.school_id)
        parties["employer"] = employer.id
    facts = graduate_facts(session, graduate, now)
    return Subject(graduate.id, "graduate", graduate.name, facts, parties, extra, DISTANT)


def concerns(actor: Actor, parties: Mapping[str, str]) -> bool:
    """Whether the actor is one of the parties around a record: who knows its graduate alone does not see it."""
    near = {(role, party) for role, party in parties.items() if role not in DISTANT}
    return any((m.role, m.party_id) in near for m in actor.memberships)


def own_subject(session: Session, actor: Actor) -> str | None:
    """Return the id of the actor's own graduate, if there is one."""
    graduate = graduate_of(session, actor)
    return graduate.id if graduate else None


def _acting_employer(session: Session, actor: Actor | None) -> Employer | None:
    party = own_party(actor, "employer")
    return session.get(Employer, party) if party else None
