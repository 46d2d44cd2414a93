"""Making a value fit a type: one item for a list of one, a list for one item, midnight in UTC for a date.

What does not fit is null."""

from datetime import UTC
from typing import Any

from app.rules.civil import is_date, narrow, wide
from app.rules.types import Type, Types, conforms, resolve
from app.rules.values import own


def fit(value: Any, kind: Type, types: Types) -> Any:
    """Return the value as the type wants it, or null."""
    value, kind = own(value), resolve(kind, types)
    if value is None or kind.name == "Any" or conforms(value, kind, types):
        return value
    if kind.name == "list" and not isinstance(value, list):
        return [value] if not kind.of or conforms(value, kind.of[0][1], types) else None
    if kind.name == "date and time" and is_date(value):
        return narrow(wide(value).days, 0, UTC)
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind, types):
        return own(value[0])
    return None
