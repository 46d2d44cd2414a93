"""Messages that a diagram throws: they leave with the step's transaction and are delivered by jobs."""

from app.engine import Snapshot
from app.inbox.desk import Desk
from app.jobs.queue import enqueue
from app.store.base import new_id
from app.store.instances import Instance


def send_out(desk: Desk, instance: Instance, snapshot: Snapshot) -> None:
    """Enqueue what a step has thrown. The properties of the event say to whom it goes: `subject` (by default what
    this instance is about), `process` (by default any), and what it carries: `payload`."""
    for thrown in (t for t in snapshot.thrown if t.kind == "message"):
        carried = thrown.properties.get("payload")
        payload = {
            "id": new_id(),
            "message": thrown.name,
            "process": thrown.properties.get("process") or None,
            "subject": thrown.properties.get("subject") or instance.subject_id,
            "data": carried if isinstance(carried, dict) else {},
            "from": instance.id,
            "at": desk.now.isoformat(),
        }
        key = f"route:{payload['id']}"
        enqueue(desk.session, "route", payload, due=desk.now, now=desk.now, key=key)
