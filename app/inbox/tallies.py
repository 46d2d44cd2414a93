"""The numbers beside a box: open tasks for each step, and for each value of a facet.

A large box is not counted through: an index leads from one step or value to the next, and each is counted up to the
cap, as the list is that its number leads to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, false, func, literal, or_, select
from sqlalchemy.orm import Session

from app.identity import Actor
from app.inbox.boxes import BOXES, DUES, HELD, Box, due_end, where_of
from app.inbox.paging import CAP
from app.store.base import Moment
from app.store.instances import Instance
from app.store.statements import Statement
from app.store.tasks import IS_OPEN, Task, TaskFacet, due_order

SHOWN = 30
LOOKED_AT = 200  # values of a facet that are looked at, in their order; of these the most frequent are shown


def totals(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """Return the total of each box without further choice, and of what waits with each word for its deadline."""
    pairs = _pairs(actor)
    values: dict[str, Any] = {"account": actor.account_id, "now": now}
    values |= {f"end_of_{word}": due_end(word, now) for word in ("today", "week")}
    for number, (role, party) in enumerate(pairs):
        values |= {f"role_{number}": role, f"party_{number}": party}
    return dict(zip((*BOXES, *DUES), _totals(len(pairs)).rows(session, values)[0], strict=True))


@lru_cache
def _totals(pairs: int) -> Statement:
    owners = (
        and_(Task.role == bindparam(f"role_{i}"), Task.party_id == bindparam(f"party_{i}"))
        for i in range(pairs)
    )
    mine = and_(or_(false(), *owners), IS_OPEN)
    account, now = bindparam("account", type_=String()), bindparam("now", type_=Moment())
    held = select(HELD.id).where(HELD.holder_id == account, HELD.lease_until > now)
    started = select(Instance.id).where(Instance.started_by == account)
    ends = (bindparam(f"end_of_{word}", type_=Moment()) for word in ("today", "week"))
    wheres = (
        (mine,),
        (mine, Task.id.in_(held)),
        (Task.done_by == account, Task.state.in_([literal("done"), literal("handed_in")])),
        (IS_OPEN, Task.instance_id.in_(started)),
        (mine, due_order < now),
        *((mine, due_order >= now, due_order < end) for end in ends),
    )
    return Statement(select(*(_capped(where) for where in wheres)))


def counts(session: Session, actor: Actor, now: datetime, box: Box | None = None) -> list[dict[str, Any]]:
    """Return the tasks of a box for each process and step, whatever of these it has chosen itself."""
    whole = replace(box or Box(), process=None, step=None)
    if not is_whole(whole) or whole.due:
        return _by_step_in(session, actor, whole, now)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for role, party in _pairs(actor):
        for process, step, name, total in _BY_STEP.rows(session, {"role": role, "party": party}):
            known = found.setdefault(
                (process, step), {"process": process, "step": step, "name": name, "total": 0}
            )
            known["total"] = min(CAP, known["total"] + total)
    return [found[key] for key in sorted(found)]


def _by_step_in(session: Session, actor: Actor, box: Box, now: datetime) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Task.process, Task.step, func.min(Task.name), func.count())
        .where(*where_of(actor, box, now))
        .group_by(Task.process, Task.step)
        .order_by(Task.process, Task.step)
    )
    return [{"process": p, "step": s, "name": n, "total": min(CAP, t)} for p, s, n, t in rows]


def done_since(session: Session, actor: Actor, since: datetime) -> dict[str, int]:
    """Return how often the actor has come to each outcome since a moment; a task without decision counts as empty."""
    rows = session.execute(
        select(Task.outcome, func.count())
        .where(Task.done_by == actor.account_id, Task.done_at >= since)
        .group_by(Task.outcome)
    )
    return {outcome or "": total for outcome, total in rows}


def facet_counts(
    session: Session, actor: Actor, box: Box, names: list[str], now: datetime
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with their totals. A facet ignores its own choice and respects all others."""
    result: dict[str, list[tuple[str, int]]] = {}
    for name in names:
        others = replace(box, facets={k: v for k, v in box.facets.items() if k != name})
        values = (
            _whole(session, actor, name)
            if is_whole(others) and not others.due
            else _grouped(session, actor, others, name, now)
        )
        result[name] = sorted(values.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return result


def _pairs(actor: Actor) -> list[tuple[str, str]]:
    return sorted({(m.role, m.party_id) for m in actor.memberships if m.party_id})


def _by_step() -> Select[Any]:
    """Return a query for (process, step, a name of it, total), led by the index from one to the next."""
    mine = and_(Task.role == bindparam("role"), Task.party_id == bindparam("party"), IS_OPEN)
    process, step = Task.process, Task.step
    first = select(func.min(process).label("process")).where(mine)
    processes = first.cte("processes", recursive=True)
    later = _least(process, processes, mine, process > processes.c.process)
    processes = processes.union_all(select(later).where(processes.c.process.is_not(None)))
    inside = _least(step, processes, mine, process == processes.c.process)
    steps = select(processes.c.process, inside.label("step")).cte("steps", recursive=True)
    later = _least(step, steps, mine, process == steps.c.process, step > steps.c.step)
    steps = steps.union_all(select(steps.c.process, later).where(steps.c.step.is_not(None)))
    own = (mine, process == steps.c.process, step == steps.c.step)
    name = select(Task.name).where(*own).limit(1).correlate(steps).scalar_subquery()
    return select(steps.c.process, steps.c.step, name, _capped(own, steps)).where(steps.c.step.is_not(None))


def _least(column: Any, around: Any, *where: ColumnElement[bool]) -> Any:
    """Return the least value of a column under conditions on a row of the query around."""
    return select(func.min(column)).where(*where).correlate(around).scalar_subquery()


def _capped(own: tuple[ColumnElement[bool], ...], *around: Any) -> Any:
    """Return the count of what the conditions find for a row of the query around, at most the cap."""
    some = select(literal(1)).where(*own).limit(CAP).correlate(*around).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def is_whole(box: Box) -> bool:
    """True when a box shows everything that waits, apart from a word for its deadline."""
    return replace(box, due=None, sort=Box().sort, limit=0, after=None) == Box(limit=0)


def _whole(session: Session, actor: Actor, name: str) -> dict[str, int]:
    """Return the values of a facet over everything that is open."""
    found: dict[str, int] = {}
    for role, party in _pairs(actor):
        for value, total in _BY_VALUE.rows(session, {"role": role, "party": party, "facet": name}):
            found[value] = min(CAP, found.get(value, 0) + total)
    return found


def _by_value() -> Select[Any]:
    owner = and_(TaskFacet.party_id == bindparam("party"), TaskFacet.role == bindparam("role"))
    mine = and_(owner, TaskFacet.name == bindparam("facet"))
    first = select(func.min(TaskFacet.value).label("value"), literal(1).label("number")).where(mine)
    values = first.cte("facet_values", recursive=True)
    later = _least(TaskFacet.value, values, mine, TaskFacet.value > values.c.value)
    going = (values.c.value.is_not(None), values.c.number < LOOKED_AT)
    values = values.union_all(select(later, values.c.number + 1).where(*going))
    own = (mine, TaskFacet.value == values.c.value)
    return select(values.c.value, _capped(own, values)).where(values.c.value.is_not(None))


def _grouped(session: Session, actor: Actor, box: Box, name: str, now: datetime) -> Mapping[str, int]:
    """Return the values of a facet over what a box shows, the most frequent ones."""
    rows = session.execute(
        select(TaskFacet.value, func.count())
        .join(Task, Task.id == TaskFacet.task_id)
        .where(TaskFacet.name == name, *where_of(actor, box, now))
        .group_by(TaskFacet.value)
        .order_by(func.count().desc(), TaskFacet.value)
        .limit(SHOWN)
    )
    return {value: min(CAP, total) for value, total in rows}


_BY_STEP, _BY_VALUE = Statement(_by_step()), Statement(_by_value())
