"""The operator that lets somebody without an account do one task: a link, told by a message."""

from datetime import timedelta
from typing import Any

from app.errors import Incident
from app.identity.secrets import new_token, token_hash
from app.operators.outbox import write_outbox
from app.operators.registry import Env, registry
from app.reports import render_message
from app.store.base import new_id
from app.store.links import TaskLink

PATH = "/u/"


@registry.operator
def send_link(
    env: Env, *, role: str, to: Any, message: str, days: Any = 7, channel: str = "sms"
) -> dict[str, Any]:
    """让没有账号的人办理泳道角色 role 的下一个步骤：生成一次性链接，按消息模板 message 经通道 channel 发给号码或地址 to，
    days 天内有效；之前发给这个角色的链接失效。模板可用 link.url 和 link.expires_at。返回 {id, expires_at}。"""
    recipient = str(to or "").strip()
    if not recipient:
        raise Incident("没有收件号码或地址，不能发送链接。", env.element, "operator")
    token = new_token()
    link = TaskLink(
        id=new_id(),
        instance_id=env.instance_id,
        role=role,
        token_hash=token_hash(token),
        expires_at=env.now + timedelta(days=int(days)),
        created_at=env.now,
    )
    env.session.add(link)
    env.session.flush()
    env.bind(role, link.id)
    told = {"url": f"{env.site}{PATH}{token}", "expires_at": link.expires_at.isoformat()}
    definition = env.release.part("report", f"messages/{message}")
    title, text = render_message(definition, {**env.case, "link": told}, env.now)
    body = {"title": title, "text": text, "url": told["url"]}
    key = f"link:{link.id}"
    write_outbox(env, channel=channel, topic=message, body=body, key=key, recipient=recipient)
    return {"id": link.id, "expires_at": told["expires_at"]}
