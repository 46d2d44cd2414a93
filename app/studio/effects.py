"""What a run has left in the rows: the way it took, what it would cause, and where it stands."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.inbox.desk import Desk
from app.inbox.handing_in import case_of
from app.inbox.input import bind_form
from app.store.instances import Document, History, Instance
from app.store.queue import Notice, Outbox
from app.store.tasks import Subscription, Task, Timer


def path_of(session: Session, instance_id: str) -> list[str]:
    """Return the elements that were passed, in order."""
    mine = select(History.step).where(History.instance_id == instance_id, History.step != "")
    return list(session.scalars(mine.order_by(History.seq)))


def effects_of(session: Session, instance_id: str) -> list[dict[str, Any]]:
    """Return what would have left: messages here, letters of every channel, printed documents."""
    notices = session.scalars(
        select(Notice).where(Notice.instance_id == instance_id).order_by(Notice.created_at, Notice.id)
    )
    letters = session.scalars(select(Outbox).where(Outbox.instance_id == instance_id).order_by(Outbox.seq))
    papers = session.scalars(
        select(Document).where(Document.instance_id == instance_id).order_by(Document.id)
    )
    return [
        *({"kind": "message", "role": n.role, "topic": n.topic, "title": n.title} for n in notices),
        *({"kind": "outbox", "channel": o.channel, "topic": o.topic} for o in letters),
        *({"kind": "document", "document": d.kind, "name": d.name, "size": d.size} for d in papers),
    ]


def waiting_of(desk: Desk, instance: Instance) -> list[dict[str, Any]]:
    """Return what the run waits for: people with the decisions they may take, messages that may be sent, moments."""
    session, mine = desk.session, instance.id
    tasks = session.scalars(select(Task).where(Task.instance_id == mine, Task.state == "open"))
    messages = session.scalars(select(Subscription).where(Subscription.instance_id == mine))
    timers = session.scalars(select(Timer).where(Timer.instance_id == mine).order_by(Timer.due))
    return [
        *(_task(desk, instance, task) for task in tasks),
        *(
            {"kind": "message", "step": m.element, "name": m.label or m.message, "role": m.role}
            for m in messages
        ),
        *({"kind": "timer", "step": t.element, "due": t.due.isoformat()} for t in timers),
    ]


def _task(desk: Desk, instance: Instance, task: Task) -> dict[str, Any]:
    release = desk.library.release(desk.session, instance.version_id)
    bound = bind_form(desk, release, task.form, case_of(instance, task))
    decisions = [
        {"field": f.name, "value": option.value, "label": option.label}
        for f in bound.fields
        if f.role == "decision"
        for option in f.options({})
    ]
    about = {"step": task.step, "name": task.name, "role": task.role, "form": task.form}
    return {"kind": "task", **about, "decisions": decisions, "example": bound.example()}
