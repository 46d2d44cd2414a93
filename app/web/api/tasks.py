"""Doors for tasks: the boxes of the inbox, claiming, drafts, handing in."""

from collections.abc import Mapping
from typing import Any

from flask import jsonify, request

from app.errors import Invalid, Unreadable
from app.forms.comments import COMMENTS
from app.inbox import boxes, tallies
from app.inbox.answers import first_answer
from app.inbox.batches import complete_batch, view_batch
from app.inbox.claims import claim, release_claim
from app.inbox.desk import Desk
from app.inbox.drafts import drop_draft, get_draft, save_draft
from app.inbox.handing_in import hand_in
from app.inbox.past import entries_of
from app.inbox.returned import comments_in, given_back
from app.inbox.view import TaskView, view_instance, view_task
from app.web.api import bp, reading, shapes
from app.web.context import actor, db, desk, note_opened, now, writes
from app.web.turns import limited_refusals

WORDS = ("box", "process", "step", "status", "q", "due", "sort")
FACET = "facet."


def box_of_request(limit: int) -> boxes.Box:
    """Return the box that the query string asks for."""
    return box_of(request.args, limit, request.args.get("after"))


def box_of(words: Mapping[str, str], limit: int, after: str | None = None) -> boxes.Box:
    """Return the box that some words ask for: those of the query string, `facet.NAME` for each facet."""
    name = words.get("box") or "todo"
    return boxes.Box(
        name=name,
        process=words.get("process") or None,
        step=words.get("step") or None,
        status=words.get("status") or None,
        q=words.get("q", "")[:20_000],
        due=words.get("due") or None,
        facets={k.removeprefix(FACET): v for k, v in words.items() if k.startswith(FACET) and v},
        sort=words.get("sort") or boxes.default_sort(name),
        limit=limit,
        after=after or None,
    )


def box_of_body(query: Any) -> boxes.Box | None:
    """Return the box that a member of a body asks for, in the words of the query string. Raises Invalid."""
    if query is None:
        return None
    if not isinstance(query, dict) or not all(isinstance(v, str) for v in query.values()):
        raise Invalid.of({"query": "应当是 {条件: 文字} 形式的对象，条件与 GET /tasks 相同。"})
    unknown = [k for k in query if k not in WORDS and not k.startswith(FACET)]
    if unknown:
        raise Invalid.of({"query": f"不认识的条件：{'、'.join(unknown)}。"})
    return box_of(query, 1)


@bp.get("/tasks")
def tasks() -> Any:
    """The tasks of a box."""
    at = desk()
    page = boxes.find_tasks(db(), actor(), box_of_request(reading.limit()), now())
    return jsonify(shapes.page_of(page, lambda row: shapes.task_row(at, row)))


@bp.get("/tasks/counts")
def task_counts() -> Any:
    """How many open tasks there are for each process and step."""
    found = tallies.counts(db(), actor(), now())
    key = lambda row: f"{row['process']} {row['step']}"  # noqa: E731  how the list is ordered
    return jsonify(shapes.paged(found, key, dict, limit=reading.limit(200), after=reading.after()))


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> Any:
    """One task with its form and everything a decision needs."""
    at = desk()
    seen = view_task(at, task_id)
    note_opened(seen.task)
    return jsonify({**shapes.task(at, seen), "given_back": _given_back(at, seen)})


def _given_back(at: Desk, seen: TaskView) -> dict[str, Any] | None:
    """Return what was said when the task was given back to who opens it, with the comments on fields."""
    if seen.form.form.decision is not None:
        return None
    events = entries_of(at, seen.view.instance, seen.view.parties)
    entry = given_back(events, seen.form.form, seen.task.data_key)
    if entry is None:
        return None
    said = {"outcome": entry.outcome, "reason": entry.reason, COMMENTS: comments_in(entry)}
    return {"at": shapes.moment(entry.at), "who": entry.who, **said}


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
@limited_refusals("submit", "task_id")
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
    return jsonify(first_answer(at, key, lambda: shapes.instance(at, view_instance(at, instance.id))))


@bp.post("/tasks/batches")
@writes
def complete_tasks() -> Any:
    """Hand in many tasks with the same answers: by ids, or all that a query finds."""
    given = reading.body("ids", "query", "data")
    at = desk()
    row = complete_batch(at, given.get("ids"), box_of_body(given.get("query")), reading.data_of(given))
    return jsonify(shapes.batch(*view_batch(at, row.id))), 202


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
