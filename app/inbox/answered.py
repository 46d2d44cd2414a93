"""What was answered in a case, form by form, and who may see which of it."""

from collections.abc import Collection, Mapping
from typing import Any

from app.content.bpmn import Process
from app.forms import BoundForm
from app.inbox.desk import Desk
from app.inbox.input import bind_form
from app.inbox.library import Release


def visible_data(release: Release, case: Mapping[str, Any], roles: list[str], desk: Desk) -> dict[str, Any]:
    """Return the answers in a case that these roles may see, by data key and field; of a multi-instance step a list."""
    found: dict[str, Any] = {}
    for key, form, answers in answered_forms(release, case, desk):
        names = [f.name for f in form.fields if f.name in answers and sees(f.properties, roles)]
        seen = {name: answers[name] for name in names}
        found[key] = [*found.get(key, ()), seen] if isinstance(case[key], list) else seen
    return found


def answered_forms(
    release: Release, case: Mapping[str, Any], desk: Desk
) -> list[tuple[str, BoundForm, Mapping[str, Any]]]:
    """Return (data key, form, answers) for every form that has answers in the case, in the order of the diagram; a
    multi-instance step has several."""
    found: dict[str, list[tuple[str, BoundForm, Mapping[str, Any]]]] = {}
    for process in release.processes():
        for key, form_key in form_keys(process).items():
            given = case.get(key)
            rounds = [a for a in (given if isinstance(given, list) else [given]) if isinstance(a, dict)]
            if key not in found and rounds and ("form", form_key) in release.parts:
                bound = bind_form(desk, release, form_key, case)
                found[key] = [(key, bound, answers) for answers in rounds]
    return [one for several in found.values() for one in several]


def form_keys(process: Process) -> dict[str, str]:
    """Return data key → form key of a process: its start form and every step and message with a form."""
    keys: dict[str, str] = {}
    start_form = process.properties.get("start_form")
    if start_form:
        keys[process.properties.get("data") or start_form] = start_form
    for element in process.elements.values():
        form = element.properties.get("form")
        if form and not form.startswith("="):
            keys[element.properties.get("data") or form] = form
    return keys


def sees(properties: Mapping[str, Any], roles: Collection[str]) -> bool:
    """Whether a field is for one of these roles: its property `visible_to` names some, or it is for all."""
    declared = str(properties.get("visible_to") or "")
    return not declared or bool({r.strip() for r in declared.split(",")} & set(roles))
