"""Who began an instance without a name: sealed, and apart from it."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Id


class SealedAuthor(Base):
    """An author that two offices together can open. The instance is found by a blind index alone."""

    __tablename__ = "sealed_author"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_hash: Mapped[str] = mapped_column(String(64), unique=True)
    author: Mapped[bytes] = mapped_column(LargeBinary)
