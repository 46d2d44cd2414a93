"""Messages to an instance: the buttons outside a task (withdraw, stop …), and what other instances or timers send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import engine
from app.content.bpmn import Element
from app.errors import Conflict, Invalid, NotAllowed
from app.inbox import taking_back
from app.inbox.access import get_instance, roles_in
from app.inbox.desk import Desk
from app.inbox.failures import refusing, surfacing
from app.inbox.host import Host
from app.inbox.input import bind_files, bind_form, check_answers, decision_of
from app.inbox.library import Release
from app.inbox.once import once
from app.inbox.senders import senders
from app.inbox.writing import Act, write_snapshot
from app.store.instances import Instance
from app.store.tasks import Subscription, Task


@dataclass(frozen=True)
class Offer:
    """A message as it is offered to somebody: with `reason` it is shown but cannot be sent."""

    name: str
    label: str
    form: str | None
    confirm: str | None
    reason: str | None
    subscription: Subscription | None

    @property
    def allowed(self) -> bool:
        return self.reason is None


def offers(desk: Desk, instance: Instance, release: Release, roles: list[str]) -> list[Offer]:
    """Return the messages that somebody in these roles may send now, or is told why not."""
    if instance.ended:
        return []
    rows = desk.session.scalars(select(Subscription).where(Subscription.instance_id == instance.id)).all()
    found = {
        row.message: Offer(row.message, row.label or row.message, row.form, row.confirm, row.blocked, row)
        for row in rows
        if row.role in roles and row.label
    }
    for offer in _blocked(desk, instance, release, roles):
        found.setdefault(offer.name, offer)
    if desk.actor is not None and taking_back.open_decision(desk.session, instance, desk.actor) is not None:
        name, label, confirm = taking_back.NAME, taking_back.LABEL, taking_back.CONFIRM
        found[name] = Offer(name, label, None, confirm, None, None)
    return list(found.values())


def send(
    desk: Desk, instance_id: str, name: str, data: Mapping[str, Any], idempotency_key: str | None = None
) -> Instance:
    """Send a message to an instance. Raises NotFound, NotAllowed (not yours), Conflict (not now: why), Invalid."""
    instance, parties = get_instance(desk, instance_id, lock=True)
    if once(desk, idempotency_key, ("message", instance_id, name, data), instance.id) is not None:
        return instance
    release = desk.library.release(desk.session, instance.version_id)
    roles = roles_in(desk.person, parties)
    if name == taking_back.NAME:
        taking_back.take_back(desk, instance, release, parties)
        return instance
    offer = next((o for o in offers(desk, instance, release, roles) if o.name == name), None)
    if offer is None or offer.subscription is None or offer.reason is not None:
        raise _refusal(desk, release, instance, name, roles, offer)
    role = offer.subscription.role or ""
    if data and not offer.form:
        raise Invalid("这项操作没有需要填写的内容，请不要提交额外的字段。")
    payload, outcome, reason = dict(data), None, None
    if offer.form:
        payload = check_answers(desk, release, offer.form, instance.case, data)
        bound = bind_form(desk, release, offer.form, instance.case)
        bind_files(desk, bound, payload, instance.id)
        outcome, reason = decision_of(bound, payload)
    key = offer.subscription.data_key or offer.form or name
    answers = {key: payload} if payload else None
    act = Act(f"message:{name}", offer.subscription.element, offer.label, role, outcome, reason, answers)
    with refusing():
        deliver(desk, instance, release, parties, offer.subscription.token, payload, act)
    return instance


def deliver(
    desk: Desk,
    instance: Instance,
    release: Release,
    parties: dict[str, str],
    token: str,
    payload: dict[str, Any],
    act: Act,
) -> None:
    """Give a payload to one waiting event and run on."""
    if instance.state is None:
        raise Conflict("这项办理已经结束。")
    host = Host(desk, release, instance.id, parties)
    with surfacing():
        snapshot = engine.deliver(release.program, instance.state, token, payload, instance.case, host)
    write_snapshot(desk, instance, release, snapshot, parties, act)


def _refusal(
    desk: Desk, release: Release, instance: Instance, name: str, roles: list[str], offer: Offer | None
) -> Conflict | NotAllowed:
    if offer is not None and offer.reason is not None:
        return Conflict(offer.reason)
    may = senders(desk, release, instance, name)
    if may and not may & set(roles):
        return NotAllowed("这项操作不属于你的身份。")
    if instance.ended:
        return Conflict("这项办理已经结束，不能再进行此操作。")
    return Conflict("现在不能进行此操作：流程已经往下走了，请刷新后查看当前进度。")


def _drawn(release: Release, name: str) -> list[Element]:
    return [e for p in release.processes() for e in p.elements.values() if e.message == name]


def _blocked(desk: Desk, instance: Instance, release: Release, roles: list[str]) -> list[Offer]:
    """Return the messages that an active element declares as not possible: property `blocked.NAME` is the reason."""
    active = set(
        desk.session.scalars(select(Task.step).where(Task.instance_id == instance.id, Task.state == "open"))
    )
    blocked: list[Offer] = []
    for process in release.processes():
        for element in process.elements.values():
            for key, reason in element.properties.items():
                if key.startswith("blocked.") and _is_active(release, element, active):
                    name = key.removeprefix("blocked.")
                    source = next(
                        (e for e in _drawn(release, name) if e.properties.get("role") in roles), None
                    )
                    if source is not None:
                        label = source.properties.get("label") or source.name
                        blocked.append(Offer(name, label, None, None, reason, None))
    return blocked


def _is_active(release: Release, element: Element, active: set[str]) -> bool:
    if element.id in active:
        return True
    called = release.parts.get(("process", element.called)) if element.called else None
    return called is not None and any(step in called.elements for step in active)
