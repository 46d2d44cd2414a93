"""Doors for instances: lists, one with its history and diagram, messages to it."""

from typing import Any

from flask import Response, jsonify, request

from app.inbox.answers import first_answer
from app.inbox.instances import find_instances
from app.inbox.messages import send
from app.inbox.past import history_page
from app.inbox.view import view_instance
from app.web.api import bp, reading, shapes
from app.web.context import actor, desk, writes
from app.web.diagram import draw
from app.web.turns import limited_refusals


@bp.get("/instances")
def instances() -> Any:
    """Instances that I started or that are in my scope, newest first."""
    at = desk()
    page = find_instances(
        at,
        box=request.args.get("box", "scope"),
        process=request.args.get("process"),
        status=request.args.get("status"),
        q=request.args.get("q", ""),
        limit=reading.limit(),
        after=reading.after(),
    )
    roles = [m.role for m in actor().memberships]
    return jsonify(shapes.page_of(page, shapes.instance_rows(at, roles)))


@bp.get("/instances/<instance_id>")
def instance(instance_id: str) -> Any:
    """One instance with what I may do."""
    at = desk()
    return jsonify(shapes.instance(at, view_instance(at, instance_id)))


@bp.get("/instances/<instance_id>/history")
def instance_history(instance_id: str) -> Any:
    """What happened, in order, with the values that decided each choice."""
    page = history_page(desk(), instance_id, reading.limit(200), reading.after())
    return jsonify(shapes.page_of(page, shapes.history))


@bp.get("/instances/<instance_id>/diagram.svg")
def instance_diagram(instance_id: str) -> Any:
    """The diagram with passed, current and failed elements marked."""
    return Response(draw(desk(), instance_id), content_type="image/svg+xml; charset=utf-8")


@bp.post("/instances/<instance_id>/messages/<name>")
@limited_refusals("submit", "instance_id")
@writes
def send_message(instance_id: str, name: str) -> Any:
    """Send one of the messages that the instance offers."""
    given = reading.body("data")
    at = desk()
    once = reading.idempotency_key()
    row = send(at, instance_id, name, reading.data_of(given), once)
    at.session.flush()
    return jsonify(first_answer(at, once, lambda: shapes.instance(at, view_instance(at, row.id))))
