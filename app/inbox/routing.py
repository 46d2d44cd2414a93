"""Messages between instances: delivered to whoever waits for them about the same subject."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.inbox.access import parties_of
from app.inbox.desk import Desk
from app.inbox.messages import deliver
from app.inbox.writing import Act
from app.jobs.queue import enqueue
from app.store.instances import Instance
from app.store.tasks import Subscription


def route(desk: Desk, payload: dict[str, Any]) -> None:
    """Find the running instances about a subject that wait for a message, each for a job of its own: when one of
    them cannot go on, the others have it all the same. A payload with a token is such a job."""
    if "token" in payload:
        _deliver(desk, payload)
        return
    waiting = (
        select(Subscription)
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(Subscription.message == payload["message"], Instance.ended.is_(False), *_addressed(payload))
    )
    for found in desk.session.scalars(waiting.order_by(Instance.started_at, Subscription.token)).all():
        one = payload | {"instance": found.instance_id, "token": found.token, "element": found.element}
        key = f"route:{payload['id']}:{found.token}"
        enqueue(desk.session, "route", one, due=desk.now, now=desk.now, key=key)


def _addressed(payload: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Return the condition for those that a message is for: one instance, or all others about its subject."""
    if "instance" in payload:
        return [Instance.id == payload["instance"]]
    found = [
        Instance.subject_id == payload["subject"],
        Instance.id != payload["from"],
        Instance.started_at <= datetime.fromisoformat(payload["at"]),  # who started since knows already
    ]
    return [*found, Instance.process == payload["process"]] if payload["process"] else found


def _deliver(desk: Desk, payload: dict[str, Any]) -> None:
    instance = desk.session.get_one(Instance, payload["instance"], with_for_update=True)
    mine = (Subscription.instance_id == instance.id, Subscription.token == payload["token"])
    found = desk.session.scalar(select(Subscription).where(*mine))
    if found is None:
        return  # it has gone on meanwhile
    release = desk.library.release(desk.session, instance.version_id)
    drawn = next(
        (p.elements[found.element] for p in release.processes() if found.element in p.elements), None
    )
    label = found.label or (drawn.name if drawn is not None else "")
    act = Act(f"message:{payload['message']}", found.element, label)
    parties = parties_of(desk.session, instance.id)
    deliver(desk, instance, release, parties, found.token, dict(payload["data"] or {}), act)
