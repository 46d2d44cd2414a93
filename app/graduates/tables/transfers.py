"""Where a graduate's archive and household go: what is in effect, and what was applied for (D.5)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id
from app.store.sealed import Sealed


class Transfer:
    """Whose archive or household goes, and where to."""

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    kind: Mapped[str] = mapped_column(String(10))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    cohort: Mapped[int] = mapped_column()
    type: Mapped[str] = mapped_column(String(4))
    unit: Mapped[str] = mapped_column(String(200), default="")
    region: Mapped[str] = mapped_column(String(6), default="")
    address: Mapped[str] = mapped_column(String(200), default="")


class TransferRecord(Transfer, Base):
    """Where the archive or the household of a graduate goes, as it is in effect. `kind` is archive or household, `source`
    graduate, destination, staff or ems; `details` is all that was given (JSON, sealed: it names people). A record that
    is not `valid` any more has to be registered again."""

    __tablename__ = "transfer_record"
    __table_args__ = (
        UniqueConstraint("graduate_id", "kind"),
        Index(None, "school_id", "kind", "cohort", "graduate_id"),
        Index(None, "department_id", "kind", "cohort", "graduate_id"),
    )

    details: Mapped[str] = mapped_column(Sealed("transfer_record.details"))
    source: Mapped[str] = mapped_column(String(12))
    valid: Mapped[bool] = mapped_column(default=True)
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"))
    registered_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class TransferApplication(Transfer, Base):
    """One application to register or change where archive or household go; its process instance says how it stands.
    `action` is registration or change."""

    __tablename__ = "transfer_application"
    __table_args__ = (
        Index(None, "school_id", "kind", "cohort", "id"),
        Index(None, "department_id", "kind", "cohort", "id"),
        Index(None, "graduate_id", "kind", "id"),
    )

    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    action: Mapped[str] = mapped_column(String(12))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
