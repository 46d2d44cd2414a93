"""Starting a process from a page: its start form, what is refused and why, and the instance after it."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.content.bpmn import Process
from app.errors import Conflict, Invalid, NotFound
from app.forms import BoundForm
from app.inbox.desk import Desk
from app.inbox.drafts import find_draft, save_draft, start_ref
from app.inbox.host import allowed
from app.inbox.input import bind_form
from app.inbox.opening import open_process, start_key
from app.inbox.start import start as start_instance
from app.inbox.unnamed import is_unnamed
from app.inbox.view import view_unnamed
from app.web.context import db, desk, writes
from app.web.forms import Printed, asked_to_refresh, draw_form, file_problems, posted
from app.web.pages import bp
from app.web.pages.words import status_words

ONE_OF = ("radio", "select")  # what a link may choose; nothing that is typed stands in an address


@bp.route("/start/<key>", methods=["GET", "POST"])
def start(key: str) -> Any:
    """The start form of a process on a subject, and starting it."""
    at, subject = desk(), request.values.get("subject") or None
    release, opening = open_process(at, key, subject)
    form_key = release.process.properties.get("start_form")
    bound = bind_form(at, release, form_key, opening.case) if form_key else None
    if request.method == "GET":
        reason = allowed(release, release.process.properties.get("when"), opening.case, at.now)
        draft = find_draft(at, start_ref(key, subject))
        known = opening.case.get(start_key(release))
        return _page(
            release, opening, bound, _first(bound, draft.data if draft else None, known), blocked=reason
        )
    answers = posted(bound) if bound is not None else None
    typed = dict(answers.typed) if answers is not None else {}
    if asked_to_refresh():
        db().commit()
        return _page(release, opening, bound, typed, errors=file_problems(answers))
    try:
        if answers is not None and answers.errors:
            raise Invalid(errors=answers.errors)
        instance_id = _start(at, key, subject, typed)
    except Invalid as error:
        db().rollback()
        return _page(release, opening, bound, typed, errors=error.errors), 422
    except Conflict as error:
        db().rollback()
        return _page(release, opening, bound, typed, blocked=error.message), 409
    if is_unnamed(release):
        return _receipt(at, instance_id)
    flash("已提交。", "ok")
    return redirect(url_for("pages.instance", instance_id=instance_id))


@bp.get("/receipts/<instance_id>")
def receipt(instance_id: str) -> Any:
    """How something stands that was begun without a name."""
    return _receipt(desk(), instance_id)


def _receipt(at: Desk, instance_id: str) -> str:
    view = view_unnamed(at, instance_id)
    return render_template(
        "instances/receipt.html",
        name=view.release.process.name,
        code=instance_id,
        status=status_words(view.status),
        here=url_for("pages.receipt", instance_id=instance_id, _external=False),
    )


def _first(bound: BoundForm | None, draft: Mapping[str, Any] | None, known: Any) -> dict[str, Any] | None:
    """Return what a start form shows first: the draft, else what is known under its key of what it is about; the
    choices that the link makes stand before both."""
    fields = bound.form.inputs if bound is not None else ()
    given = {f.name: request.args[f.name] for f in fields if f.type in ONE_OF and f.name in request.args}
    if bound is None:
        return None
    kept = draft if draft is not None else bound.again(known)
    return {**kept, **given}


@writes
def _start(at: Desk, key: str, subject: str | None, data: dict[str, Any]) -> str:
    return start_instance(at, key, subject, data, request.form.get("idempotency_key")).id


@bp.post("/start/<key>/draft")
@writes
def save_start_draft(key: str) -> Any:
    """Keep what is typed so far into a start form."""
    at, subject = desk(), request.values.get("subject") or None
    release, opening = open_process(at, key, subject)
    if is_unnamed(release):
        raise NotFound("匿名提交的内容不保存草稿。")
    bound = bind_form(at, release, release.process.properties["start_form"], opening.case)
    row = save_draft(at, start_ref(key, subject), dict(bound.read(request.form, draft=True).typed))
    return {"saved_at": row.updated_at.isoformat()}


def beside(process: Process) -> list[dict[str, str]]:
    """Return the processes that the page of another one ends with (property `beside`)."""
    keys = [key for key in process.properties.get("beside", "").split(",") if key]
    found = [desk().library.newest(db(), "process", key) for key in keys]
    return [{"name": process.name, "href": url_for("pages.start", key=process.key)} for process in found]


def _page(
    release: Any, opening: Any, bound: Any, values: Any, errors: Any = (), blocked: str | None = None
) -> str:
    subject = opening.subject
    printed = Printed(release.document, start_key(release))
    return render_template(
        "instances/start.html",
        title=release.process.name,
        about=subject.title if subject else "",
        form_html=draw_form(bound, values, errors, printed=printed) if bound is not None else "",
        errors=errors,
        blocked=blocked,
        start_href=url_for("pages.start", key=release.key),
        draft_url="" if is_unnamed(release) else url_for("pages.save_start_draft", key=release.key),
        beside=beside(release.process),
        hidden={"subject": subject.id if subject else "", "idempotency_key": secrets.token_urlsafe(12)},
    )
