"""How often something may be done: token buckets in the database, shared by all processes."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.errors import TooMany
from app.store.accounts import RateBucket
from app.store.session import Database, begin_write

GENEROUS = 100  # demo and test multiply the limits by this
MAX_WAIT = timedelta(minutes=15)
REST = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`count` times in `seconds`. With `growing` each refusal in a row doubles the wait."""

    count: int
    seconds: int
    growing: bool = False


LIMITS = {
    "login.account": Limit(5, 60, growing=True),
    "login.address": Limit(30, 600),
    "verification.address": Limit(10, 60),
    "verification.day": Limit(100, 86_400),
    "verification.number": Limit(60, 60),
    "verification.site": Limit(50, 1),
    "link.address": Limit(60, 600),
    "search": Limit(60, 3600),
    "search.day": Limit(300, 86_400),
    "submit": Limit(10, 60),
    "upload": Limit(60, 3600),
    "export": Limit(10, 3600),
    "import": Limit(5, 3600),
    "reveal": Limit(100, 3600),
    "proof": Limit(5, 60, growing=True),  # the old password or code, asked again of somebody who is signed in
    "definition": Limit(60, 3600),
    "sms": Limit(1, 60),  # these count what is sent to an address
    "sms.day": Limit(10, 86_400),
    "wechat.day": Limit(30, 86_400),
    "email.day": Limit(50, 86_400),
}


def take(session: Session, surface: str, who: str, *, strict: bool, now: datetime) -> None:
    """Use one turn of `who` (an account, an address, a number). Raises TooMany with the seconds to wait.

    The turn is counted when the session commits."""
    wait = _try(session, surface, who, strict, now)
    if wait is not None:
        raise TooMany(f"操作过于频繁，请在 {wait} 秒后再试。", wait)


def spend(database: Database, surface: str, who: str, *, strict: bool, now: datetime) -> None:
    """Use one turn that counts whatever becomes of the request. Raises TooMany. Not inside a unit of work."""
    with database.session() as session:
        begin_write(session)
        wait = _try(session, surface, who, strict, now)
    if wait is not None:
        raise TooMany(f"操作过于频繁，请在 {wait} 秒后再试。", wait)


def sweep(session: Session, now: datetime) -> None:
    """Remove what has been at rest for so long that it is full again."""
    session.execute(delete(RateBucket).where(RateBucket.updated_at < now - REST))


def refused(session: Session, surface: str, who: str, *, strict: bool, now: datetime) -> int | None:
    """Use one turn and return None, or the seconds to wait: for callers that commit the refusal too."""
    return _try(session, surface, who, strict, now)


def forgive(session: Session, surface: str, who: str) -> None:
    """Forget what was counted: whoever has proved who they are starts anew."""
    row = session.get(RateBucket, _key(surface, who))
    if row is not None:
        row.tokens, row.strikes, row.blocked_until = float(LIMITS[surface].count), 0, None


def _try(session: Session, surface: str, who: str, strict: bool, now: datetime) -> int | None:
    limit = LIMITS[surface]
    size = float(limit.count if strict else limit.count * GENEROUS)
    row = _bucket(session, _key(surface, who), size, now)
    if row.blocked_until is not None and row.blocked_until > now:
        return _seconds(row.blocked_until - now)
    quiet = max((now - row.updated_at).total_seconds(), 0.0)
    row.tokens, row.updated_at = min(size, row.tokens + quiet * size / limit.seconds), now
    row.strikes = 0 if quiet >= MAX_WAIT.total_seconds() else row.strikes
    if row.tokens >= 1.0:
        row.tokens, row.blocked_until = row.tokens - 1.0, None
        return None
    return _refuse(row, limit, size, now)


def _refuse(row: RateBucket, limit: Limit, size: float, now: datetime) -> int:
    wait = timedelta(seconds=(1.0 - row.tokens) * limit.seconds / size)
    if limit.growing:
        wait = min(wait * 2 ** min(row.strikes, 10), MAX_WAIT)
        # One try when the wait is over, and nothing saved up while it lasted.
        row.strikes, row.tokens, row.updated_at, row.blocked_until = (
            row.strikes + 1,
            1.0,
            now + wait,
            now + wait,
        )
    return _seconds(wait)


def _bucket(session: Session, key: str, size: float, now: datetime) -> RateBucket:
    make: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"key": key, "tokens": size, "updated_at": now, "strikes": 0}
    session.flush()  # what was counted before in this session must not be read over
    session.execute(make(RateBucket).values(values).on_conflict_do_nothing())
    return session.get_one(RateBucket, key, with_for_update=True, populate_existing=True)


def _key(surface: str, who: str) -> str:
    # What people type as their account may be a telephone number: it is not kept in the clear.
    return f"{surface}:{sha256(who.strip().lower().encode()).hexdigest()[:40]}"


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
