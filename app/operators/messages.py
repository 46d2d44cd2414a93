"""Operators that tell people something: inside the installation always, on other channels as the message says."""

from collections.abc import Mapping
from typing import Any

from app.content.report import CHANNELS, Message
from app.errors import Incident
from app.operators.outbox import write_outbox
from app.operators.registry import Env, registry
from app.reports import message_link, reaches, render_message
from app.store.base import new_id
from app.store.queue import Notice
from app.store.sealed import blind
from app.store.statements import Adding, table_of

IN_APP, *OUTSIDE = CHANNELS
_ADD_NOTICE = Adding(table_of(Notice))


@registry.operator
def notify(env: Env, *, message: str, to: Any) -> int:
    """按消息模板 message 通知 to（一个泳道角色，或角色的列表）；返回通知了几方。"""
    roles = [to] if isinstance(to, str) else list(to or [])
    definition = _definition(env, message)
    for role in roles:
        party = env.parties.get(role)
        if party is None:
            raise Incident(
                f"消息“{message}”要通知的角色“{role}”在本次办理中没有对应的人或机构。", env.element
            )
        context = _context(env, to=role)
        _show(env, message, definition, context, role, party)
        wanted = [channel for channel in OUTSIDE if reaches(definition, channel, role)]
        addresses = _addresses(env, role, party) if wanted else {}
        for channel in wanted:
            if address := addresses.get(channel):
                _send(env, message, definition, context, channel, address, party)
    return len(roles)


@registry.operator
def send_message(env: Env, *, message: str, channel: str, address: str) -> str:
    """按消息模板 message 把消息经通道 channel（wechat、sms、email）发到地址 address，收信人不必有账号。"""
    if channel not in OUTSIDE or not address:
        say = f"消息“{message}”不能经通道“{channel}”发出：通道应是 {'、'.join(OUTSIDE)} 之一，地址不能为空。"
        raise Incident(say, env.element, "operator")
    definition = _definition(env, message)
    whom = blind(address, "outbox.address")[:40]
    return _send(env, message, definition, _context(env, to=""), channel, address, whom)


def _definition(env: Env, message: str) -> Message:
    found: Message = env.release.part("report", f"messages/{message}")
    return found


def _context(env: Env, **more: Any) -> dict[str, Any]:
    return {**env.case, "site": env.site, **more}


def _addresses(env: Env, role: str, party: str) -> Mapping[str, str]:
    """Return where a party is reached, by channel, as the application knows it."""
    contact = registry.contacts.get(role)
    return contact(env.session, party) if contact else {}


def _show(env: Env, topic: str, message: Message, context: Mapping[str, Any], role: str, party: str) -> None:
    title, text = render_message(message, context, env.now, env.release.codes)
    _ADD_NOTICE.run(
        env.session,
        {
            "id": new_id(),
            "party_id": party,
            "role": role,
            "instance_id": env.instance_id,
            "topic": topic,
            "title": title,
            "text": text,
            "link": _link(env, message, context),
            "created_at": env.now,
            "read_at": None,
        },
    )


def _send(
    env: Env, topic: str, message: Message, context: Mapping[str, Any], channel: str, address: str, whom: str
) -> str:
    """Write a letter to an address; what goes to the same receiver arrives in the order of writing."""
    title, text = render_message(message, context, env.now, env.release.codes, channel)
    body = {"title": title, "text": text, "link": env.site + _link(env, message, context)}
    return write_outbox(env, channel=channel, topic=topic, body=body, recipient=address, subject=whom)


def _link(env: Env, message: Message, context: Mapping[str, Any]) -> str:
    return message_link(message, context, env.now) or f"/instances/{env.instance_id}"
