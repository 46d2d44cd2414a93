"""In-app messages: what came in for the parties of a person, and that it was read."""

from sqlalchemy import ColumnElement, func, select

from app.errors import NotFound
from app.inbox.access import owns, task_scope
from app.inbox.desk import Desk
from app.inbox.paging import Page, newest_first
from app.store.queue import Notice


def _mine(desk: Desk) -> ColumnElement[bool]:
    return task_scope(desk.person, Notice.role, Notice.party_id)


def notices(desk: Desk, limit: int = 50, after: str | None = None) -> Page[Notice]:
    """Return messages to the actor, newest first."""
    query = select(Notice).where(_mine(desk))
    return newest_first(desk.session, query, Notice.created_at, Notice.id, limit=limit, after=after)


def unread(desk: Desk) -> int:
    """Return how many messages the actor has not read."""
    return (
        desk.session.scalar(
            select(func.count()).select_from(Notice).where(_mine(desk), Notice.read_at.is_(None))
        )
        or 0
    )


def mark_read(desk: Desk, notice_id: str) -> Notice:
    """Mark a message as read. Raises NotFound for a foreign one as for none."""
    notice = desk.session.get(Notice, notice_id)
    if notice is None or not owns(desk.person, notice.role, notice.party_id):
        raise NotFound
    if notice.read_at is None:
        notice.read_at = desk.now
    return notice
