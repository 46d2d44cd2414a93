"""Questions to services outside: what is known of them, never the token by which they are answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id


class Question(Base):
    """A question that an instance has asked on a channel; its answer is the message that the diagram waits for.
    `answer_hash` tells a repeated answer from another one."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "instance_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    channel: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_hash: Mapped[str | None] = mapped_column(String(64))
