"""Definitions: published versions never change, drafts never run, pins say what a version of a process uses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id


class DefinitionVersion(Base):
    """One published version of a definition; `body` is the file as it lies in the folder. `parties` are the ids
    of those for whom it holds before it holds for all; none where it holds for all."""

    __tablename__ = "definition_version"
    __table_args__ = (UniqueConstraint("kind", "key", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column()
    hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    note: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(100), default="")
    published_at: Mapped[datetime] = mapped_column(Moment)
    parties: Mapped[list[str] | None] = mapped_column(Json)


class Pin(Base):
    """A version of a process uses exactly this version of another definition."""

    __tablename__ = "definition_pin"
    __table_args__ = (Index(None, "pinned_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("definition_version.id"), primary_key=True)
    pinned_id: Mapped[str] = mapped_column(ForeignKey("definition_version.id"), primary_key=True)


class Draft(Base):
    """What one author is changing; at most one for an author and a definition."""

    __tablename__ = "definition_draft"
    __table_args__ = (UniqueConstraint("kind", "key", "author_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(100))
    author_id: Mapped[str] = mapped_column(Id)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    etag: Mapped[str] = mapped_column(String(64))
    based_on: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class PlannedRelease(Base):
    """A checked draft that becomes a version at a moment to come. `state`: waiting, failed (then `problem` says why)."""

    __tablename__ = "planned_release"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column()
    body: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(100))
    author_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
    parties: Mapped[list[str] | None] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    problem: Mapped[str | None] = mapped_column(Text)
