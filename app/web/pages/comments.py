"""Comments on fields: where a reviewer writes them, and what the applicant reads when a task comes back."""

from collections.abc import Mapping
from typing import Any

from app.forms.comments import COMMENTS
from app.inbox.commenting import commentable, labels_of
from app.inbox.desk import Desk
from app.inbox.differences import AGREES
from app.inbox.past import Entry
from app.inbox.returned import comments_in
from app.inbox.view import InstanceView, TaskView
from app.web.pages.review import is_personal
from app.web.pages.words import comments_of, outcome_words, timeline


def boxes(at: Desk, seen: TaskView, values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return where a reviewer can write a comment, by field, with what is written there so far."""
    decision = next((f for f in seen.form.fields if f.role == "decision"), None)
    if decision is None or is_personal(seen) or all(o.tone == AGREES for o in decision.options({})):
        return {}
    fields = commentable(at, seen.view.release, seen.view.instance.case, [seen.task.role])
    written = values.get(COMMENTS)
    written = written if isinstance(written, Mapping) else {}
    return {n: {"name": f"{COMMENTS}.{n}", "value": str(written.get(n) or "")} for n in fields}


def given_back_words(seen: TaskView, entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said when the task was given back, each comment with the place of its field on the form."""
    form, labels = seen.form, labels_of(seen.view.release)
    drawn = {f.name for f in form.fields if form.is_visible(f.field, values)}
    comments = [{**c, "drawn": c["field"] in drawn} for c in comments_of(entry, labels)]
    word = outcome_words(entry.outcome) or {"label": ""}
    return {"who": entry.who, "decision": word["label"], "reason": entry.reason, "comments": comments}


def rounds(desk: Desk, view: InstanceView, rows: list[Entry]) -> list[dict[str, Any]]:
    """Return the decisions with what was said in them, newest first."""
    said = [row for row in rows if row.outcome and (row.reason or comments_in(row))]
    return timeline(desk, view, said[::-1], explain=False)
