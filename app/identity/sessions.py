"""Browsers that are signed in: rows on the server, found by the hash of what the cookie holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.identity.actor import ACTOR, MEMBERS, ORDER, Actor, read_actor
from app.identity.secrets import new_token, token_hash
from app.store.accounts import Account, ApiToken, SignInSession
from app.store.statements import Statement, table_of

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """A new session: the cookie's token, whose it is, and its `stage` (`enrol`: a second factor is owed)."""

    token: str
    account_id: str
    stage: str


@dataclass(frozen=True)
class Found:
    """The session of a request. `stale`: it is time to note that it is in use."""

    actor: Actor
    stage: str
    stale: bool


def open_session(session: Session, account: Account, now: datetime, stage: str = "full") -> SignedIn:
    """Sign a browser in: always with a new token, so that one planted before is worth nothing."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    token = new_token()
    row = SignInSession(
        token_hash=token_hash(token),
        account_id=account.id,
        created_at=now,
        seen_at=now,
        expires_at=now + ABSOLUTE,
        stage=stage,
    )
    session.add(row)
    account.last_login_at = now
    return SignedIn(token, account.id, stage)


_SESSION = table_of(SignInSession)
_FOUND = Statement(
    select(*ACTOR, _SESSION.c.seen_at, _SESSION.c.expires_at, _SESSION.c.stage)
    .select_from(MEMBERS.join(_SESSION, _SESSION.c.account_id == table_of(Account).c.id))
    .where(_SESSION.c.token_hash == bindparam("token"))
    .order_by(*ORDER)
)


def find_session(session: Session, token: str, now: datetime) -> Found | None:
    """Return whose session this is; None when it ended, was idle too long, or the account was stopped."""
    rows = _FOUND.rows(session, {"token": token_hash(token)})
    actor = read_actor(rows)
    if actor is None:
        return None
    seen_at, expires_at, stage = rows[0][-3:]
    if now >= expires_at or now - seen_at >= IDLE:
        return None
    return Found(actor, stage, now - seen_at >= TOUCH_EVERY)


def touch(session: Session, token: str, now: datetime) -> None:
    """Note that a session is in use. One that was ended meanwhile does not come back."""
    row = session.get(SignInSession, token_hash(token), populate_existing=True)
    if row is not None:
        row.seen_at = now


def complete(session: Session, token: str) -> None:
    """The second factor is set up: the session may do everything now."""
    row = session.get_one(SignInSession, token_hash(token))
    row.stage = "full"


def end_session(session: Session, token: str) -> None:
    """Sign a browser out."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == token_hash(token)))


def end_all(session: Session, account_id: str, but: str | None = None) -> None:
    """End every session and token of an account, but for the session of the token `but`."""
    rows = delete(SignInSession).where(SignInSession.account_id == account_id)
    session.execute(rows.where(SignInSession.token_hash != token_hash(but)) if but else rows)
    session.execute(delete(ApiToken).where(ApiToken.account_id == account_id))
