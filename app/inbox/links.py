"""Doing a task by a link, without an account: whoever has the link is the party that the task belongs to."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from app.errors import Gone, NotFound
from app.identity import Actor
from app.identity.actor import Membership
from app.identity.secrets import token_hash
from app.inbox.desk import Desk
from app.inbox.holding import HELD
from app.jobs.clock import ZONE
from app.store.instances import Instance
from app.store.links import TaskLink
from app.store.tasks import Task

USED = ("done", "handed_in")


@dataclass(frozen=True)
class Guest:
    """Whoever opened a link: the desk at which only its one task is theirs, and that task."""

    desk: Desk
    task: Task


def open_link(desk: Desk, token: str) -> Guest:
    """Return the guest of a link. Raises NotFound for a token nobody was given, Gone when it is of no use any more."""
    link = desk.session.scalar(select(TaskLink).where(TaskLink.token_hash == token_hash(token)))
    if link is None:
        raise NotFound
    tasks = desk.session.scalars(select(Task).where(Task.party_id == link.id).order_by(Task.created_at)).all()
    used = next((task for task in tasks if task.state in USED), None)
    if used is not None:
        when = used.done_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if used.done_at else "之前"
        raise Gone(f"这个链接已于 {when} 使用过，内容已经收到，无需再次提交。")
    if link.expires_at <= desk.now:
        raise Gone("这个链接已过有效期，请联系申请人重新发送。")
    if tasks and tasks[-1].state == HELD:
        raise Gone("这项办理目前中止，暂时不能提交，恢复后可以用同一个链接提交。")
    if not tasks or tasks[-1].state != "open":
        raise Gone("这个链接已失效：对方已改用其他方式或重新发送了链接。")
    return Guest(replace(desk, actor=_actor(desk, link)), tasks[-1])


def _actor(desk: Desk, link: TaskLink) -> Actor:
    instance = desk.session.get_one(Instance, link.instance_id)
    release = desk.library.release(desk.session, instance.version_id)
    names = (lane.name for lane in release.process.lanes.values() if lane.role == link.role)
    return Actor(link.id, "", next(names, link.role), (Membership(link.role, link.id),))
