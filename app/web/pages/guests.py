"""The page of a link: one task for somebody without an account. The link is the right; no cookie has a say in it."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, render_template, request, url_for

from app.errors import Invalid
from app.identity.limits import spend
from app.inbox.desk import Desk
from app.inbox.handing_in import hand_in
from app.inbox.links import Guest, open_link
from app.inbox.view import TaskView, get_document, view_task
from app.jobs.clock import real_now
from app.web.api import reading
from app.web.context import db, now, services, writes
from app.web.forms import asked_to_refresh, draw_form, file_problems, posted
from app.web.pages import bp
from app.web.pages.uploads import size_words
from app.web.pages.words import due_words
from app.web.sending import named


def by_link(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view the guest of its token instead, whoever is signed in; each address has its turns."""

    @wraps(view)
    def wrapped(*, token: str, **kwargs: Any) -> Any:
        strict = services().settings.strict_limits
        spend(services().database, "link.address", request.remote_addr or "", strict=strict, now=real_now())
        guest = open_link(_desk(), token)
        g.actor = guest.desk.actor
        return view(guest, token, **kwargs)

    return wrapped


def _desk() -> Desk:
    parts = services()
    return Desk(db(), parts.library, parts.registry, parts.storage, now(), None, parts.settings.base_url)


@bp.get("/u/<token>")
@by_link
def guest_task(guest: Guest, token: str) -> Any:
    """What is to be done by this link."""
    return _page(token, view_task(guest.desk, guest.task.id))


@bp.post("/u/<token>")
@by_link
def hand_in_guest_task(guest: Guest, token: str) -> Any:
    """Do it, once."""
    seen = view_task(guest.desk, guest.task.id)
    title = seen.task.title
    answers = posted(seen.form)
    if asked_to_refresh():
        db().commit()
        return _page(token, seen, dict(answers.typed), file_problems(answers))
    try:
        if answers.errors:
            raise Invalid(errors=answers.errors)
        _hand_in(guest, dict(answers.typed))
    except Invalid as error:
        db().rollback()
        again = open_link(_desk(), token)
        seen = view_task(again.desk, again.task.id)
        return _page(token, seen, dict(answers.typed), error.errors), 422
    return render_template("instances/guest_done.html", **_nobody(), title=title)


@writes
def _hand_in(guest: Guest, data: dict[str, Any]) -> None:
    key = request.form.get("idempotency_key") or secrets.token_urlsafe(12)
    hand_in(guest.desk, guest.task.id, reading.whole(request.form.get("version", "")), data, key)


@bp.get("/u/<token>/documents/<document_id>")
@by_link
def guest_document(guest: Guest, token: str, document_id: str) -> Any:
    """A document that belongs to the task, as PDF."""
    row = get_document(guest.desk, document_id)
    body = services().storage.read(row.path)
    return named(Response(body, content_type="application/pdf"), f"{row.name}.pdf", inline=True)


def _nobody() -> dict[str, Any]:
    """Return the frame of somebody who is not signed in."""
    return {"person": None, "nav": [], "modules": [], "unread": 0, "layout": "person"}


def _page(token: str, seen: TaskView, values: dict[str, Any] | None = None, errors: Any = ()) -> str:
    task = seen.task
    documents = [
        {
            "name": d.name,
            "href": url_for("pages.guest_document", token=token, document_id=d.id),
            "detail": size_words(d.size),
        }
        for d in seen.view.documents
    ]
    return render_template(
        "instances/guest.html",
        **_nobody(),
        title=task.title,
        process=seen.view.release.process.name,
        step=task.name,
        due=due_words(task.due_at, now()),
        blocked=seen.blocked,
        documents=documents,
        form_html=draw_form(seen.form, values, errors),
        errors=errors,
        submit_href=url_for("pages.hand_in_guest_task", token=token),
        hidden={"version": task.version, "idempotency_key": secrets.token_urlsafe(12)},
    )
