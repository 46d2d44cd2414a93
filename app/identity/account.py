"""What a person changes of the own account, and how accounts are made."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid
from app.identity import passwords, sessions
from app.identity.auditing import audit
from app.store.accounts import Account, Membership, Party


def add_party(session: Session, kind: str, code: str, name: str, parent: str | None = None) -> str:
    """Add a party and return its id."""
    party = Party(kind=kind, code=code, name=name, parent_id=parent)
    session.add(party)
    session.flush()
    return party.id


def create_account(
    session: Session, login: str, name: str, *, password: str | None = None, password_hash: str | None = None
) -> Account:
    """Return a new account. `password_hash` is for many accounts of a demo that share one password."""
    stored = password_hash or (passwords.hash_password(password) if password is not None else None)
    account = Account(login=login, name=name, password_hash=stored)
    session.add(account)
    session.flush()
    return account


def add_membership(
    session: Session, account_id: str, role: str, party_id: str | None = None, level: str = ""
) -> None:
    """Make an account a member of a party in a role."""
    session.add(Membership(account_id=account_id, role=role, party_id=party_id, level=level))
    session.flush()


def change_password(
    session: Session,
    account_id: str,
    old: str,
    new: str,
    *,
    keep: str | None = None,
    address: str = "",
    now: datetime,
) -> None:
    """Set a new password; every other session and token of the account ends, but the one of the token `keep`.

    Raises Invalid."""
    account = session.get_one(Account, account_id)
    if not passwords.verify(account.password_hash, old):
        raise Invalid(errors=[FieldError("password", "现在的密码不正确。")])
    passwords.check_new(new, account.login)
    account.password_hash = passwords.hash_password(new)
    sessions.end_all(session, account.id, but=keep)
    audit(session, account.id, "change_password", f"account:{account.id}", address=address, now=now)


def stop_account(session: Session, account_id: str) -> None:
    """Stop an account; its sessions and tokens end."""
    session.get_one(Account, account_id).status = "stopped"
    sessions.end_all(session, account_id)
