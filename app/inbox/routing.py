"""Messages between instances: delivered to whoever waits for them about the same subject."""

from typing import Any

from sqlalchemy import select

from app.inbox.access import parties_of
from app.inbox.desk import Desk
from app.inbox.messages import deliver
from app.inbox.writing import Act
from app.store.instances import Instance
from app.store.tasks import Subscription


def route(desk: Desk, payload: dict[str, Any]) -> None:
    """Deliver a message to every running instance of a process about a subject that waits for it."""
    waiting = (
        select(Subscription)
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(
            Subscription.message == payload["message"],
            Instance.process == payload["process"],
            Instance.subject_id == payload["subject"],
            Instance.ended.is_(False),
        )
    )
    for subscription in desk.session.scalars(waiting).all():
        instance = desk.session.get_one(Instance, subscription.instance_id, with_for_update=True)
        release = desk.library.release(desk.session, instance.version_id)
        act = Act(f"message:{payload['message']}", subscription.element, subscription.label or "")
        data = dict(payload.get("data") or {})
        deliver(desk, instance, release, parties_of(desk.session, instance.id), subscription.token, data, act)
