"""The numbers beside a box: open tasks for each step, and for each value of a facet.

A large box is not counted through: an index leads from one step or value to the next, and each is counted up to the
cap, as the list is that its number leads to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from app.identity import Actor
from app.inbox.boxes import CAP, Box, where_of
from app.store.tasks import IS_OPEN, Task, TaskFacet

SHOWN = 30
LOOKED_AT = 200  # values of a facet that are looked at, in their order; of these the most frequent are shown


def counts(session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the open tasks of the actor for each process and step."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for role, party in _pairs(actor):
        mine = and_(Task.role == role, Task.party_id == party, IS_OPEN)
        for process, step, name, total in session.execute(_by_step(mine)):
            known = found.setdefault(
                (process, step), {"process": process, "step": step, "name": name, "total": 0}
            )
            known["total"] = min(CAP, known["total"] + total)
    return [found[key] for key in sorted(found)]


def facet_counts(
    session: Session, actor: Actor, box: Box, names: list[str], now: datetime
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with their totals. A facet ignores its own choice and respects all others."""
    result: dict[str, list[tuple[str, int]]] = {}
    for name in names:
        others = replace(box, facets={k: v for k, v in box.facets.items() if k != name})
        values = (
            _whole(session, actor, name) if _is_whole(others) else _grouped(session, actor, others, name, now)
        )
        result[name] = sorted(values.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return result


def _pairs(actor: Actor) -> list[tuple[str, str]]:
    return sorted({(m.role, m.party_id) for m in actor.memberships if m.party_id})


def _by_step(mine: ColumnElement[bool]) -> Select[Any]:
    """Return a query for (process, step, a name of it, total), led by the index from one to the next."""
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


def _capped(own: tuple[ColumnElement[bool], ...], around: Any) -> Any:
    """Return the count of what the conditions find for a row of the query around, at most the cap."""
    some = select(literal(1)).where(*own).limit(CAP).correlate(around).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _is_whole(box: Box) -> bool:
    return replace(box, sort=Box().sort, limit=0, after=None) == Box(limit=0)


def _whole(session: Session, actor: Actor, name: str) -> dict[str, int]:
    """Return the values of a facet over everything that is open."""
    found: dict[str, int] = {}
    for role, party in _pairs(actor):
        mine = and_(TaskFacet.party_id == party, TaskFacet.role == role, TaskFacet.name == name)
        for value, total in session.execute(_by_value(mine)):
            found[value] = min(CAP, found.get(value, 0) + total)
    return found


def _by_value(mine: ColumnElement[bool]) -> Select[Any]:
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
