"""Cursors of lists: the sort value and the id of the last row, opaque to the reader."""

import base64
import binascii
from datetime import datetime
from typing import Any

import orjson

from app.errors import Unreadable


def encode(value: Any, row_id: str) -> str:
    """Return the cursor that stands after a row."""
    kind = "t" if isinstance(value, datetime) else "s"
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(orjson.dumps([kind, text, row_id])).decode().rstrip("=")


def decode(cursor: str) -> tuple[Any, str]:
    """Return (sort value, row id). Raises Unreadable for anything else than a cursor."""
    try:
        kind, text, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (datetime.fromisoformat(text) if kind == "t" else text), str(row_id)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Unreadable("翻页标记 after 无法识别，请从第一页重新开始。") from error
