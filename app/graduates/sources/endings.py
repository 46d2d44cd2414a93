"""What is about signings that are in effect: what runs on them now, and what may be begun."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.scope import own_parties
from app.identity import Actor
from app.store.instances import Instance

FAILED = "termination_failed"  # the status of a signing that stays valid after a termination has failed
ASKED = "waiting_employer"  # the status of a termination that waits for the employer's answer


def running(session: Session, records: Collection[str]) -> dict[str, Instance]:
    """Return what runs on each of these records."""
    if not records:
        return {}
    query = select(Instance).where(Instance.subject_id.in_(records), Instance.ended.is_(False))
    return {str(row.subject_id): row for row in session.scalars(query)}


def may_begin(actor: Actor, state: str, kind: str) -> list[str]:
    """Return the processes that somebody may begin on a record in a state, by the roles that these are drawn for."""
    if state != "signed":
        return []
    found = ["record_modification", "record_void"] if own_parties(actor, "school") else []
    if own_parties(actor, "graduate") or own_parties(actor, "employer"):
        found.append("online_termination" if kind == "online" else "offline_termination")
    return found
