"""Uploaded files: what is known of them; the bytes lie in the file store under `path` and `original_path`."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id, Moment, new_id


class StoredFile(Base):
    """One uploaded file. `name` is what it was called; `path` of an image is the re-encoded one."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(None, "account_id", "created_at"),
        Index(None, "instance_id"),
        Index(None, "path"),
        Index(None, "original_path"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str | None] = mapped_column(Id)
    instance_id: Mapped[str | None] = mapped_column(Id)
    purpose: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column()
    width: Mapped[int | None] = mapped_column()
    height: Mapped[int | None] = mapped_column()
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(60))
    original_type: Mapped[str] = mapped_column(String(100))
    original_size: Mapped[int] = mapped_column()
    original_path: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def shown_name(self) -> str:
        """The name that fits what is shown: an image that was re-encoded is a JPEG."""
        stem, dot, ending = self.name.rpartition(".")
        if self.content_type != "image/jpeg" or ending.lower() in ("jpg", "jpeg"):
            return self.name
        return f"{stem if dot else self.name}.jpg"
