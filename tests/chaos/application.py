"""The shipped application, with one change: every message to a person also leaves as a letter to a peer.

So each step of a signing has effects outside, which the peer counts by key."""

from typing import Any

from app import graduates
from app.graduates import demo
from app.operators.outbox import notify, write_outbox
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
    written = [row for row in env.session.new if isinstance(row, Notice)]
    for notice in written:
        write_outbox(env, channel="messages", topic=message, body={"notice": notice.id}, key=notice.id)
    return sent


__all__ = ["demo", "register", "registry"]
