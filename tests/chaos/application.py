"""The shipped application, with one change: every message to a person also leaves as a letter to a peer.

So each step of a signing has effects outside, which the peer counts by key."""

from typing import Any

from sqlalchemy import select

from app import graduates
from app.graduates import demo
from app.operators.messages import notify
from app.operators.outbox import write_outbox
from app.operators.registry import Env, Registry, registry
from app.store.queue import Notice

sound_notify = notify


def register(given: Registry) -> None:
    """Register the application, and the operator that also writes a letter."""
    graduates.register(given)
    given.operators.pop("notify", None)
    given.operator(notify_and_write)
    given.operators["notify"] = given.operators.pop("notify_and_write")


def notify_and_write(env: Env, *, message: str, to: Any) -> int:
    """按消息模板通知，并把每条消息写入发件箱。"""
    sent = sound_notify(env, message=message, to=to)
    for notice in written(env, message):
        write_outbox(env, channel="messages", topic=message, body={"notice": notice}, key=notice)
    return sent


def written(env: Env, message: str) -> list[str]:
    """Return the ids of the notices that this step has written."""
    own = (Notice.instance_id == env.instance_id, Notice.topic == message, Notice.created_at == env.now)
    return list(env.session.scalars(select(Notice.id).where(*own).order_by(Notice.id)))


__all__ = ["demo", "register", "registry"]
