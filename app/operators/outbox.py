"""Operators whose effect leaves the database: they write rows, and jobs deliver the rows after the commit."""

from typing import Any

from sqlalchemy import select

from app import rules
from app.errors import Incident
from app.jobs.queue import enqueue
from app.operators.delivery import request_delivery
from app.operators.registry import Env, registry
from app.reports import render_message
from app.store.base import new_id
from app.store.queue import Notice, Outbox
from app.store.statements import Adding, table_of

_NOTICE = table_of(Notice)
_ADD_NOTICE = Adding(_NOTICE)


@registry.operator
def emit(env: Env, *, topic: str, body: Any = None, channel: str = "events", key: str = "") -> str:
    """把一条消息写入发件箱：channel 是通道，topic 是主题，body 是内容；key 相同的消息只有一条。"""
    return write_outbox(env, channel=channel, topic=topic, body=body, key=key)


def write_outbox(
    env: Env, *, channel: str, topic: str, body: Any, key: str = "", recipient: str | None = None
) -> str:
    """Add an outbox row and the job that delivers it; return its key, which the receiver sees."""
    row_key = key or f"{env.instance_id}:{env.element}:{new_id()}"
    if env.session.scalar(select(Outbox.seq).where(Outbox.key == row_key)) is not None:
        return row_key
    content = rules.to_json(body)
    subject = (env.case.get("subject") or {}).get("id") or env.instance_id
    env.session.add(
        Outbox(
            id=new_id(),
            key=row_key,
            channel=channel,
            topic=topic,
            recipient=recipient,
            subject=subject,
            body=content if isinstance(content, dict) else {"value": content},
            instance_id=env.instance_id,
            created_at=env.now,
        )
    )
    env.session.flush()
    request_delivery(env.session, channel, subject, env.now)
    return row_key


@registry.operator
def notify(env: Env, *, message: str, to: Any) -> int:
    """按消息模板 message 通知 to（一个泳道角色，或角色的列表）；返回通知了几方。"""
    roles = [to] if isinstance(to, str) else list(to or [])
    definition = env.release.part("report", f"messages/{message}")
    sent = 0
    for role in roles:
        party = env.parties.get(role)
        if party is None:
            raise Incident(
                f"消息“{message}”要通知的角色“{role}”在本次办理中没有对应的人或机构。", env.element
            )
        title, text = render_message(definition, {**env.case, "to": role}, env.now)
        _ADD_NOTICE.run(
            env.session,
            {
                "id": new_id(),
                "party_id": party,
                "role": role,
                "instance_id": env.instance_id,
                "topic": message,
                "title": title,
                "text": text,
                "link": f"/instances/{env.instance_id}",
                "created_at": env.now,
                "read_at": None,
            },
        )
        sent += 1
    return sent


@registry.operator
def throw_message(env: Env, *, process: str, message: str, subject: str = "", data: Any = None) -> None:
    """把消息 message 发给流程 process 中关于同一对象 subject（默认本次办理的对象）的、正在等待它的办理。"""
    about = subject or (env.case.get("subject") or {}).get("id")
    payload = {
        "id": new_id(),
        "process": process,
        "message": message,
        "subject": about,
        "data": rules.to_json(data) if data is not None else {},
        "from": env.instance_id,
    }
    enqueue(env.session, "route", payload, due=env.now, now=env.now)
