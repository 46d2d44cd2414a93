"""What the sources have in common: the cohort asked for, totals up to the bound, and pages by key."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.graduates.paging import CAP
from app.operators.lists import Query, Rows


def number(query: Query, name: str) -> int | None:
    """Return a filter as a whole number. Raises Invalid."""
    given = query.filters.get(name)
    if given in (None, ""):
        return None
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid.of({name: "应当是整数，例如 2027。"})
    return int(text)


def text(query: Query, name: str) -> str:
    """Return a filter as text, empty when it was not given."""
    return str(query.filters.get(name) or "").strip()


def total_of(session: Session, query: Select[Any]) -> int:
    """Return how many rows a query finds, counted up to one beyond the bound."""
    return (
        session.scalar(select(func.count()).select_from(query.order_by(None).limit(CAP + 1).subquery())) or 0
    )


def rows_of(
    found: Sequence[Any],
    limit: int,
    total: int,
    shape: Callable[[Any], Mapping[str, Any]],
    cursor: Callable[[Any], str],
    counters: Mapping[str, int] | None = None,
) -> Rows:
    """Return an answer from rows that were read one beyond the limit."""
    shown = found[:limit]
    after = cursor(shown[-1]) if len(found) > limit else None
    return Rows([shape(row) for row in shown], min(total, CAP), total > CAP, after, dict(counters or {}))
