"""Definitions: published versions never change, drafts never run, pins say what a version of a process uses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id


class DefinitionVersion(Base):
    """One published version of a definition; `body` is the file as it lies in the folder."""

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
