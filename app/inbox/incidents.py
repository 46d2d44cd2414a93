"""What the operators of the service do with an incident: try again, go past the step, or move to another."""

from collections.abc import Sequence

from sqlalchemy import select

from app import engine
from app.errors import Conflict, Invalid, NotFound
from app.inbox.access import parties_of
from app.inbox.desk import Desk
from app.inbox.host import Host
from app.inbox.writing import Act, write_snapshot
from app.jobs.queue import enqueue
from app.operators import delivery
from app.store.instances import Incident, Instance
from app.store.tasks import Task


def open_incidents(desk: Desk, limit: int = 50) -> Sequence[Incident]:
    """Return the incidents that nobody has resolved, newest first."""
    query = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.created_at.desc())
    return desk.session.scalars(query.limit(limit)).all()


def retry_incident(desk: Desk, incident_id: str, reason: str, to: str | None = None) -> Incident:
    """Do the failed work again, in the background."""
    incident = _open(desk, incident_id)
    job, at = incident.job, desk.now
    if incident.kind == delivery.KIND:
        delivery.try_again(desk.session, job["payload"], at)
    else:
        enqueue(desk.session, job["kind"], job["payload"], due=at, now=at, key=job.get("key"))
    return _resolve(desk, incident, f"重试：{reason}")


def skip_incident(desk: Desk, incident_id: str, reason: str, to: str | None = None) -> Incident:
    """Go past the failed step to what follows it."""
    incident = _open(desk, incident_id)
    if incident.kind == delivery.KIND:
        delivery.skip(desk.session, incident.job["payload"], desk.now)
        return _resolve(desk, incident, f"跳过：{reason}")
    instance = _instance(desk, incident)
    release = desk.library.release(desk.session, instance.version_id)
    element = next((e for p in release.processes() if (e := p.elements.get(incident.element))), None)
    if element is None or len(element.outgoing) != 1:
        raise Conflict("这个步骤之后的去向不唯一，不能跳过，请改用“移动”并指定目标步骤。")
    flow = next(p.flows[element.outgoing[0]] for p in release.processes() if element.outgoing[0] in p.flows)
    _move(desk, incident, flow.target)
    return _resolve(desk, incident, f"跳过：{reason}")


def move_incident(desk: Desk, incident_id: str, reason: str, to: str | None = None) -> Incident:
    """Move the instance's token to another step."""
    if not to:
        raise Invalid.of({"to": "请指定要移动到的步骤（BPMN 元素 id）。"})
    incident = _open(desk, incident_id)
    _move(desk, incident, to)
    return _resolve(desk, incident, f"移动到 {to}：{reason}")


def _move(desk: Desk, incident: Incident, to: str) -> None:
    instance = _instance(desk, incident)
    release = desk.library.release(desk.session, instance.version_id)
    parties = parties_of(desk.session, instance.id)
    token = _token(desk, incident)
    if instance.state is None or token is None:
        raise Conflict("这项办理没有可以移动的步骤。")
    host = Host(desk, release, instance.id, parties)
    snapshot = engine.move(release.program, instance.state, token, to, instance.case, host)
    write_snapshot(desk, instance, release, snapshot, parties, Act("moved", to, reason=incident.message))


def _instance(desk: Desk, incident: Incident) -> Instance:
    if incident.instance_id is None:
        raise Conflict("这个故障不属于某一项办理，只能重试。")
    return desk.session.get_one(Instance, incident.instance_id, with_for_update=True)


def _token(desk: Desk, incident: Incident) -> str | None:
    payload = incident.job.get("payload", {})
    if "token" in payload:
        return str(payload["token"])
    task = desk.session.get(Task, payload.get("task", ""))
    return task.token if task else None


def _open(desk: Desk, incident_id: str) -> Incident:
    incident = desk.session.get(Incident, incident_id, with_for_update=True)
    if incident is None:
        raise NotFound
    if incident.resolved_at is not None:
        raise Conflict("这个故障已经处理过了。")
    return incident


def _resolve(desk: Desk, incident: Incident, resolution: str) -> Incident:
    incident.resolved_at, incident.resolution = desk.now, resolution
    return incident
