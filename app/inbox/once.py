"""Doing a thing once: the same key and request get the first answer, the same key and another request are refused."""

import hashlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.inbox.desk import Desk
from app.store.queue import IdempotencyKey
from app.store.statements import Statement, insert_new, table_of

_KEY = table_of(IdempotencyKey)
_CLAIM = Statement(insert_new(_KEY), "account_id", "key", "request_hash", "answer", "created_at")
_CLAIMED = Statement(
    select(_KEY.c.request_hash, _KEY.c.answer).where(
        _KEY.c.account_id == bindparam("account"), _KEY.c.key == bindparam("name")
    )
)


def once(desk: Desk, key: str | None, request: Any, answer: str) -> str | None:
    """Claim a key for a request that will be answered so; return what was answered before, None the first time.

    Who comes at the same moment waits for the first one. Raises Invalid for another request."""
    if not key or desk.actor is None:
        return None
    if len(key) > 200:
        raise Invalid("Idempotency-Key 不能超过 200 个字符。")
    account, digest = desk.actor.account_id, _hash(request)
    row = {
        "account_id": account,
        "key": key,
        "request_hash": digest,
        "answer": answer,
        "created_at": desk.now,
    }
    if _CLAIM.run(desk.session, row) == 1:
        return None
    known, before = _CLAIMED.rows(desk.session, {"account": account, "name": key})[0]
    if known != digest:
        raise Invalid("这个 Idempotency-Key 已用于另一次提交，请换一个新的。")
    return str(before)


def forget(session: Session, before: datetime) -> None:
    """Forget the keys of requests that were answered before a moment."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))


def _hash(request: Any) -> str:
    body = orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(body).hexdigest()
