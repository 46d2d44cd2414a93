"""Doors for tasks: the boxes of the inbox, claiming, drafts, handing in."""

from typing import Any

from flask import jsonify, request

from app.errors import Invalid, Unreadable
from app.inbox import boxes, tallies
from app.inbox.batches import complete_batch, view_batch
from app.inbox.claims import claim, release_claim
from app.inbox.drafts import drop_draft, get_draft, save_draft
from app.inbox.handing_in import hand_in
from app.inbox.view import view_instance, view_task
from app.web.api import bp, reading, shapes
from app.web.context import actor, db, desk, now, writes


def box_of_request(limit: int) -> boxes.Box:
    """Return the box that the query string asks for."""
    args = request.args
    return boxes.Box(
        name=args.get("box") or "todo",
        process=args.get("process") or None,
        step=args.get("step") or None,
        status=args.get("status") or None,
        q=args.get("q", "")[:20_000],
        due=args.get("due") or None,
        facets=reading.facets(),
        sort=args.get("sort") or "oldest",
        limit=limit,
        after=args.get("after") or None,
    )


@bp.get("/tasks")
def tasks() -> Any:
    """The tasks of a box."""
    at = desk()
    page = boxes.find_tasks(db(), actor(), box_of_request(reading.limit()), now())
    items = [shapes.task_row(at, row) for row in page.items]
    return jsonify(shapes.listing(items, page.total, capped=page.capped, after=page.next))


@bp.get("/tasks/counts")
def task_counts() -> Any:
    """How many open tasks there are for each process and step."""
    items = tallies.counts(db(), actor(), now())
    return jsonify(shapes.listing(items, len(items)))


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> Any:
    """One task with its form and everything a decision needs."""
    at = desk()
    return jsonify(shapes.task(at, view_task(at, task_id)))


@bp.post("/tasks/<task_id>/claim")
@writes
def claim_task(task_id: str) -> Any:
    """Claim a task for ten minutes, or renew the claim."""
    at = desk()
    return jsonify(shapes.task_row(at, claim(at, task_id)))


@bp.delete("/tasks/<task_id>/claim")
@writes
def release_task(task_id: str) -> Any:
    """Give a claimed task back."""
    at = desk()
    return jsonify(shapes.task_row(at, release_claim(at, task_id)))


@bp.post("/tasks/<task_id>/completion")
@writes
def complete_task(task_id: str) -> Any:
    """Hand in a task, exactly once."""
    given = reading.body(required=("version", "data"))
    key = reading.idempotency_key()
    if key is None:
        raise Unreadable("请在请求头 Idempotency-Key 中给出本次提交的唯一编号。")
    if not isinstance(given["version"], int) or isinstance(given["version"], bool):
        raise Invalid.of({"version": "应当是打开待办时得到的版本号（整数）。"})
    at = desk()
    instance = hand_in(at, task_id, given["version"], reading.data_of(given), key)
    at.session.flush()
    return jsonify(shapes.instance(at, view_instance(at, instance.id)))


@bp.post("/tasks/batches")
@writes
def complete_tasks() -> Any:
    """Hand in many tasks with the same answers: by ids, or all that a query finds."""
    given = reading.body("ids", "query", "data")
    at = desk()
    batch = complete_batch(at, given.get("ids"), given.get("query"), reading.data_of(given))
    row, items = view_batch(at, batch.id)
    shown = [{"id": i.ref, "result": i.result, "instance": i.instance_id, "detail": i.detail} for i in items]
    return jsonify({"id": row.id, "state": row.state, "items": shown}), 202


@bp.get("/tasks/<task_id>/draft")
def draft(task_id: str) -> Any:
    """What I have typed so far."""
    row = get_draft(desk(), task_id)
    return jsonify({"data": row.data, "updated_at": shapes.moment(row.updated_at)})


@bp.put("/tasks/<task_id>/draft")
@writes
def put_draft(task_id: str) -> Any:
    """Keep what I have typed so far."""
    row = save_draft(desk(), task_id, reading.data_of(reading.body(required=("data",))))
    return jsonify({"data": row.data, "updated_at": shapes.moment(row.updated_at)})


@bp.delete("/tasks/<task_id>/draft")
@writes
def delete_draft(task_id: str) -> Any:
    """Forget what I have typed."""
    drop_draft(desk(), task_id)
    return "", 204
