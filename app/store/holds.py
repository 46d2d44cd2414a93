"""Instances that are held: nobody acts in them and their clocks stand until they are released."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Json, Moment


class InstanceHold(Base):
    """Why an instance is held, since when and by which other instance; `blocked` is what stood at its messages before."""

    __tablename__ = "instance_hold"

    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    held_by: Mapped[str] = mapped_column(Id)
    held_at: Mapped[datetime] = mapped_column(Moment)
    blocked: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
