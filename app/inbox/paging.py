"""Pages of rows in the order of time, newest first: the total is exact up to a bound, the cursor is the last row's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from app.inbox.cursor import decode, encode

CAP = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows; `total` is exact up to the cap, `next` is the cursor of the page after it."""

    items: Sequence[Row]
    total: int
    capped: bool
    next: str | None


def newest_first(
    session: Session, query: Select[Any], at: Any, row_id: Any, *, limit: int, after: str | None
) -> Page[Any]:
    """Return one page of what the query finds, by the moment in the column `at` and the id."""
    total = count(session, query.with_only_columns(row_id))
    if after:
        query = query.where(tuple_(at, row_id) < decode(after))
    rows = list(session.scalars(query.order_by(at.desc(), row_id.desc()).limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    cursor = encode(getattr(rows[-1], at.key), getattr(rows[-1], row_id.key)) if more else None
    return Page(rows, min(total, CAP), total > CAP, cursor)


def count(session: Session, query: Select[Any]) -> int:
    """Count what a query finds, at most one more than the cap."""
    inner = query.order_by(None).limit(CAP + 1).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0
