"""Doors for starting: what may be started, one instance, many instances."""

from typing import Any

from flask import jsonify, request

from app.errors import Invalid
from app.inbox.answers import first_answer
from app.inbox.batches import start_batch, view_batch
from app.inbox.catalogue import Startable, catalogue
from app.inbox.start import start
from app.inbox.view import view_instance, view_unnamed
from app.web.api import bp, reading, shapes
from app.web.context import desk, writes


@bp.get("/processes")
def processes() -> Any:
    """What I may start on a subject, or on nothing."""
    found = catalogue(desk(), request.args.get("subject") or None)
    key = lambda offer: str(offer.key)  # noqa: E731  how the list is ordered
    return jsonify(shapes.paged(found, key, _offer, limit=reading.limit(), after=reading.after()))


def _offer(found: Startable) -> dict[str, Any]:
    form = shapes.form(found.form.key, found.form_version, found.form) if found.form is not None else None
    return {
        "key": found.key,
        "name": found.name,
        "module": found.module,
        "allowed": found.allowed,
        "reason": found.reason,
        "form": form,
    }


@bp.post("/processes/<key>/instances")
@writes
def start_instance(key: str) -> Any:
    """Start a process with the answers of its start form."""
    given = reading.body("subject", "data")
    at = desk()
    once = reading.idempotency_key()
    instance = start(at, key, subject_of(given), reading.data_of(given), once)
    at.session.flush()
    if instance.started_by is None:  # begun without a name: its author has no part in it
        return jsonify(shapes.instance(at, view_unnamed(at, instance.id))), 201
    return jsonify(first_answer(at, once, lambda: shapes.instance(at, view_instance(at, instance.id)))), 201


@bp.post("/processes/<key>/batches")
@writes
def start_instances(key: str) -> Any:
    """Start a process for many subjects with the same answers; each has its own result."""
    given = reading.body("data", required=("subjects",))
    at = desk()
    row = start_batch(at, key, given["subjects"], reading.data_of(given))
    return jsonify(shapes.batch(*view_batch(at, row.id))), 202


@bp.get("/batches/<batch_id>")
def batch(batch_id: str) -> Any:
    """How far a batch is, with the result of each item."""
    return jsonify(shapes.batch(*view_batch(desk(), batch_id)))


def subject_of(given: dict[str, Any]) -> str | None:
    """Return the subject's id of a request. Raises Invalid for anything but a text."""
    subject = given.get("subject")
    if subject is not None and (not isinstance(subject, str) or len(subject) > 40):
        raise Invalid.of({"subject": "应当是对象的 id。"})
    return subject
