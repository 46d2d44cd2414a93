"""Pages of rows: the total is exact up to a bound, the cursor is the last row's key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

CAP = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows; `next` is the cursor of the one after it."""

    items: Sequence[Row]
    total: int
    capped: bool
    next: str | None


def page_of(rows: Sequence[Row], limit: int, total: int, cursor: Callable[[Row], str]) -> Page[Row]:
    """Return a page from rows that were read one beyond the limit."""
    more, shown = len(rows) > limit, rows[:limit]
    return Page(shown, min(total, CAP), total > CAP, cursor(shown[-1]) if more else None)
