"""Registrations of other destinations as lists show them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id


class DestinationRegistration(Base):
    """One registration of another destination, kept in step with its process instance. `state` is reviewing, returned,
    withdrawn, registered, rejected, dropped, voided_by_graduate or voided."""

    __tablename__ = "destination_registration"
    __table_args__ = (
        Index(None, "school_id", "cohort", "id"),
        Index(None, "department_id", "cohort", "id"),
        Index(None, "graduate_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    cohort: Mapped[int] = mapped_column()
    type: Mapped[str] = mapped_column(String(40))
    subtype: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(4))
    label: Mapped[str] = mapped_column(String(100))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    unit_place: Mapped[str] = mapped_column(String(6), default="")
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500), default="")
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    effective_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
