"""Messages by template: title, text and the page they lead to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.content.report import Message
from app.reports.templates import fill
from app.reports.values import Codes, plain, value_of

LONGEST_TITLE = 200
LONGEST_TEXT = 4_000


def render_message(
    message: Message, context: Mapping[str, Any], now: datetime, codes: Codes | None = None
) -> tuple[str, str]:
    """Return title and text of a message over a case. Raises BadContent when an expression fails."""
    title = " ".join(fill(message.title, context, now, codes).split())
    text = fill(message.text, context, now, codes).strip()
    return title[:LONGEST_TITLE], text[:LONGEST_TEXT]


def message_link(message: Message, context: Mapping[str, Any], now: datetime) -> str | None:
    """Return the path that a message leads to; only paths inside the installation are given out."""
    if not message.link:
        return None
    link = plain(value_of(message.link, context, now, "消息链接"))
    return link if link.startswith("/") and not link.startswith(("//", "/\\")) and len(link) <= 300 else None
