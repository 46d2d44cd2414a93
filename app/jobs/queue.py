"""Enqueueing in the business transaction: a job exists exactly when the change that caused it was committed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.jobs import procrastinating, rows
from app.jobs.clock import real_now
from app.store.queue import Clock


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
    _queue(session).add(session, kind, dict(payload), due=due, now=now, key=key)


def cancel(session: Session, key: str) -> None:
    """Take back the job with this key, if it still waits."""
    _queue(session).cancel(session, key)


def move_clock(session: Session, to: datetime) -> datetime:
    """Set the installation's time to `to` (aware) and return it; it runs on from there. Jobs are due by it."""
    row = session.get(Clock, 1) or Clock(id=1)
    session.add(row)
    row.offset_seconds = (to - real_now()).total_seconds()
    session.flush()
    _queue(session).follow_clock(session)
    return to


def _queue(session: Session) -> Any:
    return rows if session.get_bind().dialect.name == "sqlite" else procrastinating
