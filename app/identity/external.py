"""Sign-in through another identity provider, and binding its subjects to accounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, Conflict, NotAllowed
from app.identity import sessions
from app.identity.auditing import audit
from app.identity.credentials import owes_second_factor
from app.identity.doors import doors
from app.identity.providers import Provider
from app.identity.sessions import SignedIn
from app.store.accounts import Account, ExternalIdentity
from app.store.session import Database, begin_write

UNBOUND = "这个{label}账号尚未与本系统的账号绑定。请先用其他方式登录，在“账号与安全”中绑定后再使用。"
STOPPED = "你的账号已停用，请联系管理员。"


def sign_in_external(
    database: Database,
    provider: Provider,
    claims: Mapping[str, Any],
    *,
    address: str = "",
    second_factor: bool = False,
    now: datetime,
) -> SignedIn:
    """Sign in whoever a provider has vouched for. `claims` were verified and have a `sub`.

    Raises NotAllowed with the application's sentences."""
    refusal: AppError
    with database.session() as session:
        begin_write(session)
        try:
            account = _account(session, provider, claims, now)
        except NotAllowed as error:
            detail = {"provider": provider.name, "why": type(error).__name__}
            audit(session, None, "sign_in", "", "denied", detail, address=address, now=now)
            refusal = error
        else:
            audit(
                session,
                account.id,
                "sign_in",
                "",
                "done",
                {"provider": provider.name},
                address=address,
                now=now,
            )
            owes = second_factor and owes_second_factor(session, account)
            return sessions.open_session(session, account, now, "enrol" if owes else "full")
    raise refusal


def bind(session: Session, account_id: str, provider: str, subject: str, now: datetime) -> None:
    """Bind a subject of a provider to an account. Raises Conflict when it belongs to another one."""
    row = session.get(ExternalIdentity, (provider, subject))
    if row is None:
        session.add(ExternalIdentity(provider=provider, subject=subject, account_id=account_id, bound_at=now))
        session.flush()
    elif row.account_id != account_id:
        raise Conflict("这个身份已经绑定了另一个账号，请先在那个账号中解除绑定。")


def unbind(session: Session, account_id: str, provider: str) -> None:
    """Remove the bindings of an account to a provider."""
    for row in session.scalars(_of(account_id).where(ExternalIdentity.provider == provider)):
        session.delete(row)


def bound_providers(session: Session, account_id: str) -> set[str]:
    """Return the names of the providers that an account is bound to."""
    return {row.provider for row in session.scalars(_of(account_id))}


def _of(account_id: str) -> Any:
    return select(ExternalIdentity).where(ExternalIdentity.account_id == account_id)


def _account(session: Session, provider: Provider, claims: Mapping[str, Any], now: datetime) -> Account:
    subject = str(claims["sub"])
    row = session.get(ExternalIdentity, (provider.name, subject))
    bound = row.account_id if row else None
    linked = doors.linker(session, provider, claims, bound, now) if doors.linker else None
    account_id = linked or bound
    account = session.get(Account, account_id) if account_id else None
    if account is None:
        raise NotAllowed(UNBOUND.format(label=provider.label))
    if account.status != "active":
        raise NotAllowed(STOPPED)
    if bound is None:
        bind(session, account.id, provider.name, subject, now)
    return account
