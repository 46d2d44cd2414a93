"""Which elements of an instance's diagram were passed, wait now, or failed."""

from collections import Counter

from sqlalchemy import select

from app.inbox.desk import Desk
from app.store.instances import History, Incident, Instance
from app.store.tasks import Task


def marks_of(desk: Desk, instance: Instance) -> dict[str, str]:
    """Return element id → passed, current or failed. Steps of a called process are marked on their call, and what
    an event at its edge ended was passed."""
    session = desk.session
    marks = dict.fromkeys(
        session.scalars(select(History.step).where(History.instance_id == instance.id)), "passed"
    )
    waiting = select(Task.step, Task.properties).where(
        Task.instance_id == instance.id, Task.state.in_(("open", "handed_in"))
    )
    rows = session.execute(waiting).all()
    current = {name for step, properties in rows for name in (step, *properties.get("within", ()))}
    release = desk.library.release(session, instance.version_id)
    elements = release.process.elements.values()
    times = Counter(element.called for element in elements)
    for element in elements:
        called = release.parts.get(("process", element.called)) if times[element.called] == 1 else None
        steps = {element.id, *(called.elements if called else ())}
        if element.id in current:
            marks[element.id] = "current"
        elif steps & marks.keys():  # of a process that is called at two places, the steps do not say at which
            marks[element.id] = "passed"
        if element.attached_to and element.interrupting and element.id in marks:
            marks.setdefault(element.attached_to, "passed")
    failed = select(Incident.element).where(
        Incident.instance_id == instance.id, Incident.resolved_at.is_(None)
    )
    marks |= dict.fromkeys(session.scalars(failed), "failed")
    marks.pop("", None)
    return marks
