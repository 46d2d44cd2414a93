"""Times, deadlines and history in the words of pages."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.inbox.commenting import labels_of
from app.inbox.desk import Desk
from app.inbox.facets import read_title
from app.inbox.past import Entry
from app.inbox.returned import comments_in
from app.inbox.status import Status
from app.inbox.view import InstanceView
from app.jobs.clock import ZONE
from app.web.templating import frame, moment

KINDS = {
    "started": "发起",
    "completed": "办理",
    "advanced": "继续处理",
    "timer": "到期",
    "moved": "移动",
    "changed": "变更",
}
OUTCOMES = {"pass": "通过", "return": "退回修改", "reject": "不通过", "accept": "接受", "decline": "拒绝"}


def since(then: datetime, now: datetime) -> str:
    """Return how long ago, in words: 5 分钟, 3 小时, 2 天."""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60} 分钟"
    return f"{seconds // 3600} 小时" if seconds < 86400 else f"{seconds // 86400} 天"


def due_words(due: datetime | None, now: datetime) -> dict[str, str] | None:
    """Return a deadline as {text, state, title}."""
    if due is None:
        return None
    title = f"截止 {moment(due)}"
    if due < now:
        return {"text": f"超期 {since(due, now)}", "state": "overdue", "title": title}
    today = due.astimezone(ZONE).date() == now.astimezone(ZONE).date()
    if today:
        return {"text": f"今天 {due.astimezone(ZONE):%H:%M}", "state": "today", "title": title}
    return {"text": f"剩 {since(now, due)}", "state": "later", "title": title}


def plain(text: str) -> str:
    """Return a text without the places that are filled in for each case."""
    return re.sub(r"\s*\{\{.*?\}\}\s*", "…", text).strip("… ")


def is_outside(view: InstanceView) -> bool:
    """True for readers outside the house: they see the way, not how rules and diagrams lead it."""
    return bool(view.roles) and frame.outside_roles.issuperset(view.roles)


def title_of(view: InstanceView, now: datetime) -> str:
    """Return what an instance is called for its reader."""
    if not view.roles:
        return view.title
    return read_title(view.release.process, view.roles, view.instance.case, now) or view.instance.title


def status_words(status: Status | None, mine: bool = False) -> dict[str, str] | None:
    """Return a status as {label, class}; what waits for the reader has a class of its own."""
    if status is None:
        return None
    tone = "mine" if mine and status.tone == "wait" else status.tone
    return {"label": status.label, "class": tone}


def outcome_words(outcome: str | None) -> dict[str, str] | None:
    """Return what was decided as {label, class}."""
    return {"label": OUTCOMES.get(outcome, outcome), "class": _tone(outcome)} if outcome else None


def role_name(view: InstanceView, role: str) -> str:
    """Return what a role is called: the name of its lane, else the frame's word."""
    for process in view.release.processes():
        for lane in process.lanes.values():
            if lane.role == role:
                return lane.name
    return frame.role_names.get(role, role)


def timeline(
    desk: Desk, view: InstanceView, rows: list[Entry], *, explain: bool = True
) -> list[dict[str, Any]]:
    """Return the entries of a timeline: what people and deadlines did; with `explain` also what rules decided."""
    entries, labels = [], labels_of(view.release)
    for row in rows:
        why = _why(view, row) if explain else None
        decided = row.kind == "businessRuleTask" or why is not None
        if not (row.kind in KINDS or row.kind.startswith("message:") or (explain and decided)):
            continue
        entries.append(
            {
                "at": moment(row.at),
                "at_iso": row.at.isoformat(),
                "who": row.who,
                "role": _office(view, row),
                "title": _title(row),
                "status": outcome_words(row.outcome),
                "reason": row.reason,
                "comments": comments_of(row, labels),
                "why": why,
                "element": row.step,
                "state": _state(row),
            }
        )
    return entries


def comments_of(row: Entry, labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the comments on fields that came with a decision, each with what it is on."""
    return [{"field": n, "label": labels.get(n, n), "text": t} for n, t in comments_in(row).items()]


def _office(view: InstanceView, row: Entry) -> str:
    """Return the role of who acted, where it is not said already in place of a name."""
    name = role_name(view, row.role) if row.role else ""
    return name if name != row.who else ""


def _state(row: Entry) -> str:
    if row.outcome == "reject":
        return "failed"
    return "done" if row.kind in KINDS or row.kind.startswith("message:") else "quiet"


def _title(row: Entry) -> str:
    if row.kind.startswith("message:"):
        return row.name or row.kind.removeprefix("message:")
    if row.kind == "completed":
        return row.name or row.step
    word = KINDS.get(row.kind)
    return f"{word}：{row.name}" if word and row.name else (word or row.name or row.step)


def _tone(outcome: str | None) -> str:
    return {"pass": "done", "accept": "done", "return": "back", "reject": "failed", "decline": "failed"}.get(
        outcome or "", "wait"
    )


def _why(view: InstanceView, row: Entry) -> dict[str, Any] | None:
    """Return why a gateway went where it did: its condition, what it looked at, and the names of the next steps."""
    detail = row.detail or {}
    if not row.kind.endswith("Gateway") or not detail.get("expression"):
        return None
    return {
        "expression": detail["expression"],
        "values": detail.get("values") or {},
        "result": "、".join(_step_name(view, step) for step in detail.get("result") or ()),
    }


def _step_name(view: InstanceView, step: str) -> str:
    found = (p.elements[step].name for p in view.release.processes() if step in p.elements)
    return next((name for name in found if name), step)
