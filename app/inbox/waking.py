"""What happens without a person: a timer that is due, an answer to advance again, an incident to record."""

from typing import Any

from sqlalchemy import select

from app import engine
from app.inbox.access import parties_of
from app.inbox.desk import Desk
from app.inbox.handing_in import advance_again
from app.inbox.holding import hold_of
from app.inbox.host import Host
from app.inbox.projecting import timer_key
from app.inbox.writing import Act, write_snapshot
from app.jobs import Failure, enqueue
from app.store.instances import Incident, Instance
from app.store.tasks import Task, Timer


def fire_timer(desk: Desk, payload: dict[str, Any]) -> None:
    """Fire a timer of an instance, unless it was fired or left behind meanwhile."""
    instance = desk.session.get(Instance, payload["instance"], with_for_update=True)
    timer = desk.session.scalar(
        select(Timer).where(Timer.instance_id == payload["instance"], Timer.token == payload["token"])
    )
    if timer is None or instance is None or instance.state is None:
        return
    if hold_of(desk.session, instance.id) is not None:
        return  # its clock stands; who releases it has the timers fire
    if timer.due > desk.now:  # the clock was moved back since the job became due
        key = timer_key(instance.id, timer.token)
        enqueue(desk.session, "timer", payload, due=timer.due, now=desk.now, key=key)
        return
    release = desk.library.release(desk.session, instance.version_id)
    parties = parties_of(desk.session, instance.id)
    host = Host(desk, release, instance.id, parties)
    snapshot = engine.fire(release.program, instance.state, timer.token, instance.case, host)
    name = next((e.name for p in release.processes() if (e := p.elements.get(timer.element))), "")
    fired = Act("timer", timer.element, name, token=f"{timer.token}@{timer.due:%Y%m%dT%H%M%S}")
    write_snapshot(desk, instance, release, snapshot, parties, fired)


def advance(desk: Desk, payload: dict[str, Any]) -> None:
    """Advance a task that was handed in but could not be advanced then."""
    advance_again(desk, payload["task"])


def record_incident(desk: Desk, failure: Failure) -> None:
    """Record that a job has failed for good, so that the operators of the service see it."""
    payload = failure.payload
    desk.session.add(
        Incident(
            instance_id=_instance_of(desk, payload),
            element=payload.get("element", ""),
            kind=failure.kind,
            message=failure.message,
            job={"kind": failure.kind, "payload": payload, "key": failure.key},
            created_at=desk.now,
        )
    )


def _instance_of(desk: Desk, payload: dict[str, Any]) -> str | None:
    """Return the instance that a job was about, or that sent it."""
    task = desk.session.get(Task, payload["task"]) if "task" in payload else None
    found: str | None = task.instance_id if task else payload.get("instance") or payload.get("from")
    return found
