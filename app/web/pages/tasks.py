"""One task: the review workspace or a form, holding it while it is open, handing it in, the next one after that."""

import secrets
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for

from app.errors import Conflict, Invalid
from app.forms import Answers, BoundForm
from app.inbox.claims import hold, let_go
from app.inbox.desk import Desk
from app.inbox.drafts import find_draft, save_draft
from app.inbox.handing_in import hand_in
from app.inbox.past import entries_of
from app.inbox.previewing import preview
from app.inbox.returned import comments_in, given_back
from app.inbox.view import TaskView, task_form, view_task
from app.store.tasks import Task
from app.web.api import reading
from app.web.context import db, desk, note_opened, now, writes
from app.web.forms import Printed, asked_to_refresh, draw_form, draw_previews, file_problems, posted
from app.web.links import link
from app.web.pages import bp, comments, knowing, review, run
from app.web.pages.conflicts import conflict_dialog
from app.web.pages.words import due_words, since, timeline
from app.web.sending import named
from app.web.turns import limited_refusals


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> Any:
    """The page of a task."""
    at = desk()
    seen = view_task(at, task_id)
    if seen.task.state != "open":
        return redirect(url_for("pages.instance", instance_id=seen.task.instance_id))
    note_opened(seen.task)
    draft = find_draft(at, task_id)
    return _page(at, seen, values=dict(draft.data) if draft else None)


@bp.post("/tasks/<task_id>")
def hand_in_task(task_id: str) -> Any:
    """Hand the task in; with errors or when somebody was faster, show it again with what was typed."""
    at = desk()
    row, form = task_form(at, task_id)
    answers = posted(form)
    if asked_to_refresh():
        db().commit()
        return _page(at, view_task(at, task_id), values=dict(answers.typed), errors=file_problems(answers))
    target = run.following(row) if request.form.get("_auto_next") and run.opened_from() else None
    said = _said(row, form, answers)
    try:
        if file_problems(answers):
            raise Invalid(errors=answers.errors)
        instance_id = _hand_in(at, task_id=task_id, answers=answers)
    except Invalid as error:
        db().rollback()
        at = desk()
        return _page(at, view_task(at, task_id), values=dict(answers.typed), errors=error.errors or ()), 422
    except Conflict as error:
        db().rollback()
        at = desk()
        again = view_task(at, task_id)
        dialog = conflict_dialog(again, answers, error, target)
        return _page(at, again, values=dict(answers.typed), conflict=dialog), 409
    flash(said, "ok")
    return redirect(target or url_for("pages.instance", instance_id=instance_id))


def _said(task: Task, form: BoundForm, answers: Answers) -> str:
    """Return what the reader is told after a hand-in: of whom, and which decision."""
    decision = next((f for f in form.fields if f.role == "decision"), None)
    word = form.display(decision.name, answers.typed) if decision else ""
    return f"已提交。{task.title}：{word}。" if word else "已提交。"


@limited_refusals("submit", "task_id")
@writes
def _hand_in(at: Desk, *, task_id: str, answers: Answers) -> str:
    version = request.form.get("version", "")
    key = request.form.get("idempotency_key") or secrets.token_urlsafe(12)
    data = dict(answers.typed)
    return hand_in(
        at,
        task_id,
        reading.whole(version),
        data,
        key,
    ).id


@bp.post("/tasks/<task_id>/draft")
@writes
def save_task_draft(task_id: str) -> Any:
    """Keep what is typed so far."""
    at = desk()
    _, form = task_form(at, task_id)
    row = save_draft(at, task_id, dict(form.read(request.form, draft=True).typed))
    return {"saved_at": row.updated_at.isoformat()}


@bp.post("/tasks/<task_id>/hold")
def hold_task(task_id: str) -> Any:
    """Hold the task while its page is open, or say who does."""
    try:
        _hold(task_id)
    except Conflict as error:
        db().rollback()
        return jsonify({"detail": error.message}), 409
    return jsonify({"held": True})


@writes
def _hold(task_id: str) -> None:
    hold(desk(), task_id)


@bp.post("/tasks/<task_id>/hold/end")
@writes
def let_task_go(task_id: str) -> Any:
    """The page was left: the task is everybody's again."""
    let_go(desk(), task_id)
    return "", 204


@bp.get("/tasks/<task_id>/preview.pdf")
def task_preview(task_id: str) -> Any:
    """The document that the decision is about, as it would be printed now."""
    return named(Response(preview(desk(), task_id), content_type="application/pdf"), "预览.pdf", inline=True)


def _page(
    at: Desk,
    seen: TaskView,
    *,
    values: dict[str, Any] | None,
    errors: Any = (),
    conflict: dict[str, Any] | None = None,
) -> str:
    row, view = seen.task, seen.view
    shown = seen.form.again(view.instance.case.get(row.data_key)) if values is None else values
    printed = Printed(view.release.document, row.data_key)
    buttons = review.buttons(seen, shown)
    skip = review.BESIDE_BUTTONS if buttons["decision"] else ()
    boxes = comments.boxes(at, seen, shown)
    events = entries_of(at, view.instance, view.parties)
    back = given_back(events, seen.form.form, row.data_key)
    return render_template(
        "instances/task.html" if review.is_personal(seen) else "instances/review.html",
        task={
            "id": row.id,
            "href": url_for("pages.task", task_id=row.id),
            "process": view.release.process.name,
            "step": row.name,
            "version": row.version,
            "waiting": since(row.created_at, now()),
            "due": due_words(row.due_at, now()),
        },
        title=row.title,
        facts_line=[value for name, value in row.facets.items() if value != row.title][:6],
        lease=review.lease(at, seen),
        queue=run.queue(row),
        alerts=[{"tone": a.tone, "text": a.text} for a in seen.alerts],
        blocked=seen.blocked,
        panels=review.panels(seen, values),
        groups=[*knowing.about(at, view), *review.groups(at, view, boxes, row.data_key if back else "")],
        timeline=timeline(at, view, events, explain=False),
        history_href=url_for("pages.instance", instance_id=row.instance_id),
        evidence=review.evidence(view, row),
        form_html=draw_form(
            seen.form, shown, errors, skip=skip, printed=printed, comments=comments_in(back) if back else {}
        )
        if review.has_fields(seen, skip)
        else "",
        preview_html=draw_previews(seen.form, shown, printed) if skip else "",
        submit_url=link("pages.hand_in_task", task_id=row.id, **request.args.to_dict()),
        given_back=back and comments.given_back_words(seen, back, shown),
        rounds=comments.rounds(at, view, events) if back else [],
        hidden={"version": row.version, "idempotency_key": secrets.token_urlsafe(12)},
        draft_url=url_for("pages.save_task_draft", task_id=row.id),
        errors=errors,
        conflict=conflict,
        auto_next=bool(run.opened_from()),
        messages=review.messages(view, row),
        **buttons,
    )


__all__ = ["hand_in_task", "save_task_draft", "task"]
