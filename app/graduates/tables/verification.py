"""The numbers by which receiving authorities verify where a graduate goes, and what was asked with them (D.6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id
from app.store.sealed import Sealed, SealedJson


class IssuedNumber(Base):
    """The number of a graduate's sheet about archive or household (`kind`). `purpose` is authorised (核验编号, given by the
    graduate) or transfer (转递编号, given by department or school). There is one for each; a new one takes the place of
    the old, which from then on is unknown. `sheet` is what verifying shows, as it was when the number was issued."""

    __tablename__ = "issued_number"
    __table_args__ = (
        UniqueConstraint("graduate_id", "kind", "purpose"),
        Index(None, "school_id", "purpose", "kind", "cohort", "graduate_id"),
        Index(None, "department_id", "purpose", "kind", "cohort", "graduate_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    graduate_id: Mapped[str] = mapped_column(ForeignKey("graduate.id"))
    kind: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(10))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    cohort: Mapped[int] = mapped_column()
    number: Mapped[str] = mapped_column(Sealed("issued_number.number"))
    number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token: Mapped[str] = mapped_column(Sealed("issued_number.token"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sheet: Mapped[Any] = mapped_column(SealedJson("issued_number.sheet"))
    state: Mapped[str] = mapped_column(String(10))
    times: Mapped[int] = mapped_column(default=1)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class VerificationQuery(Base):
    """One question to the public verification; the name that was typed and who asked are not kept. `way` is form, scan or
    door."""

    __tablename__ = "verification_query"
    __table_args__ = (Index(None, "issued_id", "id"), Index(None, "at"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    issued_id: Mapped[str | None] = mapped_column(ForeignKey("issued_number.id"))
    kind: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(4))
    hit: Mapped[bool] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)
