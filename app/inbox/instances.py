"""Lists of instances: those that somebody started, and those in which they are a party; newest first."""

from sqlalchemy import ColumnElement, select

from app.errors import Invalid
from app.inbox.access import instance_scope
from app.inbox.desk import Desk
from app.inbox.paging import Page, newest_first
from app.store.instances import Instance


def find_instances(
    desk: Desk,
    *,
    box: str = "scope",
    process: str | None = None,
    status: str | None = None,
    q: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[Instance]:
    """Return instances in the actor's scope. `box` is `started` or `scope`. Raises Invalid for another."""
    query = select(Instance).where(_box(desk, box))
    if process:
        query = query.where(Instance.process == process)
    if status:
        query = query.where(Instance.status == status)
    if q.strip():
        query = query.where(Instance.title.contains(q.strip(), autoescape=True))
    return newest_first(desk.session, query, Instance.started_at, Instance.id, limit=limit, after=after)


def _box(desk: Desk, box: str) -> ColumnElement[bool]:
    if box == "started":
        return Instance.started_by == desk.person.account_id
    if box == "scope":
        return instance_scope(desk.person)
    raise Invalid.of({"box": "只能是 started（我发起的）或 scope（我能看到的）。"})
