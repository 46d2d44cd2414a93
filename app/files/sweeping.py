"""Sweeping: bytes that no row knows, left behind by a step that did not reach its commit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.files.storage import Storage
from app.store.files import StoredFile
from app.store.instances import Document

GRACE = timedelta(hours=24)


def sweep(session: Session, storage: Storage, now: datetime) -> int:
    """Delete what is older than a day and belongs to no row; return how many."""
    count = 0
    for path in unknown(session, storage, now - GRACE):
        storage.delete(path)
        count += 1
    return count


def unknown(session: Session, storage: Storage, before: datetime) -> Iterator[str]:
    """Yield the paths that were put before a moment and belong to no row."""
    return (path for path in storage.older_than(before) if not _known(session, path))


def _known(session: Session, path: str) -> bool:
    uploaded = select(StoredFile.id).where(or_(StoredFile.path == path, StoredFile.original_path == path))
    printed = select(Document.id).where(Document.path == path)
    return session.scalar(uploaded.limit(1)) is not None or session.scalar(printed.limit(1)) is not None
