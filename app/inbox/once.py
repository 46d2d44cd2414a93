"""Doing a thing once: the same key and request get the first answer, the same key and another request are refused.

A key is taken before anything is done: of two requests that come at once the second waits for the first."""

import hashlib
from typing import Any

import orjson
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Invalid
from app.inbox.desk import Desk
from app.store.queue import IdempotencyKey

LONGEST = 200


def answered(desk: Desk, key: str | None, request: Any) -> str | None:
    """Take a key for a request, or return the id that was answered to it before.

    Raises Invalid when the key was taken for another request."""
    if not key or desk.actor is None:
        return None
    if len(key) > LONGEST:
        raise Invalid(f"Idempotency-Key 不能超过 {LONGEST} 个字符。")
    make: Any = sqlite.insert if desk.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    owner = {"account_id": desk.actor.account_id, "key": key}
    row = {**owner, "request_hash": _hash(request), "answer": "", "created_at": desk.now}
    taking = make(IdempotencyKey).values(row).on_conflict_do_nothing().returning(IdempotencyKey.key)
    if desk.session.execute(taking).first() is not None:
        return None
    before = desk.session.get_one(IdempotencyKey, tuple(owner.values()), populate_existing=True)
    if before.request_hash != row["request_hash"]:
        raise Invalid("这个 Idempotency-Key 已用于另一次提交，请换一个新的。")
    return before.answer


def remember(desk: Desk, key: str | None, request: Any, answer: str) -> None:
    """Keep the answer to a key that was taken for this request, in the same transaction."""
    if key and desk.actor is not None:
        mine = (IdempotencyKey.account_id == desk.actor.account_id, IdempotencyKey.key == key)
        same = IdempotencyKey.request_hash == _hash(request)
        desk.session.execute(update(IdempotencyKey).where(*mine, same).values(answer=answer))


def _hash(request: Any) -> str:
    body = orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(body).hexdigest()
