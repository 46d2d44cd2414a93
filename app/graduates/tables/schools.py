"""Provinces, schools and departments, and what a school sets for its signing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment, new_id


class Province(Base):
    """A province. `modules` are those it has opened; with `own_system` it registers destinations itself."""

    __tablename__ = "province"

    id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    modules: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    own_system: Mapped[bool] = mapped_column(default=False)


class School(Base):
    """A school. `cohort_current` is the year of those who graduate now; `modules` are those it has opened."""

    __tablename__ = "school"

    id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    province_id: Mapped[str] = mapped_column(ForeignKey("province.id"))
    code: Mapped[str] = mapped_column(String(5), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    cohort_current: Mapped[int] = mapped_column()
    modules: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    phone: Mapped[str] = mapped_column(String(40), default="")


class Department(Base):
    """A department of a school."""

    __tablename__ = "department"

    id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))


class SigningSetting(Base):
    """What a school has set for the signing of one cohort."""

    __tablename__ = "signing_setting"

    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"), primary_key=True)
    cohort: Mapped[int] = mapped_column(primary_key=True)
    opened: Mapped[bool] = mapped_column(default=False)
    agreement_type: Mapped[str] = mapped_column(String(10), default="three")
    review_mode: Mapped[str] = mapped_column(String(20), default="department_school")
    void_review: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)


class SchoolContact(Base):
    """Whom a school names on agreements, for a group of degrees (`default` for all others)."""

    __tablename__ = "school_contact"
    __table_args__ = (UniqueConstraint("school_id", "degree_group"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    degree_group: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    mail: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
