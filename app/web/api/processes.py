"""Doors for starting: what may be started, one instance, many instances."""

from typing import Any

from flask import jsonify, request

from app.errors import Invalid
from app.inbox.batches import start_batch, view_batch
from app.inbox.catalogue import catalogue
from app.inbox.start import start
from app.inbox.view import view_instance
from app.web.api import bp, reading, shapes
from app.web.context import desk, writes


@bp.get("/processes")
def processes() -> Any:
    """What I may start on a subject, or on nothing."""
    at = desk()
    items = []
    for offer in catalogue(at, request.args.get("subject") or None):
        form = shapes.form(offer.form.key, 0, offer.form) if offer.form is not None else None
        items.append(
            {
                "key": offer.key,
                "name": offer.name,
                "module": offer.module,
                "allowed": offer.allowed,
                "reason": offer.reason,
                "form": form,
            }
        )
    return jsonify(shapes.listing(items, len(items)))


@bp.post("/processes/<key>/instances")
@writes
def start_instance(key: str) -> Any:
    """Start a process with the answers of its start form."""
    given = reading.body("subject", "data")
    at = desk()
    instance = start(at, key, subject_of(given), reading.data_of(given), reading.idempotency_key())
    at.session.flush()
    return jsonify(shapes.instance(at, view_instance(at, instance.id))), 201


@bp.post("/processes/<key>/batches")
@writes
def start_instances(key: str) -> Any:
    """Start a process for many subjects with the same answers; each has its own result."""
    given = reading.body("data", required=("subjects",))
    subjects = given["subjects"]
    if not isinstance(subjects, list) or not subjects or not all(isinstance(s, str) for s in subjects):
        raise Invalid.of({"subjects": "应当是一个或多个对象 id 的列表。"})
    at = desk()
    batch = start_batch(at, key, subjects, reading.data_of(given))
    return jsonify(_batch(at, batch.id)), 202


@bp.get("/batches/<batch_id>")
def batch(batch_id: str) -> Any:
    """How far a batch is, with the result of each item."""
    return jsonify(_batch(desk(), batch_id))


def _batch(at: Any, batch_id: str) -> dict[str, Any]:
    row, items = view_batch(at, batch_id)
    return {
        "id": row.id,
        "state": row.state,
        "items": [
            {"id": i.ref, "result": i.result, "instance": i.instance_id, "detail": i.detail} for i in items
        ],
    }


def subject_of(given: dict[str, Any]) -> str | None:
    """Return the subject's id of a request. Raises Invalid for anything but a text."""
    subject = given.get("subject")
    if subject is not None and (not isinstance(subject, str) or len(subject) > 40):
        raise Invalid.of({"subject": "应当是对象的 id。"})
    return subject
