"""Delivering the outbox after the commit: for each channel and subject one after another, in the order of writing.

The first letter that does not get through keeps those behind it waiting, so that a receiver never sees a later state
of a subject before an earlier one. Without a receiver rows simply wait; when one is set up they are found by `resume`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.clock import now
from app.jobs.queue import enqueue
from app.operators.answers import answer, question_of
from app.operators.channels import Answer, Channels, Letter
from app.operators.metering import stale, wait_for
from app.store.queue import ADDRESS, Outbox
from app.store.session import Database, begin_write

KIND = "deliver"
OPEN = ("waiting", "failed")
AT_ONCE = timedelta()


def queue_key(channel: str, subject: str) -> str:
    """Return the key of the job that delivers what is about a subject on a channel."""
    return f"{KIND}:{channel}:{subject}"


def request_delivery(
    session: Session,
    channel: str,
    subject: str,
    at: datetime,
    *,
    wait: timedelta = AT_ONCE,
    again: str | None = None,
) -> None:
    """Have what waits for a subject on a channel delivered after this transaction, or some time later.

    `again` is the key of a letter that failed and is tried anew."""
    payload = {"channel": channel, "subject": subject} | ({"again": again} if again else {})
    enqueue(session, KIND, payload, due=at + wait, now=at, key=queue_key(channel, subject))


def deliver(channels: Channels, database: Database, payload: Mapping[str, Any]) -> None:
    """Send what waits, oldest first. Raises NotDelivered, Refused; nothing is held while the receiver is asked."""
    send = channels.get(payload["channel"])
    again = payload.get("again")
    while send is not None and (letter := _next(channels, database, payload, again)) is not None:
        _sent(database, letter.key, send(letter))
        again = None


def _next(
    channels: Channels, database: Database, payload: Mapping[str, Any], again: str | None
) -> Letter | None:
    """Return the oldest letter that has not been sent, unless it failed; `again` names one that is tried anew.

    One to somebody who has had too many for now is left for later."""
    with database.session() as session:
        begin_write(session)
        at = now(session)
        row = _fresh(session, payload, at)
        if row is None or (row.state == "failed" and row.key != again):
            return None
        wait = wait_for(session, row, at, strict=channels.strict)
        if wait is not None:
            request_delivery(session, row.channel, row.subject, at, wait=wait)
            return None
        row.state, row.attempts = "waiting", row.attempts + 1
        return _letter(row)


def _fresh(session: Session, payload: Mapping[str, Any], at: datetime) -> Outbox | None:
    """Return the oldest row that is still worth sending; what is stale is left out."""
    while (row := head(session, payload)) is not None and row.state == "waiting" and stale(row, at):
        row.state, row.error = "skipped", "等待发出的时间过长，已经过时，不再发出。"
        session.flush()
    return row


def _letter(row: Outbox) -> Letter:
    body = dict(row.body)
    address = body.pop(ADDRESS, row.recipient)
    return Letter(row.key, row.channel, row.topic, address, row.subject, row.created_at, body)


def _sent(database: Database, key: str, answered: Answer) -> None:
    with database.session() as session:
        begin_write(session)
        at = now(session)
        row = session.scalars(select(Outbox).where(Outbox.key == key)).one()
        row.state, row.sent_at, row.error = "sent", at, None
        asked = question_of(session, key) if answered is not None else None
        if asked is not None and answered is not None and asked.answered_at is None and at < asked.expires_at:
            answer(session, asked, answered, at)


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
    again = row.key if row is not None else None
    request_delivery(session, payload["channel"], payload["subject"], at, again=again)


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
