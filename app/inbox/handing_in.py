"""Handing in a task: exactly once, and a valid hand-in is never thrown away.

The order is that of the promises: lock, right, idempotency key, state, form, compare-and-set, advance, history.
When the advance fails, the transaction goes back to a savepoint, the answer stays with the task in state
`handed_in`, and a job advances it again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, update

from app import engine
from app.errors import AppError, Conflict, Incident, NotFound
from app.inbox.access import owns
from app.inbox.around import Around, read_around
from app.inbox.commenting import accept_commented
from app.inbox.desk import Desk
from app.inbox.differences import check_key_values
from app.inbox.failures import Savepoint, surfacing
from app.inbox.holding import HELD, hold_of
from app.inbox.host import Host, allowed
from app.inbox.input import bind_files, bind_form, decision_of, outcome_label
from app.inbox.library import Release
from app.inbox.once import once
from app.inbox.projecting import drop_facets
from app.inbox.writing import Act, write_history, write_snapshot
from app.jobs.clock import ZONE
from app.jobs.queue import enqueue
from app.store.accounts import Account
from app.store.instances import Instance
from app.store.statements import Statement, keep, loaded, table_of
from app.store.tasks import Task, TaskDraft

_TASK, _INSTANCE, _DRAFT = table_of(Task), table_of(Instance), table_of(TaskDraft)
_OWN = and_(_DRAFT.c.ref == _TASK.c.id, _DRAFT.c.account_id == bindparam("account"))
_OPEN = Statement(
    select(*_TASK.c, *_INSTANCE.c, _DRAFT.c.ref)
    .select_from(_TASK.join(_INSTANCE, _INSTANCE.c.id == _TASK.c.instance_id).outerjoin(_DRAFT, _OWN))
    .where(_TASK.c.id == bindparam("task"))
    .with_for_update(of=_INSTANCE)  # not the task: who moves an instance takes its row first, then its tasks
)
_TAKEN = ("state", "version", "outcome", "done_by", "done_by_name", "done_at", "holder_id", "lease_until")
_TAKE = Statement(
    update(_TASK).where(
        _TASK.c.id == bindparam("task"), _TASK.c.state == "open", _TASK.c.version == bindparam("was")
    ),
    *_TAKEN,
)
_DROP_DRAFT = Statement(
    delete(_DRAFT).where(_DRAFT.c.ref == bindparam("task"), _DRAFT.c.account_id == bindparam("account"))
)


def hand_in(
    desk: Desk, task_id: str, version: int | None, data: Mapping[str, Any], idempotency_key: str | None
) -> Instance:
    """Hand in a task with the answers to its form.

    Raises NotFound, Conflict (somebody was faster, claimed it, or the step's `when` says no), Invalid."""
    task, instance, draft = _lock(desk, task_id)
    before = once(desk, idempotency_key, ("complete", task_id, version, data), instance.id)
    if before is not None:
        return instance
    release = desk.library.release(desk.session, instance.version_id)
    _still_open(desk, release, instance, task, version)
    _step_allows(desk, release, instance, task)
    bound = bind_form(desk, release, task.form, case_of(instance, task))
    answers = accept_commented(desk, release, instance, task, bound, data)
    check_key_values(desk, instance, task, bound, answers)
    outcome, reason = decision_of(bound, answers)
    _take(desk, release, instance, task, outcome)
    bind_files(desk, bound, answers, instance.id)
    changes = {task.data_key: answers}
    act = Act("completed", task.step, task.name, task.role, outcome, reason, changes, task.token)
    _advance(desk, instance, release, task, answers, act)
    if draft:
        _DROP_DRAFT.run(desk.session, {"task": task.id, "account": desk.person.account_id})
    return instance


def _lock(desk: Desk, task_id: str) -> tuple[Task, Instance, bool]:
    """Return a task of the actor and its instance, locked, and whether the actor has a draft. Raises NotFound."""
    account = desk.actor.account_id if desk.actor else ""
    found = _OPEN.first(desk.session, {"task": task_id, "account": account})
    if found is None:
        raise NotFound
    names, middle = _TASK.c.keys(), len(_TASK.c)
    task = loaded(desk.session, Task, dict(zip(names, found, strict=False)))
    if desk.actor is not None and not owns(desk.actor, task.role, task.party_id):
        raise NotFound
    instance = loaded(desk.session, Instance, dict(zip(_INSTANCE.c.keys(), found[middle:], strict=False)))
    return task, instance, found[-1] is not None


def advance_again(desk: Desk, task_id: str) -> None:
    """Advance a task whose answer was kept. Raises Incident when it fails again."""
    found = desk.session.get_one(Task, task_id)
    instance = desk.session.get_one(Instance, found.instance_id, with_for_update=True)
    task = desk.session.get_one(Task, task_id, with_for_update=True)
    if task.state != "handed_in":
        return
    release = desk.library.release(desk.session, instance.version_id)
    around = read_around(desk.session, instance.id)
    host = Host(desk, release, instance.id, around.parties)
    act = Act("advanced", step=task.step)
    _run(desk, instance, release, task, instance.case[task.data_key], act, around, host)
    task.state = "done"


def _still_open(desk: Desk, release: Release, instance: Instance, task: Task, version: int | None) -> None:
    if task.state != "open":
        raise _too_late(desk, release, instance, task)
    if version is not None and version != task.version:
        message = "这项待办在你打开之后有了变化，请重新打开核对后再提交。你填写的内容已保留。"
        raise Conflict(message, conflict=_conflict(task))
    if held_by_other(desk, task):
        name = holder_name(desk, task)
        raise Conflict(f"这项待办正由{name}处理，请稍后再试或请对方释放。", holder=name)


def case_of(instance: Instance, task: Task) -> dict[str, Any]:
    """Return the case as the task's form sees it: with the call that the task lies in."""
    call = task.properties.get("call")
    return {**instance.case, "call": call} if call else instance.case


def is_held(desk: Desk, task: Task) -> bool:
    """True while a claim of the task is valid."""
    return task.holder_id is not None and task.lease_until is not None and task.lease_until > desk.now


def held_by_other(desk: Desk, task: Task) -> bool:
    """True while somebody else's claim of the task is valid; nobody stands in the way of the system itself."""
    return is_held(desk, task) and desk.actor is not None and task.holder_id != desk.actor.account_id


def holder_name(desk: Desk, task: Task) -> str | None:
    """Return the name of whoever holds a valid claim, or None."""
    account = desk.session.get(Account, task.holder_id) if is_held(desk, task) else None
    return account.name if account else None


def _too_late(desk: Desk, release: Release, instance: Instance, task: Task) -> Conflict:
    """Say who did what and when, or that nobody needs to do it any more."""
    if task.state == HELD and (hold := hold_of(desk.session, instance.id)) is not None:
        return Conflict(f"{hold.reason}你填写的内容已保留。", conflict=_conflict(task))
    if task.state not in ("done", "handed_in"):
        message = "这项待办已不需要办理：流程已经往下走或被撤回。你填写的内容已保留。"
        return Conflict(message, conflict=_conflict(task))
    who = task.done_by_name or "其他人"
    when = task.done_at.astimezone(ZONE).strftime("%m月%d日 %H:%M") if task.done_at else ""
    label = outcome_label(bind_form(desk, release, task.form, case_of(instance, task)), task.outcome)
    what = f"（{label}）" if label else ""
    message = f"{who}已于 {when} 办理了这项待办{what}，你的提交没有生效。你填写的内容已保留。"
    return Conflict(message, conflict=_conflict(task))


def _conflict(task: Task) -> dict[str, Any]:
    at = task.done_at.isoformat() if task.done_at else None
    return {"by": task.done_by_name, "at": at, "what": task.outcome or task.state}


def _step_allows(desk: Desk, release: Release, instance: Instance, task: Task) -> None:
    decision = task.properties.get("when")
    case = fresh_case(desk, release, instance, task) if decision else instance.case
    reason = allowed(release, decision, case, desk.now)
    if reason is not None:
        raise Conflict(reason)


def fresh_case(desk: Desk, release: Release, instance: Instance, task: Task) -> dict[str, Any]:
    """Return the case with the subject's facts as they are now; what was answered stays."""
    kind = release.process.properties.get("subject")
    loader = desk.registry.subjects.get(kind) if kind else None
    if loader is None or instance.subject_id is None:
        return instance.case
    subject = loader(desk.session, instance.subject_id, desk.actor, desk.now)
    facts = {"id": subject.id, "kind": subject.kind, **subject.facts}
    return {**instance.case, **subject.extra, "subject": facts, "instance": instance.case["instance"]}


def _take(desk: Desk, release: Release, instance: Instance, task: Task, outcome: str | None) -> None:
    """Take the task by compare-and-set: of two who hand in at once, one finds nothing to take."""
    actor = desk.actor
    values: dict[str, Any] = {
        "state": "done",
        "version": task.version + 1,
        "outcome": outcome,
        "done_by": actor.account_id if actor else None,
        "done_by_name": actor.name if actor else None,
        "done_at": desk.now,
        "holder_id": None,
        "lease_until": None,
    }
    if _TAKE.run(desk.session, {"task": task.id, "was": task.version, **values}) != 1:
        desk.session.refresh(task)
        raise _too_late(desk, release, instance, task)
    keep(task, values)


def _advance(
    desk: Desk, instance: Instance, release: Release, task: Task, answers: dict[str, Any], act: Act
) -> None:
    around = read_around(desk.session, instance.id)
    savepoint = Savepoint(desk.session)
    host = Host(desk, release, instance.id, around.parties, savepoint.set)
    try:
        _run(desk, instance, release, task, answers, act, around, host)
        savepoint.keep()
    except Incident as incident:
        savepoint.undo()
        _keep(desk, instance, task, answers, act, incident)


def _run(
    desk: Desk,
    instance: Instance,
    release: Release,
    task: Task,
    answers: dict[str, Any],
    act: Act,
    around: Around,
    host: Host,
) -> None:
    state = instance.state
    if state is None:
        raise Conflict("这项办理已经结束。")
    with surfacing():
        try:
            snapshot = engine.complete(release.program, state, task.token, answers, instance.case, host)
            write_snapshot(desk, instance, release, snapshot, around.parties, act, around, task)
        except Incident:
            raise
        except AppError as error:
            raise Incident(error.message, task.step) from error


def _keep(
    desk: Desk, instance: Instance, task: Task, answers: dict[str, Any], act: Act, incident: Incident
) -> None:
    """Keep the answer with the task, and have a job advance the instance again."""
    instance.case = {**instance.case, task.data_key: answers}
    instance.revision += 1
    task.state = "handed_in"
    drop_facets(desk.session, task.id)
    write_history(desk, instance, act)
    payload = {"task": task.id, "element": incident.element}
    enqueue(desk.session, "advance", payload, due=desk.now, now=desk.now, key=f"advance:{task.id}")
