"""The database: every table of the platform is known once this package is imported."""

from app.store import (
    accounts,
    audit,
    authors,
    definitions,
    files,
    holds,
    instances,
    links,
    questions,
    queue,
    tasks,
)
from app.store.base import Base, new_id
from app.store.session import Database

__all__ = [
    "Base",
    "Database",
    "accounts",
    "audit",
    "authors",
    "definitions",
    "files",
    "holds",
    "instances",
    "links",
    "new_id",
    "questions",
    "queue",
    "tasks",
]
