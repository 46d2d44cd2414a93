"""The rows by which lists and clocks find an instance: open tasks with their facets, subscriptions, timers."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app import rules
from app.engine import Snapshot, Waiting
from app.engine import Subscription as Waited
from app.engine import Timer as Clocked
from app.errors import Incident
from app.inbox.around import Around
from app.inbox.facets import Facets
from app.jobs.queue import cancel, enqueue
from app.store.base import new_id
from app.store.instances import Instance
from app.store.statements import Adding, Statement, table_of
from app.store.tasks import Subscription, Task, TaskFacet, Timer

Row = dict[str, Any]
_TASK, _FACET, _SUBSCRIPTION, _TIMER = (table_of(t) for t in (Task, TaskFacet, Subscription, Timer))
_OWNER = ("task_id", "party_id", "role", "created_at")
_NOT_DONE = or_(_TASK.c.state == "open", _TASK.c.state == "held")
_ADD_TASK = Adding(_TASK)
_ADD_FACET = Adding(_FACET)
_MOVE_FACETS = Statement(update(_FACET).where(_FACET.c.task_id == bindparam("left")), *_OWNER)
_DROP_FACETS = Statement(delete(_FACET).where(_FACET.c.task_id == bindparam("task")))
_LEAVE_TASK = Statement(
    update(_TASK).where(_TASK.c.id == bindparam("task"), _NOT_DONE).values(state="gone"),
    "done_at",
)
_SETTLE_TASK = Statement(update(_TASK).where(_TASK.c.id == bindparam("task")).values(state="done"))
_ADD_SUBSCRIPTION = Adding(_SUBSCRIPTION)
_DROP_SUBSCRIPTION = Statement(delete(_SUBSCRIPTION).where(_SUBSCRIPTION.c.id == bindparam("row")))
_ADD_TIMER = Adding(_TIMER)
_DROP_TIMER = Statement(
    delete(_TIMER).where(_TIMER.c.instance_id == bindparam("instance"), _TIMER.c.token == bindparam("name"))
)
_NEW = {"state": "open", "version": 1}
_UNTOUCHED = dict.fromkeys(
    ("opened_at", "holder_id", "lease_until", "done_by", "done_by_name", "done_at", "outcome")
)


def new_tasks(
    instance: Instance,
    snapshot: Snapshot,
    around: Around,
    parties: Mapping[str, str],
    facets: Facets,
    now: datetime,
) -> list[Row]:
    """Return the rows of the steps that wait and have none yet. Raises Incident for a lane that nobody is bound to."""
    dues = _due_by_element(snapshot)
    status = snapshot.status or instance.status
    return [
        {
            "id": new_id(),
            "instance_id": instance.id,
            "token": step.token,
            "process": instance.process,
            "step": step.element,
            "name": step.name,
            "role": step.role,
            "party_id": _party(parties, step),
            "title": facets.title_for([step.role]),
            "status": step.status or status,
            "form": step.form,
            "data_key": step.data,
            "properties": rules.to_json({**step.properties, "within": list(step.path)}),
            "facets": facets.values,
            "search": facets.search,
            "created_at": now,
            "due_at": _moment(step.properties.get("due")) or dues.get(step.token),
            **_NEW,
            **_UNTOUCHED,
        }
        for step in snapshot.waiting
        if step.token not in around.tasks
    ]


def _party(parties: Mapping[str, str], step: Waiting) -> str:
    party = parties.get(step.role)
    if party is None:
        message = f"步骤“{step.name}”的泳道角色“{step.role}”在本次办理中没有对应的人或机构。"
        raise Incident(message, step.element, "role")
    return party


def _due_by_element(snapshot: Snapshot) -> dict[str, datetime]:
    """Return task token → due time of the earliest timer attached to the same waiting step."""
    dues: dict[str, datetime] = {}
    for timer in snapshot.timers:
        attached = timer.attached
        if attached and (attached not in dues or timer.due < dues[attached]):
            dues[attached] = timer.due
    return dues


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def write_tasks(
    session: Session,
    around: Around,
    left: Task | None,
    waiting: Collection[str],
    new: list[Row],
    facets: Facets,
    now: datetime,
) -> None:
    """Leave the tasks whose steps no longer wait, add the new ones; what they are filtered by goes with them."""
    gone = {task.id: task.is_open for token, task in around.tasks.items() if token not in waiting}
    stale = set(gone)
    if left is not None:
        stale.add(left.id)
        gone.pop(left.id, None)
    for task_id, is_open in gone.items():
        if is_open:
            _LEAVE_TASK.run(session, {"task": task_id, "done_at": now})
        else:
            _SETTLE_TASK.run(
                session, {"task": task_id}
            )  # it was handed in, and its token was moved on by hand
    read_again(session, gone)
    _ADD_TASK.run(session, *new)
    if left is not None and left.state == "done" and len(new) == 1 and left.facets == facets.values:
        stale.remove(left.id)
        _MOVE_FACETS.run(session, {"left": left.id, **_owner(new[0])})
    else:
        add_facets(session, new, facets)
    for task_id in sorted(stale):
        drop_facets(session, task_id)


def drop_facets(session: Session, task_id: str) -> None:
    """Have a task found by no filter any more: it is not open."""
    _DROP_FACETS.run(session, {"task": task_id})


def _owner(task: Mapping[str, Any]) -> Row:
    """Return what a facet repeats of its task."""
    return {
        "task_id": task["id"],
        "party_id": task["party_id"],
        "role": task["role"],
        "created_at": task["created_at"],
    }


def add_facets(session: Session, new: Iterable[Mapping[str, Any]], facets: Facets) -> None:
    """Have tasks found by what they are filtered by."""
    rows = [
        {**_owner(task), "name": name, "value": value}
        for task in new
        for name, value in facets.values.items()
    ]
    _ADD_FACET.run(session, *rows)


def add_facet_values(session: Session, task: Task) -> None:
    """Have a task that is open again found by what it was filtered by before."""
    owner = {"task_id": task.id, "party_id": task.party_id, "role": task.role, "created_at": task.created_at}
    _ADD_FACET.run(session, *({**owner, "name": name, "value": value} for name, value in task.facets.items()))


def read_again(session: Session, ids: Collection[str]) -> None:
    """Have loaded tasks read anew when they are next looked at."""
    for task_id in ids:
        row = session.identity_map.get(identity_key(Task, task_id))
        if row is not None:
            session.expire(row)


def write_subscriptions(session: Session, instance_id: str, around: Around, found: Iterable[Waited]) -> None:
    """Bring the messages that may be sent in line."""
    waiting = {each.token: each for each in found}
    for token, row_id in around.subscriptions.items():
        if token not in waiting:
            _DROP_SUBSCRIPTION.run(session, {"row": row_id})
    rows = [
        {
            "id": new_id(),
            "instance_id": instance_id,
            "token": token,
            "element": each.element,
            "message": each.message,
            "label": each.label,
            "role": each.role,
            "form": each.form,
            "data_key": each.data,
            "confirm": each.confirm,
            "blocked": each.properties.get("blocked"),
        }
        for token, each in waiting.items()
        if token not in around.subscriptions
    ]
    _ADD_SUBSCRIPTION.run(session, *rows)


def write_timers(
    session: Session, instance_id: str, around: Around, found: Iterable[Clocked], now: datetime
) -> None:
    """Bring the timers in line, with the jobs that fire them."""
    waiting = {each.token: each for each in found}
    gone = [
        token for token, due in around.timers.items() if token not in waiting or waiting[token].due != due
    ]
    for token in gone:
        _DROP_TIMER.run(session, {"instance": instance_id, "name": token})
        cancel(session, timer_key(instance_id, token))
    for token, timer in waiting.items():
        if around.timers.get(token) == timer.due:
            continue
        row = {"id": new_id(), "instance_id": instance_id, "token": token, "element": timer.element}
        _ADD_TIMER.run(session, {**row, "due": timer.due})
        payload = {"instance": instance_id, "token": token, "element": timer.element}
        enqueue(session, "timer", payload, due=timer.due, now=now, key=timer_key(instance_id, token))


def timer_key(instance_id: str, token: str) -> str:
    """Return the key of the job that fires a timer."""
    return f"timer:{instance_id}:{token}"
