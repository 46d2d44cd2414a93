"""Writing what the engine answered: state, tasks, messages that may be sent, timers and history, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app import rules
from app.engine import Passed, Snapshot, Waiting
from app.errors import Incident
from app.inbox.desk import Desk
from app.inbox.facets import Facets, read_facets
from app.inbox.library import Release
from app.inbox.outgoing import send_out
from app.jobs.queue import cancel, enqueue
from app.store.base import new_id
from app.store.instances import History, Instance
from app.store.tasks import Subscription, Task, TaskFacet, Timer

SEQ_STEP = 1000  # a step writes fewer entries than this, so the order needs no query


@dataclass(frozen=True)
class Act:
    """What somebody did that moved the instance: the first history entry of the step.

    `token` is that of the task that was handed in or the timer that fired: each is done once."""

    kind: str
    step: str = ""
    name: str = ""
    role: str = ""
    outcome: str | None = None
    reason: str | None = None
    changes: Mapping[str, Any] | None = None
    token: str | None = None


def write_snapshot(
    desk: Desk, instance: Instance, release: Release, snapshot: Snapshot, parties: Mapping[str, str], act: Act
) -> None:
    """Bring the rows of an instance in line with the engine's snapshot."""
    session = desk.session
    _write_instance(desk, instance, snapshot)
    facets = read_facets(release.process, snapshot.case, desk.now)
    instance.title = facets.title
    _write_tasks(session, instance, snapshot, parties, facets, desk.now)
    _write_subscriptions(session, instance, snapshot)
    _write_timers(session, instance, snapshot, desk.now)
    send_out(desk, instance, snapshot)
    write_history(desk, instance, act, snapshot.trace)
    session.flush()


def write_history(desk: Desk, instance: Instance, act: Act, trace: Iterable[Passed] = ()) -> None:
    """Append what was done and what the engine passed because of it."""
    seq = instance.revision * SEQ_STEP
    actor = desk.actor
    rows: list[dict[str, Any]] = [
        {
            "kind": act.kind,
            "step": act.step,
            "name": act.name,
            "role": act.role,
            "outcome": act.outcome,
            "reason": act.reason,
            "account_id": actor.account_id if actor else None,
            "who": actor.name if actor else "",
            "detail": {"changes": dict(act.changes)} if act.changes else None,
            "token": act.token,
        }
    ]
    for passed in trace:
        rows.append(
            {
                "kind": passed.kind,
                "step": passed.element,
                "name": passed.name or "",
                "role": "",
                "outcome": None,
                "reason": None,
                "account_id": None,
                "who": "",
                "detail": rules.to_json(dict(passed.detail)) if passed.detail else None,
                "token": None,
            }
        )
    for offset, row in enumerate(rows[: SEQ_STEP - 1]):
        row |= {"id": new_id(), "instance_id": instance.id, "seq": seq + offset, "at": desk.now}
    desk.session.execute(insert(History), rows)


def _write_instance(desk: Desk, instance: Instance, snapshot: Snapshot) -> None:
    instance.revision += 1
    instance.state = None if snapshot.ended else snapshot.state
    instance.status = snapshot.status or instance.status
    case = dict(snapshot.case)
    case["instance"] = {**case.get("instance", {}), "id": instance.id, "status": instance.status}
    instance.case = case
    instance.changed_at = desk.now
    if snapshot.ended:
        instance.ended, instance.ended_at, instance.end = True, desk.now, snapshot.end


def _write_tasks(
    session: Session,
    instance: Instance,
    snapshot: Snapshot,
    parties: Mapping[str, str],
    facets: Facets,
    now: datetime,
) -> None:
    open_tasks = {
        task.token: task
        for task in session.scalars(
            select(Task).where(Task.instance_id == instance.id, Task.state.in_(("open", "handed_in")))
        )
    }
    waiting = {w.token: w for w in snapshot.waiting}
    gone = [task for token, task in open_tasks.items() if token not in waiting]
    for task in gone:
        if task.state == "open":
            task.state, task.done_at = "gone", now
        else:  # its answer was kept, and the instance has gone on without it
            task.state = "done"
    if gone:
        session.execute(delete(TaskFacet).where(TaskFacet.task_id.in_([task.id for task in gone])))
    dues = _due_by_element(snapshot)
    for token, step in waiting.items():
        if token not in open_tasks:
            _add_task(session, instance, step, parties, facets, dues.get(token), now)


def _add_task(
    session: Session,
    instance: Instance,
    step: Waiting,
    parties: Mapping[str, str],
    facets: Facets,
    due: datetime | None,
    now: datetime,
) -> None:
    party = parties.get(step.role)
    if party is None:
        message = f"步骤“{step.name}”的泳道角色“{step.role}”在本次办理中没有对应的人或机构。"
        raise Incident(message, step.element, "role")
    task = Task(
        id=new_id(),
        instance_id=instance.id,
        token=step.token,
        process=instance.process,
        step=step.element,
        name=step.name,
        role=step.role,
        party_id=party,
        title=facets.title_for([step.role]),
        status=step.status or instance.status,
        form=step.form,
        data_key=step.data,
        properties=rules.to_json(dict(step.properties)),
        facets=facets.values,
        search=facets.search,
        created_at=now,
        due_at=_moment(step.properties.get("due")) or due,
    )
    session.add(task)
    session.flush()
    rows = [
        {
            "task_id": task.id,
            "name": name,
            "value": value,
            "party_id": party,
            "role": step.role,
            "created_at": now,
        }
        for name, value in facets.values.items()
    ]
    if rows:
        session.execute(insert(TaskFacet), rows)


def _due_by_element(snapshot: Snapshot) -> dict[str, datetime]:
    """Return task token → due time of the earliest timer attached to the same waiting step."""
    dues: dict[str, datetime] = {}
    for timer in snapshot.timers:
        attached = getattr(timer, "attached", None)
        if attached and (attached not in dues or timer.due < dues[attached]):
            dues[attached] = timer.due
    return dues


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and value:
        return datetime.fromisoformat(value)
    return None


def _write_subscriptions(session: Session, instance: Instance, snapshot: Snapshot) -> None:
    rows = {
        s.token: s
        for s in session.scalars(select(Subscription).where(Subscription.instance_id == instance.id))
    }
    now_waiting = {s.token: s for s in snapshot.subscriptions}
    for token, row in rows.items():
        if token not in now_waiting:
            session.delete(row)
    for token, found in now_waiting.items():
        if token not in rows:
            session.add(
                Subscription(
                    instance_id=instance.id,
                    token=token,
                    element=found.element,
                    message=found.message,
                    label=found.label,
                    role=found.role,
                    form=found.form,
                    data_key=found.data,
                    confirm=found.confirm,
                    blocked=found.properties.get("blocked"),
                )
            )


def _write_timers(session: Session, instance: Instance, snapshot: Snapshot, now: datetime) -> None:
    rows = {t.token: t for t in session.scalars(select(Timer).where(Timer.instance_id == instance.id))}
    waiting = {t.token: t for t in snapshot.timers}
    for token, row in rows.items():
        if token not in waiting or waiting[token].due != row.due:
            session.delete(row)
            cancel(session, timer_key(instance.id, token))
    session.flush()
    for token, timer in waiting.items():
        if token not in rows or rows[token].due != timer.due:
            session.add(Timer(instance_id=instance.id, token=token, element=timer.element, due=timer.due))
            payload = {"instance": instance.id, "token": token, "element": timer.element}
            enqueue(session, "timer", payload, due=timer.due, now=now, key=timer_key(instance.id, token))


def timer_key(instance_id: str, token: str) -> str:
    """Return the key of the job that fires a timer."""
    return f"timer:{instance_id}:{token}"
