"""What the page of a task shows: those concerned, comparisons, answers so far, evidence and the buttons of a decision."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.content.formshape import Option
from app.forms.bound import BoundField
from app.inbox.answered import answered_forms
from app.inbox.claims import claimed, holder_name
from app.inbox.desk import Desk
from app.inbox.differences import AGREES
from app.inbox.handing_in import is_held
from app.inbox.view import InstanceView, TaskView
from app.operators.registry import Panel
from app.store.tasks import Task
from app.web.context import actor
from app.web.pages.uploads import size_words, uploads
from app.web.pages.words import plain
from app.web.templating import frame

BUTTON_ROLES = ("decision", "reason", "comment")
BESIDE_BUTTONS = (*BUTTON_ROLES, "refresh", "preview")  # what is not drawn between the buttons of a decision


def is_personal(seen: TaskView) -> bool:
    """True for a task of somebody who is not staff: a page to read and answer, not a workspace."""
    return seen.task.role in frame.person_roles


def buttons(seen: TaskView, values: dict[str, Any]) -> dict[str, Any]:
    """Return the decision of the form with its reason and comment, where it has them."""
    by_role = {f.role: f for f in seen.form.fields if f.role in BUTTON_ROLES}
    decision, reason, comment = (by_role.get(r) for r in BUTTON_ROLES)
    prepared = reason.properties.get("on_refusal", "") if reason and seen.refusal else ""
    return {
        "prepared": bool(prepared) and not any(f and values.get(f.name) for f in (reason, comment)),
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
                {
                    "value": o.value,
                    "label": o.label,
                    "checked": (values.get(reason.name) or prepared) == o.value,
                }
                for o in reason.options(values)
            ],
            "multiple": False,
        }
        if reason and decision
        else None,
        "comment": {
            "name": comment.name,
            "label": comment.label,
            "value": values.get(comment.name) or (seen.refusal if prepared else ""),
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


def panels(seen: TaskView, values: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the comparisons beside a review, each line with how it differs. `values` is what was typed, if anything."""
    return [_panel(panel, seen, values) for panel in seen.panels]


def _refresh(fresh: BoundField, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the box that has newer values taken over; until something is typed it is ticked."""
    ticked = values is None or values.get(fresh.name) in (True, "true")
    return {"name": fresh.name, "label": fresh.label, "hint": fresh.field.description, "checked": ticked}


def _panel(panel: Panel, seen: TaskView, values: Mapping[str, Any] | None) -> dict[str, Any]:
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
    fresh = next((f for f in seen.form.fields if f.role == "refresh"), None)
    offered = fresh is not None and any(row.fresh and not row.same for row in panel.rows)
    return {
        "refresh": _refresh(fresh, values) if fresh and offered else None,
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


def groups(
    at: Desk, view: Any, boxes: Mapping[str, dict[str, str]] | None = None, given_back: str = ""
) -> list[dict[str, Any]]:
    """Return what was answered so far, form by form, in words; of a form that came twice the step says which it is.

    `boxes` are where comments on fields are written: each stands at the first field of its name. What was `given_back`
    under a key stands in the form itself, and above it what was said of it."""
    free = dict(boxes or {})
    forms = answered_forms(view.release, view.instance.case, at)
    titles = [form.title for _, form, _ in forms]
    found = []
    for key, form, answers in forms:
        if given_back and (key == given_back or form.form.decision):
            continue
        given = view.data.get(key, {})
        seen = given if isinstance(given, dict) else {name for one in given for name in one}
        rows = [
            {
                "label": f.label,
                "value": form.display(f.name, answers, masked=True),
                "comment": free.pop(f.name, None) if form.form.decision is None else None,
            }
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
