"""Doors for the operators of the service: incidents, jobs, the outbox; in demo and test also the clock."""

from datetime import datetime
from typing import Any

from flask import jsonify, request
from sqlalchemy import func, select

from app.errors import Invalid, NotFound
from app.inbox.incidents import move_incident, open_incidents, retry_incident, skip_incident
from app.jobs.clock import ZONE, now
from app.jobs.queue import move_clock
from app.store.instances import Incident
from app.store.queue import Job, Outbox
from app.web.api import bp, reading, shapes
from app.web.context import db, desk, services, writes


@bp.get("/incidents")
def incidents() -> Any:
    """What cannot go on by itself."""
    rows = open_incidents(desk(), reading.limit())
    return jsonify(shapes.listing([_incident(r) for r in rows], len(rows)))


@bp.post("/incidents/<incident_id>/<act>")
@writes
def resolve_incident(incident_id: str, act: str) -> Any:
    """Retry, skip or move an incident, with a reason."""
    acts = {"retry": retry_incident, "skip": skip_incident, "move": move_incident}
    if act not in acts:
        raise NotFound
    given = reading.body("to", required=("reason",))
    if not str(given["reason"]).strip():
        raise Invalid.of({"reason": "请填写处理原因。"})
    return jsonify(_incident(acts[act](desk(), incident_id, str(given["reason"]), given.get("to"))))


@bp.get("/jobs")
def jobs() -> Any:
    """Background work, newest first."""
    query = select(Job).order_by(Job.created_at.desc()).limit(reading.limit())
    state = request.args.get("state")
    total = select(func.count()).select_from(Job)
    if state:
        query, total = query.where(Job.state == state), total.where(Job.state == state)
    items = [
        {
            "id": r.id,
            "kind": r.kind,
            "key": r.key,
            "state": r.state,
            "due": shapes.moment(r.due),
            "attempts": r.attempts,
            "error": r.error,
        }
        for r in db().scalars(query)
    ]
    return jsonify(shapes.listing(items, db().scalar(total) or 0))


@bp.get("/outbox")
def outbox() -> Any:
    """What leaves the installation; in demo and test with bodies, so that a sent link or code can be read."""
    query = select(Outbox).order_by(Outbox.created_at.desc(), Outbox.id.desc()).limit(reading.limit())
    channel = request.args.get("channel")
    if channel:
        query = query.where(Outbox.channel == channel)
    bodies = not services().settings.production
    items = [
        {
            "id": r.id,
            "key": r.key,
            "channel": r.channel,
            "topic": r.topic,
            "recipient": r.recipient if bodies else None,
            "state": r.state,
            "attempts": r.attempts,
            "instance": r.instance_id,
            "created_at": shapes.moment(r.created_at),
            "sent_at": shapes.moment(r.sent_at),
            **({"body": r.body} if bodies else {}),
        }
        for r in db().scalars(query)
    ]
    return jsonify(shapes.listing(items, len(items)))


@bp.post("/clock")
@writes
def set_clock() -> Any:
    """Move the clock of the whole installation (demo and test only)."""
    if not services().settings.clock_moves:
        raise NotFound
    text = str(reading.body(required=("now",))["now"])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid.of({"now": "应当是 RFC 3339 时间，例如 2027-01-31T23:59:00+08:00。"}) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return jsonify({"now": shapes.moment(move_clock(db(), moment))})


@bp.post("/jobs/run")
def run_jobs() -> Any:
    """Run everything that is due now and answer when it is done (demo and test only)."""
    if not services().settings.clock_moves:
        raise NotFound
    db().rollback()
    count = services().worker.run_due()
    return jsonify({"ran": count, "now": shapes.moment(now(db()))})


def _incident(row: Incident) -> dict[str, Any]:
    return {
        "id": row.id,
        "instance": row.instance_id,
        "element": row.element,
        "kind": row.kind,
        "message": row.message,
        "created_at": shapes.moment(row.created_at),
        "resolved_at": shapes.moment(row.resolved_at),
        "resolution": row.resolution,
    }
