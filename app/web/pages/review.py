"""What the page of a task shows: those concerned, comparisons, answers so far, evidence and the buttons of a decision."""

from typing import Any

from flask import url_for

from app.content.formshape import Option
from app.inbox.claims import claimed, holder_name
from app.inbox.desk import Desk
from app.inbox.differences import AGREES
from app.inbox.handing_in import is_held
from app.inbox.view import InstanceView, TaskView, answered_forms
from app.operators.registry import Panel
from app.store.tasks import Task
from app.web.context import actor
from app.web.pages.uploads import size_words, uploads
from app.web.pages.words import plain
from app.web.templating import frame

BUTTON_ROLES = ("decision", "reason", "comment")
BESIDE_BUTTONS = (*BUTTON_ROLES, "preview")  # what is not drawn between the buttons of a decision


def is_personal(seen: TaskView) -> bool:
    """True for a task of somebody who is not staff: a page to read and answer, not a workspace."""
    return seen.task.role in frame.person_roles


def buttons(seen: TaskView, values: dict[str, Any]) -> dict[str, Any]:
    """Return the decision of the form with its reason and comment, where it has them."""
    by_role = {f.role: f for f in seen.form.fields if f.role in BUTTON_ROLES}
    decision, reason, comment = (by_role.get(r) for r in BUTTON_ROLES)
    return {
        "decision": {
            "name": decision.name,
            "chosen": values.get(decision.name),
            "options": [_option(seen, o) for o in decision.options(values)],
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


def _option(seen: TaskView, option: Option) -> dict[str, Any]:
    """Return a button. What agrees to something is refused where a key value differs, and asked again at a warning."""
    agrees = option.tone == AGREES
    warnings = [alert.text for alert in seen.alerts if alert.tone == "danger"] if agrees else []
    return {
        "value": option.value,
        "label": option.label,
        "tone": option.tone,
        "consequence": option.consequence,
        "reason_required": option.reason_required,
        "refused": seen.refusal if agrees else "",
        "confirm": f"{'；'.join(warnings)} 仍要{option.label}吗？" if warnings else "",
    }


def messages(view: InstanceView, task: Task) -> list[dict[str, str]]:
    """Return the buttons outside the task that the reader may press; each leads back to the task."""
    return [
        {
            "name": o.name,
            "label": o.label,
            "href": url_for("pages.message", instance_id=view.instance.id, name=o.name, task=task.id),
        }
        for o in view.offers
        if o.allowed
    ]


def has_fields(seen: TaskView, skip: tuple[str, ...]) -> bool:
    """True when the form has anything beside what the buttons are made of."""
    return any(f.role not in skip for f in seen.form.fields) or any(
        f.type == "text" and f.role not in skip for f in seen.form.form.fields
    )


def lease(at: Desk, seen: TaskView) -> dict[str, Any] | None:
    """Return who holds the task, and the addresses at which an open page holds it and lets it go."""
    if is_personal(seen) or seen.task.state != "open":
        return None
    held = is_held(at, seen.task)
    if held and seen.task.holder_id != actor().account_id:
        return {"mine": False, "text": f"{holder_name(at, seen.task)}正在办理"}
    return {
        "mine": True,
        "text": "我领取的" if held and claimed(at, seen.task) else "我正在办理",
        "held": held,
        "hold_url": url_for("pages.hold_task", task_id=seen.task.id),
        "let_go_url": url_for("pages.let_task_go", task_id=seen.task.id),
    }


def panels(seen: TaskView) -> list[dict[str, Any]]:
    """Return the comparisons beside a review, each line with how it differs."""
    return [_panel(panel) for panel in seen.panels]


def _panel(panel: Panel) -> dict[str, Any]:
    rows = [
        {
            "label": row.label,
            "here": row.here,
            "there": row.there,
            "key": row.key,
            "kind": "same" if row.same else _difference(row.here, row.there),
        }
        for row in panel.rows
    ]
    return {
        "title": panel.title,
        "here": panel.here,
        "there": panel.there,
        "subject": any(row.key for row in panel.rows),
        "rows": rows,
    }


def _difference(here: str, there: str) -> str:
    if not there:
        return "added"
    return "differs" if here else "cleared"


def about(at: Desk, view: Any) -> list[dict[str, Any]]:
    """Return what the reader sees of those concerned; masked values can be shown whole where that is permitted."""
    find = at.registry.facts.get(view.instance.subject_kind or "")
    if find is None:
        return []
    kind = view.instance.subject_kind
    return [
        {
            "title": facts.title,
            "open": True,
            "rows": [
                {
                    "label": row.label,
                    "value": row.value,
                    "reveal": {"kind": kind, "id": facts.subject, "field": row.reveal}
                    if row.reveal and facts.subject
                    else None,
                }
                for row in facts.rows
            ],
        }
        for facts in find(at.session, view.instance.subject_id, view.instance.case, view.roles)
    ]


def groups(at: Desk, view: Any) -> list[dict[str, Any]]:
    """Return what was answered so far, form by form, in words; of a form that came twice the step says which it is."""
    forms = answered_forms(view.release, view.instance.case, at)
    titles = [form.title for _, form, _ in forms]
    found = []
    for key, form, answers in forms:
        given = view.data.get(key, {})
        seen = given if isinstance(given, dict) else {name for one in given for name in one}
        rows = [
            {"label": f.label, "value": form.display(f.name, answers, masked=True)}
            for f in form.fields
            if f.name in seen
        ]
        if rows:
            title = form.title if titles.count(form.title) == 1 else _step_of(view, key) or form.title
            found.append({"title": title, "open": True, "rows": rows})
    return found


def _step_of(view: Any, key: str) -> str:
    """Return the name of the step whose answers lie under a key."""
    elements = (e for process in view.release.processes() for e in process.elements.values())
    return next((e.name for e in elements if e.properties.get("data") == key and e.name), "")


def evidence(view: Any, task: Any = None) -> list[dict[str, Any]]:
    """Return what is looked at beside the decision: uploads, printed documents, and the one that would be printed."""
    draft = [_preview(view, task)] if task is not None and task.properties.get("preview") else []
    documents = [
        {
            "id": d.id,
            "name": d.name,
            "kind": "pdf",
            "href": url_for("api.download_document", document_id=d.id),
            "detail": size_words(d.size),
        }
        for d in view.documents
    ]
    return [*uploads(view), *documents, *draft]


def _preview(view: Any, task: Any) -> dict[str, Any]:
    definition = view.release.part("report", f"documents/{task.properties['preview']}")
    return {
        "id": f"preview-{task.id}",
        "name": plain(definition.title) or "文书",
        "kind": "pdf",
        "href": url_for("pages.task_preview", task_id=task.id),
        "detail": "预览，尚未生效",
        "optional": True,
    }
