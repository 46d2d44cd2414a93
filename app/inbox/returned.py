"""What was said of somebody's answers when they were given back: the reason, and the comments on fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.content.form import Form
from app.forms.comments import COMMENTS
from app.inbox.past import Entry


def comments_in(entry: Entry) -> dict[str, str]:
    """Return the comments on fields that were handed in with a decision, as the reader may see them."""
    found: dict[str, str] = {}
    for answers in _changes(entry).values():
        if isinstance(answers, Mapping):
            found |= answers.get(COMMENTS) or {}
    return found


def given_back(entries: Sequence[Entry], form: Form, data_key: str) -> Entry | None:
    """Return the decision that gave the answers under a key back to who opens the form now; None when it is new to
    them, or they took it back themselves."""
    if form.decision is not None:
        return None
    for entry in reversed(entries):
        if data_key in _changes(entry):
            return None
        if entry.kind == "completed" and entry.outcome and (entry.reason or comments_in(entry)):
            return entry
    return None


def _changes(entry: Entry) -> Mapping[str, Any]:
    changes = (entry.detail or {}).get("changes")
    return changes if isinstance(changes, Mapping) else {}
