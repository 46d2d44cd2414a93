"""How often people are written to: an address gets no more than the limits of its channel, and nothing stale."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.identity import limits
from app.store.queue import ADDRESS, Outbox

METERS = {"sms": ("sms", "sms.day"), "wechat": ("wechat.day",), "email": ("email.day",)}
STALE = timedelta(days=3)  # what could not be sent for so long is of no use to a person any more


def stale(row: Outbox, at: datetime) -> bool:
    """Whether a letter to a person has waited too long to be sent at all."""
    return row.channel in METERS and at - row.created_at > STALE


def wait_for(session: Session, row: Outbox, at: datetime, *, strict: bool) -> timedelta | None:
    """Return how long a letter has to wait because its address has had so many; None when it may go.

    A letter is counted at its first try only."""
    address = row.body.get(ADDRESS)
    if row.attempts or address is None:
        return None
    for surface in METERS.get(row.channel, ()):
        seconds = limits.refused(session, surface, address, strict=strict, now=at)
        if seconds is not None:
            return timedelta(seconds=seconds)
    return None
