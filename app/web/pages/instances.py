"""Instances: lists, the page of one with its timeline and diagram, and the buttons outside a task."""

import secrets
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.errors import Conflict, Invalid, NotFound
from app.forms import BoundForm
from app.inbox.desk import Desk
from app.inbox.input import bind_form
from app.inbox.instances import find_instances
from app.inbox.marks import marks_of
from app.inbox.messages import Offer, send
from app.inbox.past import history_of
from app.inbox.progress import progress_of
from app.inbox.status import status_of
from app.inbox.view import InstanceView, view_instance
from app.store.definitions import DefinitionVersion
from app.web.api import reading
from app.web.context import actor, db, desk, now, writes
from app.web.forms import Printed, asked_to_refresh, draw_form, file_problems, posted
from app.web.pages import around, bp, knowing, review
from app.web.pages.uploads import uploads
from app.web.pages.words import due_words, is_outside, role_name, status_words, timeline, title_of
from app.web.templating import moment

TABS = {"scope": "与我有关", "started": "我发起的"}


@bp.get("/instances")
def instances() -> Any:
    """The instances of the reader's scope."""
    at, box = desk(), request.args.get("box", "scope")
    q = request.args.get("q", "")
    page = find_instances(at, box=box, q=q, limit=reading.limit(), after=request.args.get("after"))
    roles = [m.role for m in actor().memberships]
    rows = [
        {
            "href": url_for("pages.instance", instance_id=row.id),
            "title": row.title,
            "process": at.library.newest(db(), "process", row.process).name,
            "status": status_words(status_of(at, row.process, row.status, roles)),
            "started": moment(row.started_at),
            "changed": moment(row.changed_at),
        }
        for row in page.items
    ]
    return render_template(
        "instances/list.html",
        title="办理记录",
        tabs=[
            {"label": word, "href": url_for("pages.instances", box=b), "active": b == box}
            for b, word in TABS.items()
        ],
        q=q,
        list_href=url_for("pages.instances"),
        hidden={"box": box},
        rows=rows,
        page={
            "total": page.total,
            "capped": page.capped,
            "next_href": url_for("pages.instances", box=box, q=q, after=page.next) if page.next else None,
        },
        empty={"title": "还没有办理记录", "text": "", "actions": []},
        start=[],
    )


@bp.get("/instances/<instance_id>")
def instance(instance_id: str) -> Any:
    """The page of one instance."""
    at = desk()
    view = view_instance(at, instance_id)
    marks = marks_of(at, view.instance)
    steps = progress_of(view.release.process, marks, ended=view.instance.ended)
    status = status_words(view.status, mine=any(view.mine(at, t) for t in view.tasks))
    outside = is_outside(view)
    events = history_of(at, instance_id)
    return render_template(
        "instances/show.html",
        title=title_of(view, now()),
        process={"name": view.release.process.name, "version": view.release.number},
        status=status,
        next={**_next(at, view), "reason": _reason(view, events)},
        tasks=[_task(at, view, t) for t in view.tasks],
        messages=[_message(at, view, o) for o in view.offers],
        starts=around.starts(at, view),
        related=around.related(at, view),
        steps=[{"label": step.label, "state": step.state} for step in steps],
        groups=[*knowing.about(at, view), *review.groups(at, view)],
        parties=[
            {"label": role_name(view, role), "value": party.get("name")}
            for role, party in view.named_parties.items()
            if not outside
        ],
        documents=[
            {"name": d.name, "href": url_for("api.download_document", document_id=d.id), "detail": d.number}
            for d in view.documents
        ],
        files=uploads(view),
        timeline=timeline(at, view, events, explain=not outside),
        diagram=None if outside else _diagram(view, marks),
        hidden={"idempotency_key": secrets.token_urlsafe(12)},
        back={"label": "首页", "href": url_for("pages.home")},
    )


def _diagram(view: InstanceView, marks: dict[str, str]) -> dict[str, Any]:
    names = {e.id: e.name for e in view.release.process.elements.values() if e.name}
    by_mark = {word: [i for i, m in marks.items() if m == word] for word in ("passed", "current", "failed")}
    said = {word: [names[i] for i in ids if i in names] for word, ids in by_mark.items()}
    href = url_for("pages.instance_xml", instance_id=view.instance.id)
    return {"xml_href": href, "marks": by_mark, "said": said}


def _reason(view: InstanceView, events: list[Any]) -> str:
    """Return why an instance came to its end, where somebody gave a reason."""
    return next((e.reason for e in reversed(events) if e.reason), "") if view.instance.ended else ""


def _next(at: Desk, view: InstanceView) -> dict[str, Any]:
    if view.instance.ended:
        tone = view.status.tone if view.status else "done"
        state = tone if tone in ("done", "failed") else "ended"
        return {"text": f"已结束：{view.status.label if view.status else '办理完毕'}", "state": state}
    mine = [t for t in view.tasks if view.mine(at, t)]
    if mine:
        return {
            "text": f"等待你办理：{mine[0].name}",
            "state": "mine",
            "due": due_words(mine[0].due_at, now()),
        }
    if view.tasks:
        first = view.tasks[0]
        if first.state == "handed_in":
            return {"text": "已提交，处理中", "state": "wait"}
        return {
            "text": f"等待{role_name(view, first.role)}办理：{first.name}",
            "state": "wait",
            "due": due_words(first.due_at, now()),
        }
    return {"text": "处理中", "state": "wait"}


def _task(at: Desk, view: InstanceView, task: Any) -> dict[str, Any]:
    return {
        "id": task.id,
        "name": task.name,
        "role": role_name(view, task.role),
        "mine": view.mine(at, task) and task.state == "open",
        "href": url_for("pages.task", task_id=task.id),
        "due": due_words(task.due_at, now()),
    }


def _message(
    at: Desk, view: InstanceView, offer: Offer, errors: Any = (), values: Any = None
) -> dict[str, Any]:
    bound = _form(at, view, offer)
    key = (offer.subscription.data_key if offer.subscription else "") or ""
    shown = bound.again(view.instance.case.get(key)) if bound is not None and values is None else values
    printed = Printed(view.release.document, key)
    return {
        "name": offer.name,
        "label": offer.label,
        "allowed": offer.allowed,
        "reason": offer.reason,
        "confirm": offer.confirm,
        "tone": "danger" if offer.confirm else "plain",
        "form_html": draw_form(bound, shown, errors, printed=printed)
        if bound is not None and offer.allowed
        else "",
        "href": url_for("pages.message", instance_id=view.instance.id, name=offer.name),
    }


def _form(at: Desk, view: InstanceView, offer: Offer) -> BoundForm | None:
    return bind_form(at, view.release, offer.form, view.instance.case) if offer.form else None


@bp.route("/instances/<instance_id>/messages/<name>", methods=["GET", "POST"])
def message(instance_id: str, name: str) -> Any:
    """A button outside a task: its form, and sending it."""
    at = desk()
    view = view_instance(at, instance_id)
    offer = next((o for o in view.offers if o.name == name), None)
    if request.method == "GET":
        if offer is None:
            raise NotFound
        if not offer.allowed:
            flash(f"{offer.label}：{offer.reason}", "warn")
            return redirect(url_for("pages.instance", instance_id=instance_id))
        return _message_page(at, view, offer)
    bound = _form(at, view, offer) if offer is not None else None
    answers = posted(bound) if bound is not None else None
    if offer is not None and answers is not None and asked_to_refresh():
        db().commit()
        return _message_page(at, view, offer, file_problems(answers), dict(answers.typed))
    try:
        if answers is not None and answers.errors:
            raise Invalid(errors=answers.errors)
        _send(at, instance_id, name, dict(answers.typed) if answers is not None else {})
    except Invalid as error:
        db().rollback()
        if offer is None or answers is None:
            raise
        return _message_page(at, view, offer, error.errors, dict(answers.typed)), 422
    except Conflict as error:
        db().rollback()
        flash(error.message, "warn")
        return redirect(url_for("pages.instance", instance_id=instance_id))
    flash("已提交。", "ok")
    return redirect(_back(instance_id))


def _back(instance_id: str) -> str:
    """Return where a button outside a task leads back to: the task that it was pressed on, else the instance."""
    if task := _pressed_on():
        return url_for("pages.task", task_id=task)
    return url_for("pages.instance", instance_id=instance_id)


def _pressed_on() -> str | None:
    return request.args.get("task")


@writes
def _send(at: Desk, instance_id: str, name: str, data: dict[str, Any]) -> None:
    send(at, instance_id, name, data, request.form.get("idempotency_key"))


def _message_page(at: Desk, view: InstanceView, offer: Offer, errors: Any = (), values: Any = None) -> str:
    return render_template(
        "instances/message.html",
        title=title_of(view, now()),
        message=_message(at, view, offer, errors, values),
        send_href=url_for("pages.message", instance_id=view.instance.id, name=offer.name, task=_pressed_on()),
        cancel_href=_back(view.instance.id),
        hidden={"idempotency_key": secrets.token_urlsafe(12)},
        errors=errors,
    )


@bp.get("/instances/<instance_id>/diagram.bpmn")
def instance_xml(instance_id: str) -> Any:
    """The diagram of an instance as BPMN, for the viewer."""
    view = view_instance(desk(), instance_id)
    row = db().get_one(DefinitionVersion, view.instance.version_id)
    return Response(row.body, content_type="application/xml; charset=utf-8")
