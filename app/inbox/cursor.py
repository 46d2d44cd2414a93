"""Cursors of lists: the sort value and the id of the last row, opaque to the reader."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import orjson

from app.content.jsonfile import storable
from app.errors import Unreadable

LONGEST = 2_000


def encode(value: Any, row_id: str) -> str:
    """Return the cursor that stands after a row."""
    kind = "t" if isinstance(value, datetime) else "s"
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(orjson.dumps([kind, text, row_id])).decode().rstrip("=")


def decode(cursor: str, of: type = datetime) -> tuple[Any, str]:
    """Return (sort value, row id); the value is `of` the kind that the list is sorted by, a moment or a text.

    Raises Unreadable for anything else than a cursor of such a list."""
    try:
        kind, text, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value = datetime.fromisoformat(text) if kind == "t" else text
        if not (isinstance(value, of) and isinstance(row_id, str) and _fits(text) and _fits(row_id)):
            raise ValueError(kind)
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(kind)
            value = value.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise Unreadable("翻页标记 after 无法识别，请从第一页重新开始。") from error
    return value, row_id


def _fits(text: str) -> bool:
    return len(text) <= LONGEST and storable(text)
