"""Claiming a task: a lease that shows others who is at it; it is not needed before handing in."""

from datetime import timedelta

from app.errors import Conflict
from app.identity import Actor
from app.inbox.access import get_task
from app.inbox.desk import Desk
from app.inbox.handing_in import held_by_other, holder_name, is_held
from app.store.tasks import Task

LEASE = timedelta(minutes=10)
OPEN_PAGE = timedelta(minutes=2)  # renewed every half minute while the page is open


def claim(desk: Desk, task_id: str) -> Task:
    """Claim a task or renew the own claim. Raises Conflict with `holder` when somebody else has it."""
    return _take(desk, task_id, LEASE)


def hold(desk: Desk, task_id: str) -> Task:
    """Hold a task while its page is open; a claim that lasts longer is kept. Raises Conflict like `claim`."""
    return _take(desk, task_id, OPEN_PAGE)


def _take(desk: Desk, task_id: str, time: timedelta) -> Task:
    task = get_task(desk, task_id, lock=True)
    if task.state != "open":
        raise Conflict("这项待办已经办理完毕，无需领取。")
    if held_by_other(desk, task):
        name = holder_name(desk, task)
        raise Conflict(f"这项待办已由{name}领取，你可以先查看。", holder=name)
    until = desk.now + time
    if is_held(desk, task) and task.lease_until is not None:
        until = max(until, task.lease_until)
    task.holder_id, task.lease_until = desk.person.account_id, until
    task.opened_at = task.opened_at or desk.now
    return task


def let_go(desk: Desk, task_id: str) -> None:
    """Stop holding a task whose page was left; a claim that lasts longer, or somebody else's, is kept."""
    task = get_task(desk, task_id, lock=True)
    if is_held(desk, task) and _mine(desk.person, task) and not claimed(desk, task):
        task.holder_id, task.lease_until = None, None


def claimed(desk: Desk, task: Task) -> bool:
    """True when the task is held for longer than an open page holds it: somebody has claimed it."""
    return task.lease_until is not None and task.lease_until > desk.now + OPEN_PAGE


def release_claim(desk: Desk, task_id: str) -> Task:
    """Give a task back to everybody. Raises Conflict when somebody else has it."""
    task = get_task(desk, task_id, lock=True)
    if held_by_other(desk, task):
        name = holder_name(desk, task)
        raise Conflict(f"这项待办由{name}领取，只有本人可以释放。", holder=name)
    task.holder_id, task.lease_until = None, None
    return task


def _mine(actor: Actor, task: Task) -> bool:
    return task.holder_id == actor.account_id


__all__ = ["LEASE", "claim", "held_by_other", "holder_name", "release_claim"]
