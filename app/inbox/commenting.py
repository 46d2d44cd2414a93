"""Comments on the fields of what is reviewed, handed in with a decision: which fields take them, which decisions do."""

from collections.abc import Mapping
from typing import Any

from app.errors import FieldError, Invalid
from app.forms import BoundForm
from app.forms.comments import COMMENTS
from app.forms.names import plain
from app.inbox.answered import answered_forms, form_keys, sees
from app.inbox.desk import Desk
from app.inbox.differences import AGREES
from app.inbox.input import accept
from app.inbox.library import Release
from app.store.instances import Instance
from app.store.tasks import Task

LONGEST_WORDS = 500


def commentable(desk: Desk, release: Release, case: Mapping[str, Any], roles: list[str]) -> dict[str, str]:
    """Return field → label of what can be commented on: what was asked for, as these roles see it."""
    found: dict[str, str] = {}
    for _, form, answers in answered_forms(release, case, desk):
        if form.form.decision is not None:
            continue
        for one in form.fields:
            if form.is_visible(one.field, answers) and sees(one.properties, roles):
                found.setdefault(one.name, one.label)
    return found


def labels_of(release: Release) -> dict[str, str]:
    """Return field → label of every fixed form of a process, to name what a comment is on."""
    found: dict[str, str] = {}
    for process in release.processes():
        for key in form_keys(process).values():
            if ("form", key) in release.parts:
                for one in release.form(key).inputs:
                    found.setdefault(one.name, one.label)
    return found


def accept_commented(
    desk: Desk, release: Release, instance: Instance, task: Task, bound: BoundForm, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the accepted answers to a form, with the comments on what is decided about. Raises Invalid."""
    given = data.get(COMMENTS)
    written = {n: t for n, t in given.items() if t not in (None, "")} if isinstance(given, Mapping) else {}
    if not written or bound.form.decision is None:
        return accept(bound, data)
    labels = commentable(desk, release, instance.case, [task.role])
    answers = bound.check(_worded(bound, labels, written, data))
    errors = (*answers.errors, *_strange(written, labels), *_useless(bound, answers.values))
    if errors:
        raise Invalid(errors=errors)
    return answers.values


def _strange(written: Mapping[str, Any], labels: Mapping[str, str]) -> list[FieldError]:
    """Return an error for each comment on what is not there, or not for the reviewer to see."""
    names = [plain(str(name)) for name in written if str(name) not in labels]
    text = "申请里没有“{}”这一项，或者它不对你显示，不能批注。请去掉这条批注后再提交。"
    return [FieldError(f"{COMMENTS}.{name}", text.format(name)) for name in names]


def _useless(bound: BoundForm, values: Mapping[str, Any]) -> list[FieldError]:
    """Return an error where the decision agrees: nobody would read the comments."""
    decision = next(f for f in bound.fields if f.role == "decision")
    chosen = next((o for o in decision.options(values) if o.value == values.get(decision.name)), None)
    if chosen is None or chosen.tone != AGREES or COMMENTS not in values:
        return []
    first = next(iter(values[COMMENTS]))
    others = "”或“".join(o.label for o in decision.options(values) if o.tone != AGREES)
    text = f"批注只随“{others}”发给对方，不随“{chosen.label}”。请清空批注，或者改选。"
    return [FieldError(f"{COMMENTS}.{first}", text)]


def _worded(
    bound: BoundForm, labels: Mapping[str, str], written: Mapping[str, Any], data: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Comments say what is wrong: words that a decision asks for besides may be left out and name the fields."""
    words = next((f for f in bound.fields if f.role == "comment"), None)
    named = "、".join(labels[name] for name in written if name in labels)
    if words is None or not named or str(data.get(words.name) or "").strip():
        return data
    longest = words.field.validate.get("maxLength") or LONGEST_WORDS
    return {**data, words.name: f"见批注：{named}"[:longest]}
