"""Who may see an instance and act on a task: whoever is, in the role, the party that the instance is bound to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity import Actor
from app.inbox.desk import Desk
from app.store.instances import Instance, InstanceParty
from app.store.tasks import Task

_LOCKED: dict[str, Any] = {"with_for_update": True, "populate_existing": True}
SEES_ALL = ("ops", "auditor")  # that an instance is there and where it stands, not what it says: see `view`


def owns(actor: Actor, role: str | None, party_id: str) -> bool:
    """True when the actor is this party in this role."""
    return any(m.role == role and m.party_id == party_id for m in actor.memberships)


def task_scope(
    actor: Actor, role_column: Any = Task.role, party_column: Any = Task.party_id
) -> ColumnElement[bool]:
    """Return the condition for rows that belong to (role, party) pairs of the actor."""
    pairs = sorted({(m.role, m.party_id) for m in actor.memberships if m.party_id})
    if not pairs:
        return false()
    return or_(*(and_(role_column == role, party_column == party) for role, party in pairs))


def instance_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for instances in which the actor is one of the parties."""
    mine = task_scope(actor, InstanceParty.role, InstanceParty.party_id)
    return exists().where(InstanceParty.instance_id == Instance.id, mine)


def parties_of(session: Session, instance_id: str) -> dict[str, str]:
    """Return role → party id of an instance."""
    rows = session.execute(
        select(InstanceParty.role, InstanceParty.party_id).where(InstanceParty.instance_id == instance_id)
    )
    return dict(rows.all())


def roles_in(actor: Actor, parties: Mapping[str, str]) -> list[str]:
    """Return the roles that the actor has in an instance with these parties."""
    return [role for role, party in parties.items() if owns(actor, role, party)]


def get_instance(desk: Desk, instance_id: str, *, lock: bool = False) -> tuple[Instance, dict[str, str]]:
    """Return an instance in the actor's scope with its parties. Raises NotFound for a foreign one as for none."""
    instance = desk.session.get(Instance, instance_id, **_LOCKED if lock else {})
    if instance is None:
        raise NotFound
    parties = parties_of(desk.session, instance.id)
    actor = desk.actor
    if (
        actor is not None
        and not roles_in(actor, parties)
        and not any(m.role in SEES_ALL for m in actor.memberships)
    ):
        raise NotFound
    return instance, parties


def get_task(desk: Desk, task_id: str, *, lock: bool = False) -> Task:
    """Return a task of the actor, open or done. Raises NotFound for a foreign one as for none."""
    task = desk.session.get(Task, task_id, **_LOCKED if lock else {})
    if task is None or (desk.actor is not None and not owns(desk.actor, task.role, task.party_id)):
        raise NotFound
    return task
