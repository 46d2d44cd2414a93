"""In-app messages."""

from typing import Any

from flask import redirect, render_template, url_for

from app.inbox import notices
from app.web.context import desk, writes
from app.web.pages import bp
from app.web.templating import moment


@bp.get("/messages")
def messages() -> Any:
    """My messages, newest first."""
    rows = [
        {
            "id": n.id,
            "title": n.title,
            "text": n.text,
            "at": moment(n.created_at),
            "unread": n.read_at is None,
            "href": url_for("pages.read_message", notice_id=n.id),
        }
        for n in notices.notices(desk()).items
    ]
    return render_template("messages/list.html", rows=rows)


@bp.post("/messages/<notice_id>")
@writes
def read_message(notice_id: str) -> Any:
    """Mark a message as read and go where it leads."""
    row = notices.mark_read(desk(), notice_id)
    return redirect(row.link or url_for("pages.messages"))
