"""The clock of the installation. In demo and test it may be moved; every process reads the same row."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.store.queue import Clock

ZONE = ZoneInfo("Asia/Shanghai")


def real_now() -> datetime:
    """Return the real time; for leases, sessions and limits, which a moved clock must not touch."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """Return the installation's time, aware, in UTC."""
    row = session.get(Clock, 1)
    return real_now() + timedelta(seconds=row.offset_seconds if row else 0.0)
