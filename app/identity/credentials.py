"""Sign-in with account and password: the same answer and the same work whatever was wrong.

These functions take the database, not a session: what a refused try leaves behind must be committed,
and the password is checked between two short transactions, for that takes longer than a lock may be held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotSignedIn, TooMany
from app.identity import limits, passwords, sessions, totp
from app.identity.actor import ACTOR, MEMBERS, ORDER, Actor, read_actor
from app.identity.auditing import audit
from app.identity.doors import doors
from app.identity.secrets import new_token, token_hash
from app.identity.sessions import SignedIn
from app.store.accounts import Account, ApiToken, Membership
from app.store.base import Moment
from app.store.session import Database, begin_write
from app.store.statements import Statement, table_of

WRONG = "账号、密码或动态口令不正确，请核对后重试。"
OWED = "你的账号需要先绑定动态口令：请在网页登录并完成绑定。"
TOKEN_LIFE = timedelta(hours=12)

T = TypeVar("T")


def sign_in(
    database: Database,
    login: str,
    password: str,
    *,
    otp: str | None = None,
    address: str = "",
    strict: bool = False,
    second_factor: bool = False,
    now: datetime | None = None,
) -> SignedIn:
    """Sign a browser in. With `second_factor` those who owe one get a session that can only set it up.

    Raises NotSignedIn (one text for everything that may be wrong), TooMany."""

    def proved(session: Session, account: Account, moment: datetime) -> SignedIn:
        owes = second_factor and owes_second_factor(session, account)
        return sessions.open_session(session, account, moment, "enrol" if owes else "full")

    attempt = _Attempt("sign_in", login.strip()[:100], password, otp, address, strict)
    return _prove(database, attempt, now, proved)


def issue_token(
    database: Database,
    login: str,
    password: str,
    *,
    otp: str | None = None,
    address: str = "",
    strict: bool = False,
    second_factor: bool = False,
    now: datetime | None = None,
) -> tuple[str, datetime]:
    """Return a new bearer token and its end. Raises NotSignedIn, TooMany, NotAllowed (second factor owed)."""

    def proved(session: Session, account: Account, moment: datetime) -> tuple[str, datetime]:
        if second_factor and owes_second_factor(session, account):
            raise NotAllowed(OWED)
        session.execute(delete(ApiToken).where(ApiToken.expires_at <= moment))
        token, ends = new_token(), moment + TOKEN_LIFE
        row = ApiToken(
            token_hash=token_hash(token), account_id=account.id, created_at=moment, expires_at=ends
        )
        session.add(row)
        return token, ends

    attempt = _Attempt("token", login.strip()[:100], password, otp, address, strict)
    return _prove(database, attempt, now, proved)


_TOKEN = table_of(ApiToken)
_BEARER = Statement(
    select(*ACTOR, _TOKEN.c.expires_at)
    .select_from(MEMBERS.join(_TOKEN, _TOKEN.c.account_id == table_of(Account).c.id))
    .where(_TOKEN.c.token_hash == bindparam("token"))
    .order_by(*ORDER)
)


def token_actor(session: Session, token: str, now: datetime) -> Actor | None:
    """Return whose bearer token this is; None when it is unknown or has ended, or the account was stopped."""
    rows = _BEARER.rows(session, {"token": token_hash(token)})
    return read_actor(rows) if rows and now < rows[0][-1] else None


def revoke_token(session: Session, token: str) -> None:
    """End a bearer token."""
    session.execute(delete(ApiToken).where(ApiToken.token_hash == token_hash(token)))


def owes_second_factor(session: Session, account: Account) -> bool:
    """True when a role of the account needs a second factor and none is set up."""
    if account.totp_secret is not None:
        return False
    roles = session.scalars(select(Membership.role).where(Membership.account_id == account.id))
    return not doors.second_factor_roles.isdisjoint(roles)


def database_now(session: Session) -> datetime:
    """Return the database's time: sessions and limits go by one clock, which nobody moves."""
    if session.get_bind().dialect.name == "sqlite":
        text = session.scalar(select(func.strftime("%Y-%m-%dT%H:%M:%f+00:00", "now")))
        return datetime.fromisoformat(str(text))
    return session.scalars(select(func.now(type_=Moment()))).one()


@dataclass(frozen=True)
class _Attempt:
    action: str
    login: str
    password: str
    otp: str | None
    address: str
    strict: bool


def _prove(
    database: Database,
    attempt: _Attempt,
    now: datetime | None,
    proved: Callable[[Session, Account, datetime], T],
) -> T:
    with database.session() as session:
        begin_write(session)
        now = now or database_now(session)
        wait = _wait(session, attempt, now)
        account = session.scalar(select(Account).where(Account.login == attempt.login))
        if wait is not None:
            _note(session, account, attempt, "denied", now, why="limit")
    if wait is not None:
        raise TooMany(f"尝试次数过多，请在 {wait} 秒后再试。", wait)
    stored = account.password_hash if account is not None and account.status == "active" else None
    fits = passwords.verify(stored, attempt.password)
    with database.session() as session:
        begin_write(session)
        account = session.get(Account, account.id) if fits and account is not None else account
        if fits and account is not None and totp.use_code(session, account, attempt.otp, now):
            _note(session, account, attempt, "done", now)
            _renew(session, account, attempt, now)
            return proved(session, account, now)
        _note(session, account, attempt, "denied", now)
    raise NotSignedIn(WRONG)


def _wait(session: Session, attempt: _Attempt, now: datetime) -> int | None:
    by_address = limits.refused(session, "login.address", attempt.address, strict=attempt.strict, now=now)
    if by_address is not None:
        return by_address
    return limits.refused(session, "login.account", attempt.login, strict=attempt.strict, now=now)


def _renew(session: Session, account: Account, attempt: _Attempt, now: datetime) -> None:
    if passwords.needs_rehash(account.password_hash or ""):
        account.password_hash = passwords.hash_password(attempt.password)
    limits.forgive(session, "login.account", account.login)
    limits.sweep(session, now)


def _note(
    session: Session, account: Account | None, attempt: _Attempt, result: str, now: datetime, **detail: str
) -> None:
    who = account.id if account is not None else None
    audit(session, who, attempt.action, "", result, detail, address=attempt.address, now=now)
