"""The boxes of the inbox: one query object gives the rows, the total and the counts, so that no number lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.errors import Invalid
from app.identity import Actor
from app.inbox import paging
from app.inbox.access import task_scope
from app.inbox.cursor import decode, encode
from app.inbox.paging import CAP, Page
from app.jobs.clock import ZONE
from app.store.instances import Instance
from app.store.tasks import IS_OPEN, NEVER, Task, TaskFacet, due_order

BOXES = ("todo", "claimed", "done", "started")
CHOSEN = aliased(TaskFacet, name="chosen")  # a chosen facet leads to its tasks in the order of their time
HELD = aliased(Task, name="held")
SORTS: dict[str, tuple[Any, bool]] = {
    "oldest": (Task.created_at, False),
    "newest": (Task.created_at, True),
    "due": (due_order, False),
    "name": (Task.title, False),
}
DUES = ("overdue", "today", "week")


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
    where = where_of(actor, box, now)
    column, descending = _order(box)
    rows: list[Task] = list(session.scalars(_page(select(Task).where(*where), column, descending, box)))
    more = len(rows) > box.limit
    rows = rows[: box.limit]
    total = _count(session, actor, box, now)
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
    where = where_of(actor, box, now)
    key, descending = _order(box)
    here, at = tuple_(key, Task.id), (_key(task, key), task.id)
    earlier, later = (here > at, here < at) if descending else (here < at, here > at)
    free = or_(Task.holder_id.is_(None), Task.holder_id == actor.account_id, Task.lease_until <= now)
    forward = (key.desc(), Task.id.desc()) if descending else (key, Task.id)
    backward = (key, Task.id) if descending else (key.desc(), Task.id.desc())
    beside = select(Task.id).where(*where, free).limit(1)
    return Place(
        number=paging.count(session, select(Task.id).where(*where, earlier)) + 1,
        total=count_box(session, actor, box, now),
        before=session.scalar(beside.where(earlier).order_by(*backward)),
        after=session.scalar(beside.where(later).order_by(*forward)),
    )


def count_box(session: Session, actor: Actor, box: Box, now: datetime) -> int:
    """Return the total of a box, up to the cap."""
    return min(_count(session, actor, box, now), CAP)


def _count(session: Session, actor: Actor, box: Box, now: datetime) -> int:
    return paging.count(session, _ids(actor, box, now))


def _ids(actor: Actor, box: Box, now: datetime) -> Select[Any]:
    if _is_led(box) and not (box.process or box.step or box.status or box.q.strip() or box.due):
        return select(CHOSEN.task_id).where(*_leading(actor, box))
    return select(Task.id).where(*where_of(actor, box, now))


def _check(box: Box) -> None:
    if box.name not in BOXES:
        raise Invalid.of({"box": f"没有“{box.name}”这个箱，可用的是 {'、'.join(BOXES)}。"})
    if box.sort and box.sort not in SORTS:
        raise Invalid.of({"sort": f"不能按“{box.sort}”排序，可用的是 {'、'.join(SORTS)}。"})
    if box.due is not None and box.due not in DUES:
        raise Invalid.of({"due": f"时限只能是 {'、'.join(DUES)}。"})


def where_of(actor: Actor, box: Box, now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of the tasks that a box shows."""
    if _is_led(box):
        where = [CHOSEN.task_id == Task.id, *_leading(actor, box)]
    else:
        where = [_box_where(actor, box.name, now), *(_has(Task.id, *facet) for facet in box.facets.items())]
    for column, value in ((Task.process, box.process), (Task.step, box.step), (Task.status, box.status)):
        if value:
            where.append(column == value)
    if box.q.strip():
        where.append(_search(box.q.strip()))
    if box.due:
        where.append(_due(box.due, now))
    return where


def _is_led(box: Box) -> bool:
    """True when the values of a facet lead to the tasks: they go with a task as long as it is open."""
    return bool(box.facets) and box.name == "todo"


def _leading(actor: Actor, box: Box) -> list[ColumnElement[bool]]:
    """Return the conditions of the values that lead to the tasks; a task has one value of a facet."""
    (name, value), *others = box.facets.items()
    owner = task_scope(actor, CHOSEN.role, CHOSEN.party_id)
    return [owner, CHOSEN.name == name, CHOSEN.value == value, *(_has(CHOSEN.task_id, *f) for f in others)]


def _has(task_id: Any, name: str, value: str) -> ColumnElement[bool]:
    other = aliased(TaskFacet)
    return exists().where(other.task_id == task_id, other.name == name, other.value == value)


def _box_where(actor: Actor, name: str, now: datetime) -> ColumnElement[bool]:
    scope = task_scope(actor)
    if name == "claimed":
        held = select(HELD.id).where(HELD.holder_id == actor.account_id, HELD.lease_until > now)
        return and_(scope, IS_OPEN, Task.id.in_(held))  # few are held: they lead, not what is open
    if name == "done":
        return and_(Task.done_by == actor.account_id, Task.state.in_(("done", "handed_in")))
    if name == "started":
        own = select(Instance.id).where(Instance.started_by == actor.account_id)
        return and_(Task.instance_id.in_(own), IS_OPEN)
    return and_(scope, IS_OPEN)


def _search(text: str) -> ColumnElement[bool]:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:500]
    return or_(*(Task.search.contains(line, autoescape=True) for line in lines or [text]))


def _due(word: str, now: datetime) -> ColumnElement[bool]:
    if word == "overdue":
        return due_order < now
    return and_(due_order >= now, due_order < due_end(word, now))


def due_end(word: str, now: datetime) -> datetime:
    """Return where `today` ends, or `week`: the seven days that begin today."""
    today = datetime.combine(now.astimezone(ZONE).date(), time.min, ZONE)
    return today + timedelta(days=1 if word == "today" else 7)


def _page(query: Select[Any], column: Any, descending: bool, box: Box) -> Select[Any]:
    led = _is_led(box) and column is Task.created_at
    key, row_id = (CHOSEN.created_at, CHOSEN.task_id) if led else (column, Task.id)
    if box.after:
        here, after = tuple_(key, row_id), decode(box.after, str if column is Task.title else datetime)
        query = query.where(here < after if descending else here > after)
    order = (key.desc(), row_id.desc()) if descending else (key, row_id)
    return query.order_by(*order).limit(box.limit + 1)


def _order(box: Box) -> tuple[Any, bool]:
    return SORTS[box.sort or default_sort(box.name)]


def _key(task: Task, column: Any) -> Any:
    if column is due_order:
        return task.due_at or datetime.fromisoformat(NEVER).replace(tzinfo=UTC)
    return getattr(task, column.key)
