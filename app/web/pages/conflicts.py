"""What somebody reads whose hand-in came too late: who was faster, when and with what, and what they wrote themselves."""

from datetime import datetime
from typing import Any

from flask import url_for

from app.errors import Conflict
from app.forms import Answers
from app.inbox.view import TaskView
from app.jobs.clock import ZONE


def conflict_dialog(seen: TaskView, answers: Answers, error: Conflict, target: str | None) -> dict[str, Any]:
    """Return the dialog: its text, the reader's own words, and where to go from here."""
    result = url_for("pages.instance", instance_id=seen.task.instance_id)
    actions = [{"label": "查看结果", "href": result}]
    if seen.task.state == "open":
        actions = [{"label": "重新打开", "href": url_for("pages.task", task_id=seen.task.id)}]
    if target:
        actions.append({"label": "下一条", "href": target})
    return {"text": _text(seen, answers, error), "mine": _own_words(seen, answers), "actions": actions}


def _text(seen: TaskView, answers: Answers, error: Conflict) -> str:
    told = error.extra.get("conflict") or {}
    if seen.task.state not in ("done", "handed_in") or not told.get("by"):
        return error.message
    at = datetime.fromisoformat(told["at"]).astimezone(ZONE) if told.get("at") else None
    when = f"于 {at:%m月%d日 %H:%M} " if at else ""
    decided = _word(seen, told.get("what"))
    outcome = f"办理：{decided}" if decided else "办理"
    own = _word(seen, _own(seen, answers, "decision"))
    return f"这条任务已由{told['by']}{when}{outcome}，你的{f'“{own}”' if own else '提交'}没有生效。"


def _own_words(seen: TaskView, answers: Answers) -> str:
    """Return the reason and the words that would be lost."""
    reason = next((f for f in seen.form.fields if f.role == "reason"), None)
    said = seen.form.display(reason.name, answers.typed) if reason else ""
    return "\n".join(text for text in (said, str(_own(seen, answers, "comment") or "")) if text)


def _own(seen: TaskView, answers: Answers, role: str) -> Any:
    found = next((f for f in seen.form.fields if f.role == role), None)
    return answers.typed.get(found.name) if found else None


def _word(seen: TaskView, value: Any) -> str:
    """Return the label of a decision."""
    decision = next((f for f in seen.form.fields if f.role == "decision"), None)
    return seen.form.display(decision.name, {decision.name: value}) if decision and value else ""
