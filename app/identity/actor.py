"""Who acts: an account with its memberships, as a value that outlives the session it was read in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.errors import NotSignedIn
from app.store import accounts
from app.store.statements import Statement, table_of


@dataclass(frozen=True)
class Membership:
    """The actor is this party in this role. Roles of the installation itself have no party."""

    role: str
    party_id: str | None
    level: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in."""

    account_id: str
    login: str
    name: str
    memberships: tuple[Membership, ...] = ()
    locale: str = "zh_Hans_CN"

    @property
    def roles(self) -> frozenset[str]:
        """Every role of the actor."""
        return frozenset(m.role for m in self.memberships)

    def has_any(self, roles: Collection[str]) -> bool:
        """True when the actor has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def is_in(self, role: str, party_id: str) -> bool:
        """True when the actor is this party in this role."""
        return any(m.role == role and m.party_id == party_id for m in self.memberships)


_ACCOUNT, _MEMBER = (table_of(t) for t in (accounts.Account, accounts.Membership))
ACTOR = (
    *(_ACCOUNT.c[name] for name in ("id", "login", "name", "locale", "status")),
    *(_MEMBER.c[name] for name in ("role", "party_id", "level")),
)  # what `read_actor` reads, a row for each membership
MEMBERS = _ACCOUNT.outerjoin(_MEMBER, _MEMBER.c.account_id == _ACCOUNT.c.id)
ORDER = (_MEMBER.c.role, _MEMBER.c.id)
_BY_ID = Statement(
    select(*ACTOR).select_from(MEMBERS).where(_ACCOUNT.c.id == bindparam("account")).order_by(*ORDER)
)


def load_actor(session: Session, account_id: str) -> Actor:
    """Return the actor of an account. Raises NotSignedIn when there is none, or it has been stopped."""
    actor = read_actor(_BY_ID.rows(session, {"account": account_id}))
    if actor is None:
        raise NotSignedIn("这个账号不能使用，请联系管理员。")
    return actor


def read_actor(rows: Sequence[tuple[Any, ...]]) -> Actor | None:
    """Return the actor that rows of ACTOR tell of; None without any, or when the account has been stopped."""
    if not rows or rows[0][4] != "active":
        return None
    account_id, login, name, locale = rows[0][:4]
    memberships = tuple(Membership(*row[5:8]) for row in rows if row[5] is not None)
    return Actor(account_id, login, name, memberships, locale)
