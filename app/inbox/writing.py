"""Writing what the engine answered: state, tasks, messages that may be sent, timers and history, in one transaction.

What can fail is worked out before the first row is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update

from app import rules
from app.engine import Passed, Snapshot
from app.identity import audit
from app.inbox import projecting
from app.inbox.around import Around, read_around
from app.inbox.desk import Desk
from app.inbox.facets import read_facets
from app.inbox.library import Release
from app.inbox.outgoing import send_out
from app.inbox.renaming import outdated, rename
from app.store.base import new_id
from app.store.instances import History, Instance
from app.store.statements import Adding, Statement, keep, table_of, together
from app.store.tasks import Task

SEQ_STEP = 1000  # a step writes fewer entries than this, so the order needs no query
_INSTANCE = table_of(Instance)
_CHANGED = ("revision", "state", "case", "status", "title", "changed_at", "ended", "ended_at", "end")
_CHANGE_INSTANCE = Statement(update(_INSTANCE).where(_INSTANCE.c.id == bindparam("row")), *_CHANGED)
_ADD_HISTORY = Adding(table_of(History))


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
    desk: Desk,
    instance: Instance,
    release: Release,
    snapshot: Snapshot,
    parties: Mapping[str, str],
    act: Act,
    around: Around | None = None,
    left: Task | None = None,
) -> None:
    """Bring the rows of an instance in line with the engine's snapshot; `left` is the task that was handed in.

    Raises AppError before anything is written."""
    around = read_around(desk.session, instance.id) if around is None else around
    facets = read_facets(release.process, snapshot.case, desk.now)
    new = projecting.new_tasks(instance, snapshot, around, parties, facets, desk.now)
    waiting = {step.token for step in snapshot.waiting}
    renamed = outdated(desk.session, instance.id, around, left, waiting, facets)
    with together(desk.session):
        _write_instance(desk, instance, snapshot, facets.title)
        projecting.write_tasks(desk.session, around, left, waiting, new, facets, desk.now)
        rename(desk.session, renamed, facets)
        projecting.write_subscriptions(desk.session, instance.id, around, snapshot.subscriptions)
        write_history(desk, instance, act, snapshot.trace)
    send_out(desk, instance, snapshot)
    projecting.write_timers(desk.session, instance.id, around, snapshot.timers, desk.now)


def write_history(desk: Desk, instance: Instance, act: Act, trace: Iterable[Passed] = ()) -> None:
    """Append what was done, what the engine passed because of it, and the line of the audit log."""
    seq = instance.revision * SEQ_STEP
    actor = desk.actor
    own = {
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
    rows = [own, *(_passed_row(passed) for passed in trace)]
    for offset, row in enumerate(rows[: SEQ_STEP - 1]):
        row |= {"id": new_id(), "instance_id": instance.id, "seq": seq + offset, "at": desk.now}
    _ADD_HISTORY.run(desk.session, *rows)
    what = {"step": act.step, "outcome": act.outcome, "revision": instance.revision}
    audit(desk.session, actor, act.kind, f"instance:{instance.id}", detail=what, now=desk.now)


def _passed_row(passed: Passed) -> dict[str, Any]:
    return {
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


def _write_instance(desk: Desk, instance: Instance, snapshot: Snapshot, title: str) -> None:
    status = snapshot.status or instance.status
    case = dict(snapshot.case)
    case["instance"] = {**case.get("instance", {}), "id": instance.id, "status": status}
    values: dict[str, Any] = {
        "revision": instance.revision + 1,
        "state": None if snapshot.ended else snapshot.state,
        "status": status,
        "case": case,
        "title": title,
        "changed_at": desk.now,
        "ended": snapshot.ended,
        "ended_at": desk.now if snapshot.ended else None,
        "end": snapshot.end if snapshot.ended else None,
    }
    _CHANGE_INSTANCE.run(desk.session, {"row": instance.id, **values})
    keep(instance, values)
