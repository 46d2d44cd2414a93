"""Operators whose effect leaves the database: they write rows, and jobs deliver the rows after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import rules
from app.jobs.queue import enqueue
from app.operators.delivery import request_delivery
from app.operators.registry import Env, registry
from app.reports import mask
from app.store.base import new_id
from app.store.queue import ADDRESS, Outbox


@registry.operator
def emit(env: Env, *, topic: str, body: Any = None, channel: str = "events", key: str = "") -> str:
    """把一条消息写入发件箱：channel 是通道，topic 是主题，body 是内容；key 相同的消息只有一条。"""
    return write_outbox(env, channel=channel, topic=topic, body=body, key=key)


def write_outbox(
    env: Env,
    *,
    channel: str,
    topic: str,
    body: Any,
    key: str = "",
    recipient: str | None = None,
    subject: str = "",
) -> str:
    """Add an outbox row and the job that delivers it; return its key, which the receiver sees.

    Letters about a `subject` arrive in their order; by default it is what the instance is about."""
    row_key = key or f"{env.instance_id}:{env.element}:{new_id()}"
    if env.session.scalar(select(Outbox.seq).where(Outbox.key == row_key)) is not None:
        return row_key
    content = rules.to_json(body)
    content = content if isinstance(content, dict) else {"value": content}
    subject = subject or (env.case.get("subject") or {}).get("id") or env.instance_id
    env.session.add(
        Outbox(
            id=new_id(),
            key=row_key,
            channel=channel,
            topic=topic,
            recipient=_masked(recipient),
            subject=subject,
            body=content if recipient is None else {**content, ADDRESS: recipient},
            instance_id=env.instance_id,
            created_at=env.now,
        )
    )
    env.session.flush()
    request_delivery(env.session, channel, subject, env.now)
    return row_key


def _masked(address: str | None) -> str | None:
    """Return what may be seen of an address; the whole of it is sealed with the letter."""
    return None if address is None else mask("email" if "@" in address else "mobile", address)[:120]


@registry.operator
def throw_message(env: Env, *, process: str, message: str, subject: str = "", data: Any = None) -> None:
    """把消息 message 发给流程 process 中关于同一对象 subject（默认本次办理的对象）的、正在等待它的办理。"""
    about = subject or (env.case.get("subject") or {}).get("id") or ""
    announce(env.session, message, about, env.now, data=data, process=process, sender=env.instance_id)


def announce(
    session: Session,
    message: str,
    subject: str,
    at: datetime,
    *,
    data: Any = None,
    process: str | None = None,
    sender: str | None = None,
) -> None:
    """Let every running instance about a subject that waits for a message have it, after this transaction.

    `process` narrows it to one process; the `sender` does not hear itself."""
    payload = {
        "id": new_id(),
        "process": process,
        "message": message,
        "subject": subject,
        "data": rules.to_json(data) if data is not None else {},
        "from": sender,
    }
    enqueue(session, "route", payload, due=at, now=at)
