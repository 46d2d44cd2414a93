"""Doing a thing once: the same key and request get the first answer, the same key and another request are refused."""

import hashlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.inbox.desk import Desk
from app.store.queue import IdempotencyKey
from app.store.session import one_at_a_time


def answered(desk: Desk, key: str | None, request: Any) -> str | None:
    """Return the id that was answered to this key before, or None. Raises Invalid for another request."""
    if not key or desk.actor is None:
        return None
    if len(key) > 200:
        raise Invalid("Idempotency-Key 不能超过 200 个字符。")
    one_at_a_time(desk.session, f"once {desk.actor.account_id} {key}")  # a repeat waits for the first
    row = desk.session.get(IdempotencyKey, (desk.actor.account_id, key))
    if row is None:
        return None
    if row.request_hash != _hash(request):
        raise Invalid("这个 Idempotency-Key 已用于另一次提交，请换一个新的。")
    return row.answer


def remember(desk: Desk, key: str | None, request: Any, answer: str) -> None:
    """Keep the answer to a key, in the same transaction."""
    if not key or desk.actor is None:
        return
    desk.session.add(
        IdempotencyKey(
            account_id=desk.actor.account_id,
            key=key,
            request_hash=_hash(request),
            answer=answer,
            created_at=desk.now,
        )
    )


def forget(session: Session, before: datetime) -> None:
    """Forget the keys of requests that were answered before a moment."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))


def _hash(request: Any) -> str:
    body = orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(body).hexdigest()
