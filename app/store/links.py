"""Links by which somebody without an account does one task: what is known of them, never the token itself."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id


class TaskLink(Base):
    """A link to one task. Its id is the party that the task belongs to: nobody else is that party, and it owns
    nothing else. Whether the link was used is told by the task."""

    __tablename__ = "task_link"
    __table_args__ = (Index(None, "instance_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"))
    role: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
