"""Work that waits for the commit: jobs, the outbox, in-app messages, idempotency keys, counters and the clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id
from app.store.sealed import SealedJson


class Job(Base):
    """A piece of background work. `state`: waiting, running, failed; what is done is gone.

    On SQLite this is the queue itself; on PostgreSQL it is a view of procrastinate's (see `app.jobs`)."""

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_key", "key", unique=True, sqlite_where=text("state = 'waiting'")),
        Index(None, "state", "due"),
        {"info": {"only": "sqlite"}},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(160))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    due: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    lease_token: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


ADDRESS = "_address"  # under this key the body of a letter holds whom it goes to


class Outbox(Base):
    """Something that leaves the database after the commit; `key` is given to the receiver, who drops repeats.

    What is about the same `subject` leaves in the order of `seq`. `state`: waiting, sent, failed, skipped.
    `recipient` is masked: the address itself lies in the sealed body."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "channel", "created_at"),
        Index(None, "state", "channel", "subject", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    id: Mapped[str] = mapped_column(Id, default=new_id, unique=True)
    key: Mapped[str] = mapped_column(String(160))
    channel: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str | None] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson("outbox.body"))
    instance_id: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)


class Notice(Base):
    """An in-app message to everybody who is `role` of `party_id`."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "party_id", "role", "created_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    party_id: Mapped[str] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[str | None] = mapped_column(Id)
    topic: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class IdempotencyKey(Base):
    """A request that has been answered; the same key and body get the first answer again: `answer` is the id
    of what it made, `body` what a door said."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any] | None] = mapped_column(SealedJson("idempotency_key.body"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Counter(Base):
    """The last number given out of a sequence."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Clock(Base):
    """How far the clock of the installation is moved (demo and tests); one row."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    offset_seconds: Mapped[float] = mapped_column(default=0.0)


class Lease(Base):
    """Something only one process may do at a time, such as running the embedded worker."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    token: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(Moment)
