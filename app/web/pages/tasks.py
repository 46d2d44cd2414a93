"""One task: the review workspace or a form, handing it in, the next one after a decision."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Conflict, Invalid
from app.forms import Answers
from app.inbox import boxes
from app.inbox.claims import holder_name
from app.inbox.desk import Desk
from app.inbox.drafts import find_draft, save_draft
from app.inbox.handing_in import hand_in, is_held
from app.inbox.past import history_of
from app.inbox.view import TaskView, answered_forms, view_task
from app.web.api import reading
from app.web.context import actor, db, desk, note_opened, now, writes
from app.web.forms import asked_to_refresh, draw_form, file_problems, posted
from app.web.links import link
from app.web.pages import bp
from app.web.pages.words import due_words, since, status_words, timeline
from app.web.turns import limited_refusals

BUTTON_ROLES = ("decision", "reason", "comment")


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
    seen = view_task(at, task_id)
    answers = posted(seen.form)
    if asked_to_refresh():
        db().commit()
        return _page(at, seen, values=dict(answers.typed), errors=file_problems(answers))
    try:
        if answers.errors:
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
        return _page(at, again, values=dict(answers.typed), conflict=error.message), 409
    flash("已提交。", "ok")
    return redirect(_after(instance_id))


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


def _after(instance_id: str) -> str:
    """Return where to go after a hand-in: the next task of a run, else the instance."""
    if request.form.get("auto_next") or request.args.get("run"):
        page = boxes.find_tasks(db(), actor(), boxes.Box(limit=1), now())
        if page.items:
            return url_for("pages.task", task_id=page.items[0].id, run="1")
        return url_for("pages.inbox")
    return url_for("pages.instance", instance_id=instance_id)


@bp.post("/tasks/<task_id>/draft")
@writes
def save_task_draft(task_id: str) -> Any:
    """Keep what is typed so far."""
    at = desk()
    seen = view_task(at, task_id)
    row = save_draft(at, task_id, dict(seen.form.read(request.form, draft=True).typed))
    return {"saved_at": row.updated_at.isoformat()}


def _page(
    at: Desk, seen: TaskView, *, values: dict[str, Any] | None, errors: Any = (), conflict: str | None = None
) -> str:
    row, view = seen.task, seen.view
    shown = seen.form.defaults() if values is None else values
    buttons = _buttons(seen, shown)
    skip = BUTTON_ROLES if buttons["decision"] else ()
    return render_template(
        "instances/review.html",
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
        facts_line=list(row.facets.values())[1:5],
        sealed=None,
        lease=_lease(at, seen),
        summary=None,
        queue={"back_href": url_for("pages.inbox")},
        alerts=[{"tone": a.tone, "text": a.text} for a in seen.alerts],
        blocked=seen.blocked,
        panels=[
            {"title": p.title, "here": p.here, "there": p.there, "key": "subject", "rows": p.rows}
            for p in seen.panels
        ],
        groups=groups(at, seen.view),
        timeline=timeline(at, view, history_of(at, row.instance_id)),
        history_href=url_for("pages.instance", instance_id=row.instance_id),
        evidence=evidence(at, view),
        diagram_href=url_for("api.instance_diagram", instance_id=row.instance_id),
        form_html=draw_form(seen.form, shown, errors, skip=skip) if _has_fields(seen, skip) else "",
        submit_url=link("pages.hand_in_task", task_id=row.id, **request.args.to_dict()),
        field_comments=[],
        hidden={"version": row.version, "idempotency_key": secrets.token_urlsafe(12)},
        draft_url=url_for("pages.save_task_draft", task_id=row.id),
        submit_label="提交",
        errors=errors,
        conflict={
            "text": conflict,
            "actions": [
                {"label": "查看当前进度", "href": url_for("pages.instance", instance_id=row.instance_id)}
            ],
        }
        if conflict
        else None,
        extra_actions=[],
        last=None,
        **buttons,
    )


def _has_fields(seen: TaskView, skip: tuple[str, ...]) -> bool:
    return any(f.role not in skip for f in seen.form.fields) or any(
        f.type == "text" for f in seen.form.form.fields
    )


def _buttons(seen: TaskView, values: dict[str, Any]) -> dict[str, Any]:
    by_role = {f.role: f for f in seen.form.fields if f.role in BUTTON_ROLES}
    decision, reason, comment = (by_role.get(r) for r in BUTTON_ROLES)
    options = decision.options(values) if decision else []
    return {
        "decision": {
            "name": decision.name,
            "options": [
                {
                    "value": o.value,
                    "label": o.label,
                    "tone": o.tone,
                    "consequence": o.consequence,
                    "reason_required": o.reason_required,
                }
                for o in options
            ],
        }
        if decision
        else None,
        "reason": {
            "name": reason.name,
            "options": [
                {"value": o.value, "label": o.label, "checked": values.get(reason.name) == o.value}
                for o in reason.options(values)
            ],
            "multiple": False,
        }
        if reason and decision
        else None,
        "comment": {
            "name": comment.name,
            "label": comment.label,
            "value": values.get(comment.name) or "",
            "max_length": comment.field.validate.get("maxLength") or 500,
            "hint": comment.field.description,
        }
        if comment and decision
        else None,
    }


def _lease(at: Desk, seen: TaskView) -> dict[str, Any] | None:
    if not is_held(at, seen.task):
        return None
    mine = seen.task.holder_id == actor().account_id
    return {"mine": mine, "text": "我领取的" if mine else f"{holder_name(at, seen.task)}正在办理"}


def groups(at: Desk, view: Any) -> list[dict[str, Any]]:
    """Return what was answered so far, form by form, in words."""
    found = []
    for key, form, answers in answered_forms(view.release, view.instance.case, at):
        seen = view.data.get(key, {})
        rows = [
            {"label": f.label, "value": form.display(f.name, answers, masked=True)}
            for f in form.fields
            if f.name in seen
        ]
        if rows:
            found.append({"title": form.title, "open": True, "rows": rows})
    return found


def evidence(at: Desk, view: Any) -> list[dict[str, Any]]:
    """Return the printed documents of an instance as evidence."""
    return [
        {
            "id": d.id,
            "name": d.name,
            "kind": "pdf",
            "href": url_for("api.download_document", document_id=d.id),
            "detail": f"{d.size // 1024 + 1} KB",
        }
        for d in view.documents
    ]


__all__ = ["evidence", "groups", "hand_in_task", "reading", "save_task_draft", "status_words", "task"]
