"""Signings as lists show them, the one active destination of a graduate, and what was reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id
from app.store.sealed import SealedJson

NOT_RELEASED = text("released_at IS NULL")


class Signing(Base):
    """One signing, kept in step with its process instance. `state` is what lists are divided by:
    invited, accepted, signed, failed, terminating, terminated, voided, invalid. `kind` is online, offline or paper;
    an employer that is not registered here is known by `unit_name` and `unit_code` alone."""

    __tablename__ = "signing"
    __table_args__ = (
        Index(None, "employer_id", "cohort", "state", "id"),
        Index(None, "school_id", "cohort", "id"),
        Index(None, "department_id", "cohort", "id"),
        Index(None, "graduate_id", "id"),
        Index(
            "uq_signing_open",
            "employer_id",
            "graduate_id",
            unique=True,
            sqlite_where=text("state = 'invited'"),
            postgresql_where=text("state = 'invited'"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="online")
    started_by: Mapped[str] = mapped_column(String(10), default="employer")
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    employer_id: Mapped[str | None] = mapped_column(ForeignKey("employer.id"))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    unit_code: Mapped[str] = mapped_column(String(18), default="")
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    cohort: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200), default="")
    agreement_type: Mapped[str] = mapped_column(String(10))
    agreement_number: Mapped[str | None] = mapped_column(String(19), unique=True)
    answer_by: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    effective_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class DestinationClaim(Base):
    """A graduate's active destination. The unique index lets the database hold one at a time."""

    __tablename__ = "destination_claim"
    __table_args__ = (
        Index(
            "uq_destination_claim_active",
            "graduate_id",
            unique=True,
            sqlite_where=NOT_RELEASED,
            postgresql_where=NOT_RELEASED,
        ),
        Index(None, "instance_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200), default="")
    held_at: Mapped[datetime] = mapped_column(Moment)
    released_at: Mapped[datetime | None] = mapped_column(Moment)


class ReportedDestination(Base):
    """The destination that the employment management system holds of a graduate."""

    __tablename__ = "reported_destination"

    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(4))
    label: Mapped[str] = mapped_column(String(100))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    unit_place: Mapped[str] = mapped_column(String(6), default="")
    source: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[str | None] = mapped_column(Id)
    data: Mapped[dict[str, Any]] = mapped_column(SealedJson("reported_destination.data"))
    reported_at: Mapped[datetime] = mapped_column(Moment)
