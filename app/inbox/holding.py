"""Holding instances where they are, and releasing them: what a diagram does when somebody may not go on for a while.

The tasks of a held instance are in nobody's inbox, its messages say why they cannot be sent, its timers do not fire.
What other instances announce still reaches it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Incident
from app.inbox.projecting import add_facet_values, drop_facets, timer_key
from app.jobs.queue import enqueue
from app.operators.registry import Env, registry
from app.store.holds import InstanceHold
from app.store.instances import Instance, InstanceParty
from app.store.tasks import Subscription, Task, Timer

HELD = "held"  # the state of a task that waits for its instance to be released


def hold_of(session: Session, instance_id: str) -> InstanceHold | None:
    """Return why an instance is held; None where it is not."""
    return session.get(InstanceHold, instance_id)


@registry.operator
def hold_instances(env: Env, *, role: str, reason: str, but: Any = ()) -> int:
    """中止角色 role 的那一方参加的其他办理：待办收起，消息按钮说明原因 reason，时限暂停，直到 release_instances；

    but 是不中止的流程。返回中止了几项。"""
    party = env.parties.get(role)
    if party is None:
        raise Incident(f"本次办理中没有角色“{role}”，不能中止其他办理。", env.element, "operator")
    found = _running(env, role, party, [but] if isinstance(but, str) else list(but or ()))
    for instance in found:
        _hold(env, instance.id, reason[:200])
    env.session.flush()
    return len(found)


def _running(env: Env, role: str, party: str, but: Collection[str]) -> list[Instance]:
    takes_part = (InstanceParty.role == role, InstanceParty.party_id == party)
    ids = select(InstanceParty.instance_id).where(*takes_part)
    held = select(InstanceHold.instance_id)
    wanted = select(Instance).where(
        *(Instance.id.in_(ids), Instance.ended.is_(False), Instance.id != env.instance_id),
        *(Instance.process.not_in(but), Instance.id.not_in(held)),
    )
    return list(env.session.scalars(wanted.order_by(Instance.id).with_for_update()))


def _hold(env: Env, instance_id: str, reason: str) -> None:
    session, blocked = env.session, {}
    for task in session.scalars(select(Task).where(Task.instance_id == instance_id, Task.state == "open")):
        task.state, task.holder_id, task.lease_until = HELD, None, None
        drop_facets(session, task.id)
    for offer in session.scalars(select(Subscription).where(Subscription.instance_id == instance_id)):
        blocked[offer.token] = offer.blocked
        offer.blocked = reason
    about = {"reason": reason, "held_by": env.instance_id, "held_at": env.now, "blocked": blocked}
    session.add(InstanceHold(instance_id=instance_id, **about))


@registry.operator
def release_instances(env: Env, *, role: str) -> int:
    """恢复角色 role 的那一方被中止的办理：回到中止时的步骤，这期间到期的时限现在到期。返回恢复了几项。"""
    party = env.parties.get(role) or ""
    takes_part = (InstanceParty.role == role, InstanceParty.party_id == party)
    ids = select(InstanceParty.instance_id).where(*takes_part)
    found = env.session.scalars(select(InstanceHold).where(InstanceHold.instance_id.in_(ids))).all()
    for hold in found:
        env.session.get(Instance, hold.instance_id, with_for_update=True)
        _release(env.session, hold, env.now)
    env.session.flush()
    return len(found)


def _release(session: Session, hold: InstanceHold, at: datetime) -> None:
    mine = hold.instance_id
    for task in session.scalars(select(Task).where(Task.instance_id == mine, Task.state == HELD)):
        task.state = "open"
        add_facet_values(session, task)
    for offer in session.scalars(select(Subscription).where(Subscription.instance_id == mine)):
        if offer.token in hold.blocked:
            offer.blocked = hold.blocked[offer.token]
    session.delete(hold)
    for timer in session.scalars(select(Timer).where(Timer.instance_id == mine)):
        payload = {"instance": mine, "token": timer.token, "element": timer.element}
        due = max(timer.due, at)
        enqueue(session, "timer", payload, due=due, now=at, key=timer_key(mine, timer.token))
