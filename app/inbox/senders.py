"""Who may send a message to an instance: the roles that wait for it now, and those that it is drawn for."""

from sqlalchemy import select

from app.inbox.desk import Desk
from app.inbox.library import Release
from app.store.instances import Instance
from app.store.tasks import Subscription

THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")


def senders(desk: Desk, release: Release, instance: Instance, name: str) -> set[str]:
    """Return the roles that may send a message of this name, now or at another time."""
    return _drawn_for(release, name) | _waiting_for(desk, instance, name)


def _waiting_for(desk: Desk, instance: Instance, name: str) -> set[str]:
    """Return the roles whose message of this name the instance would take now."""
    mine = (Subscription.instance_id == instance.id, Subscription.message == name)
    return {role for role in desk.session.scalars(select(Subscription.role).where(*mine)) if role}


def _drawn_for(release: Release, name: str) -> set[str]:
    """Return the roles that a message is drawn for; a called process leaves it to its callers (`=call.NAME`)."""
    found: set[str] = set()
    for process in release.processes():
        for element in process.elements.values():
            if element.message == name and element.type not in THROWING:
                role = element.properties.get("role") or element.role or ""
                found |= _given(release, process.key, role) if role.startswith("=") else {role}
    return found - {"", "system"}


def _given(release: Release, called: str, expression: str) -> set[str]:
    """Return the fixed roles that the callers of a process give for an expression `=call.NAME`."""
    name = expression.removeprefix("=").strip().removeprefix("call.")
    elements = (e for p in release.processes() for e in p.elements.values() if e.called == called)
    return {r for e in elements if (r := e.properties.get(name, "")) and not r.startswith("=")}
