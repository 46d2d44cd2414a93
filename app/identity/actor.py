"""Who acts: an account with its memberships, as a value that outlives the session it was read in."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotSignedIn
from app.store import accounts


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


def load_actor(session: Session, account_id: str) -> Actor:
    """Return the actor of an account. Raises NotSignedIn when there is none, or it has been stopped."""
    account = session.get(accounts.Account, account_id)
    if account is None or account.status != "active":
        raise NotSignedIn("这个账号不能使用，请联系管理员。")
    return actor_of(session, account)


def actor_of(session: Session, account: accounts.Account) -> Actor:
    """Return the actor of an account that was already read."""
    table = accounts.Membership
    query = select(table.role, table.party_id, table.level).where(table.account_id == account.id)
    rows = session.execute(query.order_by(table.role, table.id))
    memberships = tuple(Membership(role, party, level) for role, party, level in rows)
    return Actor(account.id, account.login, account.name, memberships, account.locale)
