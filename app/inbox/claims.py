"""Claiming a task: a lease that shows others who is at it; it is not needed before handing in."""

from datetime import timedelta

from app.errors import Conflict
from app.identity import Actor
from app.inbox.access import get_task
from app.inbox.desk import Desk
from app.inbox.handing_in import is_held
from app.store.accounts import Account
from app.store.tasks import Task

LEASE = timedelta(minutes=10)


def claim(desk: Desk, task_id: str) -> Task:
    """Claim a task or renew the own claim. Raises Conflict with `holder` when somebody else has it."""
    task = get_task(desk, task_id, lock=True)
    actor = desk.person
    if task.state != "open":
        raise Conflict("这项待办已经办理完毕，无需领取。")
    if is_held(desk, task) and task.holder_id != actor.account_id:
        name = holder_name(desk, task)
        raise Conflict(f"这项待办已由{name}领取，您可以先查看。", holder=name)
    task.holder_id, task.lease_until = actor.account_id, desk.now + LEASE
    task.opened_at = task.opened_at or desk.now
    return task


def release_claim(desk: Desk, task_id: str) -> Task:
    """Give a task back to everybody. Raises Conflict when somebody else has it."""
    task = get_task(desk, task_id, lock=True)
    if is_held(desk, task) and not _mine(desk.person, task):
        name = holder_name(desk, task)
        raise Conflict(f"这项待办由{name}领取，只有本人可以释放。", holder=name)
    task.holder_id, task.lease_until = None, None
    return task


def holder_name(desk: Desk, task: Task) -> str | None:
    """Return the name of whoever holds a valid claim, or None."""
    if not is_held(desk, task):
        return None
    account = desk.session.get(Account, task.holder_id)
    return account.name if account else None


def _mine(actor: Actor, task: Task) -> bool:
    return task.holder_id == actor.account_id
