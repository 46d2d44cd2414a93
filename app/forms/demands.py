"""Fields that a decision demands: form property `requires` names one whose hits say which field, what and why."""

from collections.abc import Callable, Mapping
from typing import Any

from app.content.form import Field

Decide = Callable[[str, Mapping[str, Any]], Any]
FILL = {
    "textfield": "请填写",
    "textarea": "请填写",
    "number": "请填写",
    "filepicker": "请上传",
    "dynamiclist": "请至少填写一行",
}


def demands_of(hits: Any) -> dict[str, str]:
    """Return field → what has to be there and why, from the hits of a decision with the outputs field, what, why."""
    rows = hits if isinstance(hits, list) else [hits]
    return {str(r["field"]): _sentence(r) for r in rows if isinstance(r, Mapping) and r.get("field")}


def _sentence(row: Mapping[str, Any]) -> str:
    return "：".join(str(row[name]) for name in ("what", "why") if row.get(name))


def missing(found: Field, demand: str = "") -> str:
    """Return the sentence for a required field that is empty; `demand` says what a decision wants there and why."""
    if found.type == "checkbox":
        return f"请勾选“{found.label}”。"
    return f"{FILL.get(found.type, '请选择')}{demand or found.label}。"
