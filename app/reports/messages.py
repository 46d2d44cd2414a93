"""Messages by template: title, text and the page they lead to, as each channel words them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.content.report import Message, Wording
from app.reports.templates import fill, fill_within
from app.reports.values import Codes, plain, value_of

LONGEST_TITLE = 200
LONGEST_TEXT = 4_000
SMS = "sms"
LONGEST_SMS = 70  # characters of one short message


def render_message(
    message: Message, context: Mapping[str, Any], now: datetime, codes: Codes | None = None, channel: str = ""
) -> tuple[str, str]:
    """Return title and text of a message over a case. Raises BadContent when an expression fails."""
    differs = _wording(message, channel)
    title = " ".join(fill(differs.title or message.title, context, now, codes).split())
    words = differs.text or message.text
    if channel == SMS:
        return title[:LONGEST_TITLE], fill_within(words, LONGEST_SMS, context, now, codes).strip()
    return title[:LONGEST_TITLE], fill(words, context, now, codes).strip()[:LONGEST_TEXT]


def reaches(message: Message, channel: str, role: str) -> bool:
    """Whether a message goes to a role on a channel."""
    to = _wording(message, channel).to
    return channel in message.channels and (not to or role in to)


def sms_text(message: Message) -> str:
    """Return the template of a message's short message; empty when it is not sent as one."""
    return (_wording(message, SMS).text or message.text) if SMS in message.channels else ""


def message_link(message: Message, context: Mapping[str, Any], now: datetime) -> str | None:
    """Return the path that a message leads to; only paths inside the installation are given out."""
    if not message.link:
        return None
    link = plain(value_of(message.link, context, now, "消息链接"))
    return link if link.startswith("/") and not link.startswith(("//", "/\\")) and len(link) <= 300 else None


def _wording(message: Message, channel: str) -> Wording:
    return next((w for w in message.wordings if w.channel == channel), Wording(channel))
