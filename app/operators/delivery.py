"""Delivering the outbox after the commit: for each channel and subject one after another, in the order of writing.

The first letter that does not get through keeps those behind it waiting, so that a receiver never sees a later state
of a subject before an earlier one. Without a receiver rows simply wait; when one is set up they are found by `resume`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.clock import now
from app.jobs.queue import enqueue
from app.operators.channels import Channels, Letter
from app.store.queue import Outbox
from app.store.session import Database, begin_write

KIND = "deliver"
OPEN = ("waiting", "failed")


def queue_key(channel: str, subject: str) -> str:
    """Return the key of the job that delivers what is about a subject on a channel."""
    return f"{KIND}:{channel}:{subject}"


def request_delivery(session: Session, channel: str, subject: str, at: datetime, **more: Any) -> None:
    """Have what waits for a subject on a channel delivered after this transaction."""
    payload = {"channel": channel, "subject": subject, **more}
    enqueue(session, KIND, payload, due=at, now=at, key=queue_key(channel, subject))


def deliver(channels: Channels, database: Database, payload: Mapping[str, Any]) -> None:
    """Send what waits, oldest first. Raises NotDelivered, Refused; nothing is held while the receiver is asked."""
    send = channels.get(payload["channel"])
    again = payload.get("again")
    while send is not None and (letter := _next(database, payload, again)) is not None:
        send(letter)
        _sent(database, letter.key)
        again = None


def _next(database: Database, payload: Mapping[str, Any], again: str | None) -> Letter | None:
    """Return the oldest letter that has not been sent, unless it failed; `again` names one that is tried anew."""
    with database.session() as session:
        begin_write(session)
        row = head(session, payload)
        if row is None or (row.state == "failed" and row.key != again):
            return None
        row.state, row.attempts = "waiting", row.attempts + 1
        return Letter(row.key, row.channel, row.topic, row.recipient, row.subject, row.created_at, row.body)


def _sent(database: Database, key: str) -> None:
    with database.session() as session:
        begin_write(session)
        row = session.scalars(select(Outbox).where(Outbox.key == key)).one()
        row.state, row.sent_at, row.error = "sent", now(session), None


def head(session: Session, payload: Mapping[str, Any]) -> Outbox | None:
    """Return the oldest row of a channel and subject that is neither sent nor skipped."""
    mine = select(Outbox).where(Outbox.channel == payload["channel"], Outbox.subject == payload["subject"])
    waiting = mine.where(Outbox.state.in_(OPEN)).order_by(Outbox.seq).limit(1)
    return session.scalar(waiting.with_for_update())


def give_up(session: Session, payload: Mapping[str, Any], message: str) -> Outbox | None:
    """Mark the row that did not get through as failed, and return it."""
    row = head(session, payload)
    if row is not None:
        row.state, row.error = "failed", message
    return row


def try_again(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Send the row that failed once more, and those behind it after it."""
    row = head(session, payload)
    again = {"again": row.key} if row is not None else {}
    request_delivery(session, payload["channel"], payload["subject"], at, **again)


def skip(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Leave out the row that failed, and go on with those behind it."""
    row = head(session, payload)
    if row is not None and row.state == "failed":
        row.state = "skipped"
    request_delivery(session, payload["channel"], payload["subject"], at)


def resume(channels: Channels, session: Session, at: datetime) -> None:
    """Have everything delivered that waits, has a receiver, and stands behind no row that failed."""
    stuck = select(Outbox.channel, Outbox.subject).where(Outbox.state == "failed").distinct()
    behind = {tuple(row) for row in session.execute(stuck)}
    waiting = select(Outbox.channel, Outbox.subject).where(Outbox.state == "waiting").distinct()
    for channel, subject in session.execute(waiting).all():
        if channels.get(channel) is not None and (channel, subject) not in behind:
            request_delivery(session, channel, subject, at)
