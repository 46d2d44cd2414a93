"""Who there is: parties in a tree, accounts, memberships that join them, and how an account proves itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id
from app.store.sealed import Sealed


class Party(Base):
    """Somebody whom a role can be bound to: a person, a unit. Kinds are the application's words."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("parent_id", "kind", "code"), Index(None, "kind", "code"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    facts: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Account(Base):
    """Somebody who can sign in. `status`: active, stopped. Without a password only a provider signs in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(10), default="active")
    locale: Mapped[str] = mapped_column(String(10), default="zh_Hans_CN")
    totp_secret: Mapped[str | None] = mapped_column(Sealed("account.totp_secret"))
    totp_step: Mapped[int] = mapped_column(default=0)  # the last one used: a code works once
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """An account acts in a role for a party. Roles of the installation itself have no party."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "role", "party_id"), Index(None, "party_id", "role"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    level: Mapped[str] = mapped_column(String(40), default="")


class SignInSession(Base):
    """A browser that is signed in. `stage` is `enrol` until a second factor that is owed has been set up."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    stage: Mapped[str] = mapped_column(String(10), default="full")


class ApiToken(Base):
    """A bearer token; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class ExternalIdentity(Base):
    """A subject of another identity provider that is bound to an account."""

    __tablename__ = "external_identity"
    __table_args__ = (Index(None, "account_id"),)

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    bound_at: Mapped[datetime] = mapped_column(Moment)


class RateBucket(Base):
    """How often something may still be done. `strikes`: refusals in a row, each of which doubles the wait."""

    __tablename__ = "rate_bucket"
    __table_args__ = (Index(None, "updated_at"),)

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    tokens: Mapped[float] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column(Moment)
    strikes: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(Moment)
