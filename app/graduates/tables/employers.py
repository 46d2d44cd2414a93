"""Employers, what they keep (favourites, presets), and the marks that schools put on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id
from app.store.sealed import SealedJson

NOT_CANCELLED = text("cancelled_at IS NULL")


class Employer(Base):
    """An employer as it was authenticated; `authenticated_at` is empty until it may sign."""

    __tablename__ = "employer"

    id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    full_name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    platform_industry: Mapped[str] = mapped_column(String(60), default="")
    industry: Mapped[str] = mapped_column(String(4))
    field: Mapped[str] = mapped_column(String(100), default="")
    unit_type: Mapped[str] = mapped_column(String(40), default="")
    nature: Mapped[str] = mapped_column(String(4))
    size: Mapped[str] = mapped_column(String(20), default="")
    region: Mapped[str] = mapped_column(String(6), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    welfare: Mapped[str] = mapped_column(Text, default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    authenticated_at: Mapped[datetime | None] = mapped_column(Moment)


class Favourite(Base):
    """A graduate that an employer has found and kept."""

    __tablename__ = "favourite"
    __table_args__ = (
        UniqueConstraint("employer_id", "graduate_id"),
        Index(None, "employer_id", "cohort", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id"))
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    cohort: Mapped[int] = mapped_column()
    source: Mapped[str] = mapped_column(String(10), default="single")
    added_by: Mapped[str | None] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(Moment)


class Preset(Base):
    """A template of one block of an invitation: `preset_group` is job, archive or household."""

    __tablename__ = "preset"
    __table_args__ = (UniqueConstraint("employer_id", "preset_group", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id"))
    preset_group: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(SealedJson("preset.data"))
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Warning(Base):
    """A school's mark on an employer. A school has at most one that is not cancelled."""

    __tablename__ = "warning"
    __table_args__ = (
        Index(
            "uq_warning_active",
            "credit_code",
            "school_id",
            unique=True,
            sqlite_where=NOT_CANCELLED,
            postgresql_where=NOT_CANCELLED,
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    credit_code: Mapped[str] = mapped_column(String(18))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    category: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    marked_by: Mapped[str | None] = mapped_column(Id)
    marked_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
