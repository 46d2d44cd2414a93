"""The rows that stand around an instance: who takes part, and what waits. One statement reads them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.store.base import Moment
from app.store.instances import InstanceParty
from app.store.statements import Statement, table_of
from app.store.tasks import STANDING, Subscription, Task, Timer

_PARTY, _TASK, _SUBSCRIPTION, _TIMER = (table_of(t) for t in (InstanceParty, Task, Subscription, Timer))


@dataclass(frozen=True)
class WaitingTask:
    """A task row whose step has not been left."""

    id: str
    is_open: bool  # it waits for somebody, now or when its instance is released


@dataclass(frozen=True)
class Around:
    """What an instance has: role → party, and by token its tasks, its subscriptions' ids, when its timers are due."""

    parties: dict[str, str]
    tasks: Mapping[str, WaitingTask] = field(default_factory=dict)
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    timers: Mapping[str, datetime] = field(default_factory=dict)


def read_around(session: Session, instance_id: str) -> Around:
    """Return the rows around an instance as they are now."""
    found: dict[str, dict[str, tuple[str, str, datetime]]] = {
        k: {} for k in ("party", "task", "message", "timer")
    }
    for kind, name, row_id, state, due in _AROUND.rows(session, {"instance": instance_id}):
        found[kind][name] = (row_id, state, due)
    return Around(
        {role: party for role, (party, _, _) in found["party"].items()},
        {
            token: WaitingTask(row, state in ("open", "held"))
            for token, (row, state, _) in found["task"].items()
        },
        {token: row for token, (row, _, _) in found["message"].items()},
        {token: due for token, (_, _, due) in found["timer"].items()},
    )


def _statement() -> CompoundSelect:
    none, never = literal(""), cast(null(), Moment())
    rows: list[Select[Any]] = [
        select(literal("party"), _PARTY.c.role, _PARTY.c.party_id, none, never),
        select(literal("task"), _TASK.c.token, _TASK.c.id, _TASK.c.state, never),
        select(literal("message"), _SUBSCRIPTION.c.token, _SUBSCRIPTION.c.id, none, never),
        select(literal("timer"), _TIMER.c.token, _TIMER.c.id, none, _TIMER.c.due),
    ]
    tables = (_PARTY, _TASK, _SUBSCRIPTION, _TIMER)
    queries = [q.where(t.c.instance_id == bindparam("instance")) for q, t in zip(rows, tables, strict=True)]
    queries[1] = queries[1].where(STANDING)
    return union_all(*queries)


_AROUND = Statement(_statement())
