"""The roster of graduates, the employment management system's copy, and who has checked the own entry."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Moment
from app.store.sealed import Sealed


class Graduate(Base):
    """A graduate's entry in the roster. What identifies a person is sealed, found by its blind index."""

    __tablename__ = "graduate"
    __table_args__ = (
        Index(None, "school_id", "cohort", "name", "id"),
        Index(None, "department_id", "cohort", "name", "id"),
        Index(None, "id_hash"),
        Index(None, "candidate_hash"),
        Index(None, "school_id", "student_no"),
    )

    id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    cohort: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(60))
    student_no: Mapped[str] = mapped_column(String(40))
    candidate_no: Mapped[str] = mapped_column(Sealed("graduate.candidate_no"))
    candidate_hash: Mapped[str] = mapped_column(String(64))
    id_number: Mapped[str] = mapped_column(Sealed("graduate.id_number"))
    id_hash: Mapped[str] = mapped_column(String(64))
    gender: Mapped[str] = mapped_column(String(2))
    ethnic: Mapped[str | None] = mapped_column(Sealed("graduate.ethnic"))
    political: Mapped[str | None] = mapped_column(Sealed("graduate.political"))
    major_code: Mapped[str] = mapped_column(String(20), default="")
    major: Mapped[str] = mapped_column(String(100))
    degree: Mapped[str] = mapped_column(String(4))
    degree_type: Mapped[str | None] = mapped_column(String(40))
    length: Mapped[str | None] = mapped_column(String(10))
    training_mode: Mapped[str] = mapped_column(String(4))
    directed_unit: Mapped[str | None] = mapped_column(String(200))
    directed_place: Mapped[str | None] = mapped_column(String(6))
    origin: Mapped[str | None] = mapped_column(String(6))
    enrolled: Mapped[str | None] = mapped_column(String(6))
    graduates_on: Mapped[str | None] = mapped_column(String(6))
    archive_in_school: Mapped[bool | None] = mapped_column()
    hukou_in_school: Mapped[bool | None] = mapped_column()
    hardship: Mapped[str | None] = mapped_column(Sealed("graduate.hardship"))
    teacher_kind: Mapped[str | None] = mapped_column(String(4))
    email: Mapped[str | None] = mapped_column(Sealed("graduate.email"))
    phone: Mapped[str | None] = mapped_column(Sealed("graduate.phone"))
    chsi_bound: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(20), default="ems")
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)


class EmsGraduate(Base):
    """What the employment management system holds of a graduate now; compared during reviews."""

    __tablename__ = "ems_graduate"

    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    id_number: Mapped[str] = mapped_column(Sealed("ems_graduate.id_number"))
    degree: Mapped[str] = mapped_column(String(4))
    school: Mapped[str] = mapped_column(String(100))
    major: Mapped[str] = mapped_column(String(100))
    gender: Mapped[str] = mapped_column(String(2))
    ethnic: Mapped[str | None] = mapped_column(Sealed("ems_graduate.ethnic"))
    political: Mapped[str | None] = mapped_column(Sealed("ems_graduate.political"))
    department: Mapped[str] = mapped_column(String(100))
    length: Mapped[str | None] = mapped_column(String(10))
    student_no: Mapped[str] = mapped_column(String(40))
    graduates_on: Mapped[str | None] = mapped_column(String(6))
    updated_at: Mapped[datetime] = mapped_column(Moment)


class BasicCheck(Base):
    """A graduate has checked the own entry (核对基本信息)."""

    __tablename__ = "basic_check"

    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    channel: Mapped[str] = mapped_column(String(20), default="web")
