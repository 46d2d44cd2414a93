"""What a list source is asked and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Query:
    """A question to a list source. `filters` are the list's own filters by key; `after` is the cursor."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    search: str = ""
    sort: str = ""
    limit: int = 50
    after: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Rows:
    """An answer: rows as plain dicts (each may hold `id`, `subject`, and `instance` or `href`, where its name leads), the
    total (capped at 10,000) and the cursor of the next page. `counters` are totals by counter key for the same scope.
    `choices` are the values that a filter offers, with their labels; `applied` is what the source filters by where
    nothing is chosen."""

    items: Sequence[Mapping[str, Any]]
    total: int
    capped: bool = False
    next: str | None = None
    counters: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    applied: Mapping[str, str] = field(default_factory=dict)
