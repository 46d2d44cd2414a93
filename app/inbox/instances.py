"""Lists of instances: those that somebody started, and those in which they are a party; newest first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, tuple_

from app.errors import Invalid
from app.inbox.access import instance_scope
from app.inbox.boxes import CAP
from app.inbox.cursor import decode, encode
from app.inbox.desk import Desk
from app.store.instances import Instance


@dataclass(frozen=True)
class InstancePage:
    """A page of instances; `total` is exact up to the cap."""

    items: list[Instance]
    total: int
    capped: bool
    next: str | None


def find_instances(
    desk: Desk,
    *,
    box: str = "scope",
    process: str | None = None,
    status: str | None = None,
    q: str = "",
    limit: int = 50,
    after: str | None = None,
) -> InstancePage:
    """Return instances in the actor's scope. `box` is `started` or `scope`. Raises Invalid for another."""
    where = [_box(desk, box)]
    if process:
        where.append(Instance.process == process)
    if status:
        where.append(Instance.status == status)
    if q.strip():
        where.append(Instance.title.contains(q.strip(), autoescape=True))
    inner = select(Instance.id).where(*where).limit(CAP + 1).subquery()
    total = desk.session.scalar(select(func.count()).select_from(inner)) or 0
    if after:
        where.append(tuple_(Instance.started_at, Instance.id) < decode(after))
    query = select(Instance).where(*where).order_by(Instance.started_at.desc(), Instance.id.desc())
    rows = list(desk.session.scalars(query.limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    cursor = encode(rows[-1].started_at, rows[-1].id) if more else None
    return InstancePage(rows, min(total, CAP), total > CAP, cursor)


def _box(desk: Desk, box: str) -> ColumnElement[bool]:
    if box == "started":
        return Instance.started_by == desk.person.account_id
    if box == "scope":
        return instance_scope(desk.person)
    raise Invalid.of({"box": "只能是 started（我发起的）或 scope（我能看到的）。"})
