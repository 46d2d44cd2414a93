"""Operators whose effect leaves the database: they write rows, and jobs deliver the rows after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import rules
from app.jobs.queue import enqueue
from app.operators.delivery import request_delivery
from app.operators.registry import Env, registry
from app.reports import mask
from app.store.base import new_id
from app.store.queue import ADDRESS, Outbox
from app.store.statements import Statement, insert_new, table_of

_OUTBOX = table_of(Outbox)
_ADD = Statement(insert_new(_OUTBOX), *[c.key for c in _OUTBOX.c if c.key != "seq"])
_NEW = {"state": "waiting", "attempts": 0, "sent_at": None, "error": None}


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
    """Write a letter of an instance; return its key. By default it is about what the instance is about."""
    row_key = key or f"{env.instance_id}:{env.element}:{new_id()}"
    about = subject or (env.case.get("subject") or {}).get("id") or env.instance_id
    content = _content(body) if recipient is None else {**_content(body), ADDRESS: recipient}
    of = {"key": row_key, "subject": about, "instance_id": env.instance_id}
    return write_letter(env.session, env.now, channel=channel, topic=topic, body=content, **of)


def write_letter(
    session: Session,
    at: datetime,
    *,
    channel: str,
    topic: str,
    body: Any,
    key: str,
    subject: str,
    instance_id: str | None = None,
) -> str:
    """Add an outbox row and the job that delivers it; return its key, which the receiver sees.

    Letters about a `subject` arrive in their order; of those with the same key there is one."""
    content = _content(body)
    row = {
        "id": new_id(),
        "key": key,
        "channel": channel,
        "topic": topic,
        "recipient": _masked(content.get(ADDRESS)),
        "subject": subject,
        "body": content,
        "instance_id": instance_id,
        "created_at": at,
    }
    if _ADD.run(session, {**_NEW, **row}) == 1:
        request_delivery(session, channel, subject, at)
    return key


def _content(body: Any) -> dict[str, Any]:
    content = rules.to_json(body)
    return content if isinstance(content, dict) else {"value": content}


def _masked(address: str | None) -> str | None:
    """Return what may be seen of an address; the whole of it is sealed with the letter."""
    return None if address is None else mask("email" if "@" in address else "mobile", address)[:120]


@registry.operator
def throw_message(env: Env, *, process: str, message: str, subject: str = "", data: Any = None) -> None:
    """把消息 message 发给流程 process 中关于同一对象 subject（默认本次办理的对象）的、正在等待它的办理。"""
    about = subject or (env.case.get("subject") or {}).get("id") or ""
    announce(env.session, message, about, env.now, data=data, process=process, sender=env.instance_id)


@registry.operator
def send_to_self(env: Env, *, message: str) -> None:
    """把消息 message 送给本次办理自己，在这一步提交以后送达：用来把很长的工作分成几步，每步单独提交。"""
    payload = {
        "id": new_id(),
        "instance": env.instance_id,
        "message": message,
        "data": {},
        "at": env.now.isoformat(),
    }
    enqueue(env.session, "route", payload, due=env.now, now=env.now)


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
    """Let every instance about a subject that runs now and waits for a message have it, after this transaction.

    `process` narrows it to one process; the `sender` does not hear itself."""
    payload = {
        "id": new_id(),
        "process": process,
        "message": message,
        "subject": subject,
        "data": rules.to_json(data) if data is not None else {},
        "from": sender,
        "at": at.isoformat(),
    }
    enqueue(session, "route", payload, due=at, now=at)
