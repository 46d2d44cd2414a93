"""Taking a decision back: the reviewer who made it may, while nobody has opened the step that it led to and nothing
but choices followed from it. What has had an effect, or has ended the instance, stays."""

from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app import engine
from app.errors import Conflict, NotAllowed
from app.identity import Actor
from app.inbox.desk import Desk
from app.inbox.failures import surfacing
from app.inbox.host import Host
from app.inbox.library import Release
from app.inbox.writing import SEQ_STEP, Act, write_snapshot
from app.store.instances import History, Instance
from app.store.tasks import Task, TaskDraft

NAME = "take_back"
LABEL = "收回我的审核意见"
CONFIRM = "收回后由你重新审核，确定收回吗？"
TOO_LATE = "现在不能收回：下一步已经有人打开或办理，或者你的意见已经产生效力。"
NOT_YOURS = "只有作出审核意见的本人可以收回。"
WITHOUT_EFFECT = ("completed", "userTask", "exclusiveGateway", "inclusiveGateway", "businessRuleTask")


@dataclass(frozen=True)
class Decision:
    """A decision that can be taken back: the task it was made in, and the one task that it led to."""

    made: Task
    next: Task


def open_decision(session: Session, instance: Instance, actor: Actor) -> Decision | None:
    """Return the actor's decision on an instance, if it can still be taken back."""
    if instance.ended or instance.state is None or not _is_last_act(session, instance, actor):
        return None
    tasks = session.scalars(
        select(Task).where(Task.instance_id == instance.id, Task.state.in_(("open", "handed_in")))
    ).all()
    made = session.scalar(
        select(Task)
        .where(Task.instance_id == instance.id, Task.state == "done", Task.done_by == actor.account_id)
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(1)
    )
    if made is None or made.outcome is None or len(tasks) != 1:
        return None
    following = tasks[0]
    untouched = following.state == "open" and following.opened_at is None and following.holder_id is None
    led_to = following.created_at == made.done_at
    return Decision(made, following) if untouched and led_to else None


def _is_last_act(session: Session, instance: Instance, actor: Actor) -> bool:
    """Whether the last thing that happened is a hand-in of the actor that led through nothing but choices."""
    last = select(History).where(
        History.instance_id == instance.id, History.seq >= instance.revision * SEQ_STEP
    )
    rows = session.scalars(last.order_by(History.seq)).all()
    return (
        bool(rows)
        and (rows[0].kind, rows[0].account_id) == ("completed", actor.account_id)
        and all(row.kind in WITHOUT_EFFECT for row in rows)
    )


def take_back(desk: Desk, instance: Instance, release: Release, parties: dict[str, str]) -> None:
    """Take the actor's decision back: the task is open again, with what was answered as its draft.

    Raises Conflict when it is too late, NotAllowed for a decision of somebody else."""
    found = open_decision(desk.session, instance, desk.person)
    if found is None or instance.state is None:
        raise Conflict(TOO_LATE) if _has_decided(desk, instance) else NotAllowed(NOT_YOURS)
    made, case = found.made, dict(instance.case)
    answers = case.pop(made.data_key, None)
    host = Host(desk, release, instance.id, parties)
    with surfacing():
        snapshot = engine.move(release.program, instance.state, found.next.token, made.step, case, host)
    act = Act(f"message:{NAME}", made.step, LABEL, made.role)
    write_snapshot(desk, instance, release, snapshot, parties, act)
    again = desk.session.scalar(
        select(Task.id).where(Task.instance_id == instance.id, Task.state == "open", Task.step == made.step)
    )
    if again is not None and isinstance(answers, dict):
        account = desk.person.account_id
        desk.session.add(TaskDraft(ref=again, account_id=account, data=answers, updated_at=desk.now))


def _has_decided(desk: Desk, instance: Instance) -> bool:
    mine = (Task.instance_id == instance.id, Task.done_by == desk.person.account_id)
    return bool(desk.session.scalar(select(exists().where(*mine, Task.outcome.is_not(None)))))


def note_opened(desk: Desk, task: Task) -> None:
    """Note that somebody of the task's party has opened it. The caller commits."""
    mine = (Task.id == task.id, Task.state == "open", Task.opened_at.is_(None))
    desk.session.execute(update(Task).where(*mine).values(opened_at=desk.now))
