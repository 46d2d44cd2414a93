"""Operators that give out numbers and tokens."""

import secrets
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.operators.registry import Env, registry
from app.store.queue import Counter
from app.store.statements import Statement, insert_new, table_of

_COUNTER = table_of(Counter)
_FIRST = Statement(insert_new(_COUNTER), "name", "last")
_NEXT = Statement(
    update(_COUNTER)
    .where(_COUNTER.c.name == bindparam("sequence"))
    .values(last=_COUNTER.c.last + 1)
    .returning(_COUNTER.c.last)
)


def next_of(session: Session, sequence: str) -> int:
    """Return the next number of a sequence; the row is locked until the transaction ends, so none is given twice."""
    found = _NEXT.first(session, {"sequence": sequence})
    if found is None:
        _FIRST.run(session, {"name": sequence, "last": 0})
        found = _NEXT.rows(session, {"sequence": sequence})[0]
    return int(found[0])


@registry.operator
def next_number(env: Env, *, sequence: str, prefix: str = "", width: int = 5) -> str:
    """给出序列 sequence 的下一个号码：prefix 后接至少 width 位数字，例如 DR-00001。"""
    return f"{prefix}{next_of(env.session, sequence):0{int(width)}}"


@registry.operator
def random_token(env: Env, *, length: int = 24) -> str:
    """给出一个无法猜测的令牌，由 length 个随机字节生成（不少于 16 个字节，即 128 位）。"""
    return secrets.token_urlsafe(max(16, int(length)))


@registry.operator
def keep(env: Env, *, value: Any) -> Any:
    """把 value 的值原样记入办理数据，供后面的步骤、文书和消息引用。"""
    return value
