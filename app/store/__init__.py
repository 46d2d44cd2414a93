"""The database: every table of the platform is known once this package is imported."""

from app.store import accounts, audit, definitions, files, instances, queue, tasks
from app.store.base import Base, new_id
from app.store.session import Database

__all__ = [
    "Base",
    "Database",
    "accounts",
    "audit",
    "definitions",
    "files",
    "instances",
    "new_id",
    "queue",
    "tasks",
]
