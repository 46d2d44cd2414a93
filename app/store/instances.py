"""Running instances: the engine's state, the case file, who takes part, and what has happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id
from app.store.sealed import SealedJson

ROOM = {
    "postgresql_with": {"fillfactor": 70}
}  # a step changes no column of an index: the new row fits beside the old


class Instance(Base):
    """One run of a process. `state` is the engine's (empty when ended); `case` holds every answer, encrypted."""

    __tablename__ = "instance"
    __table_args__ = (
        Index(None, "subject_id", "process"),
        Index(None, "started_by"),
        Index(None, "version_id", "ended"),
        ROOM,
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    process: Mapped[str] = mapped_column(String(100))
    version_id: Mapped[str] = mapped_column(ForeignKey("definition_version.id"))
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[bytes | None] = mapped_column(LargeBinary)
    case: Mapped[dict[str, Any]] = mapped_column(SealedJson("instance.case"))
    status: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200), default="")
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    started_by: Mapped[str | None] = mapped_column(Id)
    started_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    ended: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end: Mapped[str | None] = mapped_column(String(100))


class InstanceParty(Base):
    """Who a role is in an instance. It carries what lists sort by, so that a scope's list is one index scan."""

    __tablename__ = "instance_party"
    __table_args__ = (Index(None, "party_id", "role", "process", "started_at", "instance_id"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    party_id: Mapped[str] = mapped_column(Id)
    process: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime] = mapped_column(Moment)


class History(Base):
    """What happened, in order; append-only. `detail` explains routing: expression, values, result."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("instance_id", "seq"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    seq: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[str | None] = mapped_column(Id)
    who: Mapped[str] = mapped_column(String(100), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(120))
    step: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(Text)
    token: Mapped[str | None] = mapped_column(String(80))
    detail: Mapped[dict[str, Any] | None] = mapped_column(SealedJson("history.detail"))


class Incident(Base):
    """Work that cannot go on by itself, most of it an instance's; `job` is what was tried: kind, payload, key."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "resolved_at", "created_at"), Index(None, "instance_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"))
    element: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    job: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolution: Mapped[str | None] = mapped_column(Text)


class Document(Base):
    """A printed result of an instance. `roles` may read it; the bytes lie in the file store under `path`. One that
    carries a code is found by it (`token_hash`)."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "instance_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    kind: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column()
    roles: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
