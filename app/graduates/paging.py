"""Pages of rows that were read one beyond the limit."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.inbox.paging import CAP, Page

Row = TypeVar("Row")

__all__ = ["CAP", "Page", "page_of"]


def page_of(rows: Sequence[Row], limit: int, total: int, cursor: Callable[[Row], str]) -> Page[Row]:
    """Return a page from rows that were read one beyond the limit."""
    more, shown = len(rows) > limit, rows[:limit]
    return Page(shown, min(total, CAP), total > CAP, cursor(shown[-1]) if more else None)
