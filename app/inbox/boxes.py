"""The boxes of the inbox: one query object gives the rows, the total and the counts, so that no number lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.errors import Invalid
from app.identity import Actor
from app.inbox import paging
from app.inbox.access import task_scope
from app.inbox.cursor import decode, encode
from app.inbox.paging import CAP, Page
from app.jobs.clock import ZONE
from app.store.base import Moment
from app.store.instances import Instance
from app.store.tasks import Task, TaskFacet

BOXES = ("todo", "claimed", "done", "started")
SORTS = {
    "oldest": (Task.created_at, False),
    "newest": (Task.created_at, True),
    "due": (Task.due_at, False),
    "name": (Task.title, False),
}
DUES = ("overdue", "today", "week")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where what has no deadline stands in the order of deadlines


@dataclass(frozen=True)
class Box:
    """What a view of the inbox shows. Every number beside it comes from the same object."""

    name: str = "todo"
    process: str | None = None
    step: str | None = None
    status: str | None = None
    q: str = ""
    due: str | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    limit: int = 50
    after: str | None = None


def find_tasks(session: Session, actor: Actor, box: Box, now: datetime) -> Page[Task]:
    """Return one page of a box. Raises Invalid for an unknown box, sort or due word."""
    _check(box)
    where = _where(actor, box, now)
    column, descending = _order(box)
    rows: list[Task] = list(session.scalars(_page(select(Task).where(*where), column, descending, box)))
    more = len(rows) > box.limit
    rows = rows[: box.limit]
    total = count(session, where)
    cursor = encode(_key(rows[-1], column), rows[-1].id) if more and rows else None
    return Page(rows, min(total, CAP), total > CAP, cursor)


def default_sort(name: str) -> str:
    """Return how a box is sorted where nothing is said: what was done shows the newest first."""
    return "newest" if name == "done" else "oldest"


@dataclass(frozen=True)
class Place:
    """Where a task stands in a box: its number, and the tasks beside it that nobody else holds."""

    number: int
    total: int
    before: str | None
    after: str | None


def place_of(session: Session, actor: Actor, box: Box, task: Task, now: datetime) -> Place:
    """Return where a task stands in a box, in the box's own order."""
    where = _where(actor, box, now)
    column, descending = _order(box)
    key = _sort_key(column)
    here, at = tuple_(key, Task.id), (_key(task, column), task.id)
    earlier, later = (here > at, here < at) if descending else (here < at, here > at)
    free = or_(Task.holder_id.is_(None), Task.holder_id == actor.account_id, Task.lease_until <= now)
    forward = (key.desc(), Task.id.desc()) if descending else (key, Task.id)
    backward = (key, Task.id) if descending else (key.desc(), Task.id.desc())
    beside = select(Task.id).where(*where, free).limit(1)
    return Place(
        number=count(session, [*where, earlier]) + 1,
        total=min(count(session, where), CAP),
        before=session.scalar(beside.where(earlier).order_by(*backward)),
        after=session.scalar(beside.where(later).order_by(*forward)),
    )


def count_box(session: Session, actor: Actor, box: Box, now: datetime) -> int:
    """Return the total of a box, up to the cap."""
    return min(count(session, _where(actor, box, now)), CAP)


def count(session: Session, where: list[ColumnElement[bool]]) -> int:
    """Count at most one more than the cap."""
    return paging.count(session, select(Task.id).where(*where))


def counts(session: Session, actor: Actor, now: datetime, box: Box | None = None) -> list[dict[str, Any]]:
    """Return the tasks of a box for each process and step, whatever of these it has chosen itself."""
    whole = replace(box or Box(), process=None, step=None)
    rows = session.execute(
        select(Task.process, Task.step, func.min(Task.name), func.count())
        .where(*_where(actor, whole, now))
        .group_by(Task.process, Task.step)
        .order_by(Task.process, Task.step)
    )
    return [{"process": p, "step": s, "name": n, "total": t} for p, s, n, t in rows]


def done_since(session: Session, actor: Actor, since: datetime) -> dict[str, int]:
    """Return how often the actor has come to each outcome since a moment; a task without decision counts as empty."""
    rows = session.execute(
        select(func.coalesce(Task.outcome, ""), func.count())
        .where(Task.done_by == actor.account_id, Task.done_at >= since)
        .group_by(func.coalesce(Task.outcome, ""))
    )
    return dict(rows.all())


def facet_counts(
    session: Session, actor: Actor, box: Box, names: list[str], now: datetime
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with their totals. A facet ignores its own choice and respects all others."""
    result: dict[str, list[tuple[str, int]]] = {}
    for name in names:
        others = replace(box, facets={k: v for k, v in box.facets.items() if k != name})
        rows = session.execute(
            select(TaskFacet.value, func.count())
            .join(Task, Task.id == TaskFacet.task_id)
            .where(TaskFacet.name == name, *_where(actor, others, now))
            .group_by(TaskFacet.value)
            .order_by(func.count().desc(), TaskFacet.value)
            .limit(30)
        )
        result[name] = [(value, total) for value, total in rows]
    return result


def _check(box: Box) -> None:
    if box.name not in BOXES:
        raise Invalid.of({"box": f"没有“{box.name}”这个箱，可用的是 {'、'.join(BOXES)}。"})
    if box.sort and box.sort not in SORTS:
        raise Invalid.of({"sort": f"不能按“{box.sort}”排序，可用的是 {'、'.join(SORTS)}。"})
    if box.due is not None and box.due not in DUES:
        raise Invalid.of({"due": f"时限只能是 {'、'.join(DUES)}。"})


def _where(actor: Actor, box: Box, now: datetime) -> list[ColumnElement[bool]]:
    where = [_box_where(actor, box.name, now)]
    for column, value in ((Task.process, box.process), (Task.step, box.step), (Task.status, box.status)):
        if value:
            where.append(column == value)
    for name, value in box.facets.items():
        chosen = aliased(TaskFacet)  # the table itself is what facets are counted from
        where.append(exists().where(chosen.task_id == Task.id, chosen.name == name, chosen.value == value))
    if box.q.strip():
        where.append(_search(box.q.strip()))
    if box.due:
        where.append(_due(box.due, now))
    return where


def _box_where(actor: Actor, name: str, now: datetime) -> ColumnElement[bool]:
    scope = task_scope(actor)
    if name == "claimed":
        held = and_(Task.holder_id == actor.account_id, Task.lease_until > now)
        return and_(scope, Task.state == "open", held)
    if name == "done":
        return and_(Task.done_by == actor.account_id, Task.state.in_(("done", "handed_in")))
    if name == "started":
        started = exists().where(Instance.id == Task.instance_id, Instance.started_by == actor.account_id)
        return and_(started, Task.state == "open")
    return and_(scope, Task.state == "open")


def _search(text: str) -> ColumnElement[bool]:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:500]
    return or_(*(Task.search.contains(line, autoescape=True) for line in lines or [text]))


def _due(word: str, now: datetime) -> ColumnElement[bool]:
    today = datetime.combine(now.astimezone(ZONE).date(), time.min, ZONE)
    if word == "overdue":
        return Task.due_at < now
    end = today + timedelta(days=1 if word == "today" else 7)
    return and_(Task.due_at >= now, Task.due_at < end)


def _page(query: Select[Any], column: Any, descending: bool, box: Box) -> Select[Any]:
    key = _sort_key(column)
    if box.after:
        value, row_id = decode(box.after, str if column is Task.title else datetime)
        here = tuple_(key, Task.id)
        query = query.where(here < (value, row_id) if descending else here > (value, row_id))
    order = (key.desc(), Task.id.desc()) if descending else (key, Task.id)
    return query.order_by(*order).limit(box.limit + 1)


def _order(box: Box) -> tuple[Any, bool]:
    return SORTS[box.sort or default_sort(box.name)]


def _sort_key(column: Any) -> Any:
    # The constant has the column's type: as a plain date-time it would be stored and compared otherwise on SQLite.
    return func.coalesce(column, literal(NEVER, Moment())) if column is Task.due_at else column


def _key(task: Task, column: Any) -> Any:
    value = getattr(task, column.key)
    return value if value is not None else NEVER
