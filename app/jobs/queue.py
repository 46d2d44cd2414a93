"""Enqueueing in the business transaction: a job exists exactly when the change that caused it was committed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.store.base import new_id
from app.store.queue import Job


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    due: datetime,
    now: datetime,
    key: str | None = None,
) -> None:
    """Add a job of `kind` that is due at `due`. A waiting job with the same `key` is moved, not doubled."""
    if key is not None:
        waiting = session.scalar(select(Job).where(Job.key == key))
        if waiting is not None:
            waiting.payload, waiting.due, waiting.state, waiting.attempts = dict(payload), due, "waiting", 0
            return
    identifier = new_id()
    session.add(
        Job(id=identifier, kind=kind, key=key or identifier, payload=dict(payload), due=due, created_at=now)
    )


def cancel(session: Session, key: str) -> None:
    """Take back the job with this key, if it still waits."""
    session.execute(delete(Job).where(Job.key == key, Job.state == "waiting"))
