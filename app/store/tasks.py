"""The inbox's rows: tasks, what they can be filtered by, what may be sent to an instance, and due timers.

They are written in the transaction that moves the instance; a list never touches the engine's state."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id
from app.store.sealed import SealedJson

# Conditions of partial indexes. Queries say them with the same literals: a parameter would not match.
OPEN = text("state = 'open'")
WAITING = text("state IN ('open', 'handed_in')")
STANDING = text("state IN ('open', 'handed_in', 'held')")  # the step has not been left
NEVER = "9999-01-01 00:00:00.000000"  # where what has no deadline stands in the order of deadlines
DUE = text(f"coalesce(due_at, '{NEVER}')")


def _index(name: str, *columns: str | TextClause, where: TextClause) -> Index:
    return Index(name, *columns, postgresql_where=where, sqlite_where=where)


class Task(Base):
    """One human step that waits, or waited, for (role, party). `state`: open, handed_in, held, done, gone."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("instance_id", "token"),
        _index("ix_task_open", "party_id", "role", "created_at", "id", where=OPEN),
        _index("ix_task_open_step", "party_id", "role", "process", "step", "created_at", "id", where=OPEN),
        _index("ix_task_due", "party_id", "role", DUE, "id", where=OPEN),
        _index("ix_task_title", "party_id", "role", "title", "id", where=OPEN),
        _index("ix_task_holder", "holder_id", where=text("holder_id IS NOT NULL")),
        _index("ix_task_done_by", "done_by", "done_at", "id", where=text("done_by IS NOT NULL")),
        _index("ix_task_waiting", "instance_id", where=WAITING),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    token: Mapped[str] = mapped_column(String(40))
    process: Mapped[str] = mapped_column(String(100))
    step: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[str] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str | None] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(100))
    data_key: Mapped[str] = mapped_column(String(100))
    properties: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    facets: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    search: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    holder_id: Mapped[str | None] = mapped_column(Id)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None] = mapped_column(Id)
    done_by_name: Mapped[str | None] = mapped_column(String(100))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(60))


IS_OPEN = Task.state == literal_column("'open'")
due_order: ColumnElement[datetime] = literal_column(f"coalesce(task.due_at, '{NEVER}')", Moment())


class TaskFacet(Base):
    """A value an open task can be filtered by; it repeats the task's owner and time so that a filter is one scan.

    Rows go with the task when it is no longer open."""

    __tablename__ = "task_facet"
    __table_args__ = (Index(None, "party_id", "role", "name", "value", "created_at", "task_id"),)

    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(120))
    party_id: Mapped[str] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Subscription(Base):
    """A message that an instance would take now. Without `role` only the system sends it."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("instance_id", "token"), Index(None, "message"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    token: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    message: Mapped[str] = mapped_column(String(100))
    label: Mapped[str | None] = mapped_column(String(100))
    role: Mapped[str | None] = mapped_column(String(40))
    form: Mapped[str | None] = mapped_column(String(100))
    data_key: Mapped[str | None] = mapped_column(String(100))
    confirm: Mapped[str | None] = mapped_column(Text)
    blocked: Mapped[str | None] = mapped_column(Text)


class Timer(Base):
    """A moment that an instance waits for."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("instance_id", "token"), Index(None, "due"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    token: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(100))
    due: Mapped[datetime] = mapped_column(Moment)


class TaskDraft(Base):
    """What somebody has typed so far: for a task (`ref` is its id) or a start form (`start:KEY:SUBJECT`)."""

    __tablename__ = "task_draft"

    ref: Mapped[str] = mapped_column(String(160), primary_key=True)
    account_id: Mapped[str] = mapped_column(Id, primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(SealedJson("task_draft.data"))
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Batch(Base):
    """Many acts asked for at once; each item has its own result."""

    __tablename__ = "batch"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, Any]] = mapped_column(SealedJson("batch.data"))
    state: Mapped[str] = mapped_column(String(10), default="running")
    created_at: Mapped[datetime] = mapped_column(Moment)


class BatchItem(Base):
    """One act of a batch; `ref` is what it acts on, `data` the answers where each has its own.

    `result`: waiting, done, refused, failed."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "seq"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    seq: Mapped[int] = mapped_column()
    ref: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(10), default="waiting")
    instance_id: Mapped[str | None] = mapped_column(Id)
    detail: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any] | None] = mapped_column(SealedJson("batch_item.data"))
