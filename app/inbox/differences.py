"""Comparisons that forbid: where a key value differs between two sources, nothing is agreed to."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import Conflict
from app.forms import BoundForm
from app.inbox.desk import Desk
from app.operators.registry import Panel
from app.store.instances import Instance
from app.store.tasks import Task

AGREES = "success"  # the tone of a decision that agrees to what was asked for


def panels_of(desk: Desk, instance: Instance, task: Task) -> list[Panel]:
    """Return what is compared at a step: property `compare`."""
    find = desk.registry.panels.get(instance.subject_kind or "")
    if find is None or not task.properties.get("compare"):
        return []
    found: list[Panel] = find(desk.session, instance.subject_id, instance.case, desk.now)
    return found


def refusal(panels: Sequence[Panel]) -> str:
    """Return why nothing can be agreed to now, empty where nothing forbids it."""
    labels = [row.label for panel in panels for row in panel.rows if row.key and not row.same]
    return f"关键信息不一致：{'、'.join(labels)}。更正以前不能通过。" if labels else ""


def check_key_values(
    desk: Desk, instance: Instance, task: Task, bound: BoundForm, answers: Mapping[str, Any]
) -> None:
    """Refuse a decision that agrees although a key value differs. Raises Conflict."""
    decision = next((f for f in bound.fields if f.role == "decision"), None)
    if decision is None:
        return
    chosen = answers.get(decision.name)
    if not any(o.value == chosen and o.tone == AGREES for o in decision.options(answers)):
        return
    reason = refusal(panels_of(desk, instance, task))
    if reason:
        raise Conflict(reason)
