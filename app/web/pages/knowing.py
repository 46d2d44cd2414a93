"""What a page shows of those whom an instance or an entry is about."""

from typing import Any

from app.inbox.desk import Desk
from app.operators.registry import Facts


def about(at: Desk, view: Any) -> list[dict[str, Any]]:
    """Return what the reader sees of those concerned; masked values can be shown whole where that is permitted."""
    find = at.registry.facts.get(view.instance.subject_kind or "")
    if find is None:
        return []
    kind = view.instance.subject_kind
    told = find(at.session, view.instance.subject_id, view.instance.case, view.roles)
    return [{"open": True, **shown_facts(kind, facts)} for facts in told]


def shown_facts(kind: str, facts: Facts) -> dict[str, Any]:
    """Return what is known as a page draws it; a masked value can be shown whole, which leaves a record. `kind` is that of
    whom it is about."""
    return {
        "title": facts.title,
        "rows": [
            {
                "label": row.label,
                "value": row.value,
                "reveal": {"kind": kind, "id": facts.subject, "field": row.reveal}
                if row.reveal and facts.subject
                else None,
            }
            for row in facts.rows
        ],
    }
