"""Doors for the operators of the service: incidents, jobs, the outbox; in demo and test also the clock."""

from datetime import datetime
from typing import Any

from flask import jsonify, request
from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.inbox.incidents import move_incident, open_incidents, retry_incident, skip_incident
from app.inbox.paging import newest_first
from app.jobs.clock import ZONE, now
from app.jobs.queue import move_clock
from app.store.instances import Incident
from app.store.queue import ADDRESS, Job, Outbox
from app.web.api import bp, reading, shapes
from app.web.context import db, desk, services, writes

FIRST_YEAR, LAST_YEAR = 2000, 2200


@bp.get("/incidents")
def incidents() -> Any:
    """What cannot go on by itself."""
    return jsonify(shapes.page_of(open_incidents(desk(), reading.limit(), reading.after()), _incident))


@bp.post("/incidents/<incident_id>/<any(retry,skip,move):act>")
@writes
def resolve_incident(incident_id: str, act: str) -> Any:
    """Retry, skip or move an incident, with a reason."""
    acts = {"retry": retry_incident, "skip": skip_incident, "move": move_incident}
    given = reading.body("to", required=("reason",))
    reason, to = reading.text_of(given, "reason", 500), given.get("to")
    if to is not None and not isinstance(to, str):
        raise Invalid.of({"to": "应当是步骤的 BPMN 元素 id。"})
    return jsonify(_incident(acts[act](desk(), incident_id, reason, to)))


@bp.get("/jobs")
def jobs() -> Any:
    """Background work, newest first."""
    query = select(Job)
    if state := request.args.get("state"):
        query = query.where(Job.state == state)
    page = newest_first(db(), query, Job.created_at, Job.id, limit=reading.limit(), after=reading.after())
    return jsonify(shapes.page_of(page, _job))


@bp.get("/outbox")
def outbox() -> Any:
    """What leaves the installation; in demo and test with bodies, so that a sent link or code can be read."""
    query = select(Outbox)
    if channel := request.args.get("channel"):
        query = query.where(Outbox.channel == channel)
    page = newest_first(
        db(), query, Outbox.created_at, Outbox.id, limit=reading.limit(), after=reading.after()
    )
    return jsonify(shapes.page_of(page, _sent))


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
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Invalid.of({"now": f"应当在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。"})
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


def _job(row: Job) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "key": row.key,
        "state": row.state,
        "due": shapes.moment(row.due),
        "attempts": row.attempts,
        "error": row.error,
    }


def _sent(row: Outbox) -> dict[str, Any]:
    bodies = not services().settings.production
    body = dict(row.body) if bodies else {}
    address = body.pop(ADDRESS, row.recipient)
    return {
        "id": row.id,
        "key": row.key,
        "channel": row.channel,
        "topic": row.topic,
        "recipient": address if bodies else None,
        "state": row.state,
        "attempts": row.attempts,
        "instance": row.instance_id,
        "created_at": shapes.moment(row.created_at),
        "sent_at": shapes.moment(row.sent_at),
        **({"body": body} if bodies else {}),
    }


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
