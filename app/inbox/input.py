"""Answers to a form, checked against the form as it stands for this case now."""

from collections.abc import Mapping
from typing import Any

from app import rules
from app.errors import FieldError, Invalid
from app.files import FileService
from app.forms import BoundForm, compile_form
from app.inbox.desk import Desk
from app.inbox.host import decide
from app.inbox.library import Release

PURPOSE = "proof"  # what a file is for when its field does not say


def bind_form(desk: Desk, release: Release, key: str, case: Mapping[str, Any]) -> BoundForm:
    """Return a pinned form as it stands for this case."""

    def hits(decision: str, context: Mapping[str, Any]) -> Any:
        return rules.to_json(decide(release, decision, context, desk.now).value)

    return compile_form(release.form(key), release.codes, case, desk.now, hits)


def check_answers(
    desk: Desk, release: Release, key: str, case: Mapping[str, Any], data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the accepted answers. Raises Invalid with an error for each field that does not pass."""
    return accept(bind_form(desk, release, key, case), data)


def accept(bound: BoundForm, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the accepted answers to a form. Raises Invalid with an error for each field that does not pass."""
    answers = bound.check(dict(data))
    if answers.errors:
        raise Invalid(errors=answers.errors)
    return answers.values


def bind_files(
    desk: Desk, bound: BoundForm, values: Mapping[str, Any], instance_id: str, about: str | None = None
) -> None:
    """Tie the files in an answer to the instance; those of the instance that it is `about` may be handed in again.
    Raises Invalid, by field, for a file that is not the actor's."""
    account = desk.actor.account_id if desk.actor else None
    files = FileService(desk.session, desk.storage, desk.now)
    errors = []
    for found in bound.fields:
        if found.type == "file" and values.get(found.name):
            purpose = found.properties.get("purpose") or PURPOSE
            try:
                files.bind(values[found.name], account, instance_id, purpose, about)
            except Invalid as error:
                errors.append(FieldError(found.name, f"{found.label}：{error.message}"))
    if errors:
        raise Invalid(errors=errors)


def decision_of(bound: BoundForm, values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return (outcome, reason) of a hand-in: the decision field's value, and its reason and comment as text."""
    outcome = next((values.get(f.name) for f in bound.fields if f.role == "decision"), None)
    parts = [bound.display(f.name, values) for f in bound.fields if f.role in ("reason", "comment")]
    reason = "：".join(part for part in parts if part) or None
    return (str(outcome) if outcome is not None else None), reason


def outcome_label(bound: BoundForm, outcome: str | None) -> str | None:
    """Return the word on the button that was pressed."""
    options = [o for f in bound.fields if f.role == "decision" for o in f.options({})]
    return next((str(o.label) for o in options if str(o.value) == outcome), None)
