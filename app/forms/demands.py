"""Fields that a decision demands: form property `requires` names one whose hits say which field, what and why."""

from collections.abc import Callable, Mapping
from typing import Any

Decide = Callable[[str, Mapping[str, Any]], Any]


def demands_of(hits: Any) -> dict[str, str]:
    """Return field → what has to be there and why, from the hits of a decision with the outputs field, what, why."""
    rows = hits if isinstance(hits, list) else [hits]
    return {str(r["field"]): _sentence(r) for r in rows if isinstance(r, Mapping) and r.get("field")}


def _sentence(row: Mapping[str, Any]) -> str:
    return "：".join(str(row[name]) for name in ("what", "why") if row.get(name))
