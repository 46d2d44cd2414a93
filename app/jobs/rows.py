"""The queue of SQLite: rows that are leased one by one. A lease is a token and a number of tries (fencing)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.jobs.clock import now as installation_now
from app.jobs.clock import real_now
from app.store.base import new_id
from app.store.queue import Job
from app.store.statements import Adding, Statement, table_of

_JOB = table_of(Job)
_ADD = Adding(_JOB)
_CANCEL = Statement(delete(_JOB).where(_JOB.c.key == bindparam("name"), _JOB.c.state == "waiting"))
_NEW = {"state": "waiting", "attempts": 0, "lease_until": None, "lease_token": None, "error": None}


def add(
    session: Session, kind: str, payload: dict[str, Any], *, due: datetime, now: datetime, key: str | None
) -> None:
    """Add a job; a waiting one with the same key makes way."""
    if key is not None:
        cancel(session, key)
    row = {"id": new_id(), "kind": kind, "key": key, "payload": payload, "due": due, "created_at": now}
    _ADD.run(session, {**_NEW, **row})


def cancel(session: Session, key: str) -> None:
    """Delete the waiting job with this key."""
    _CANCEL.run(session, {"name": key})


def follow_clock(_session: Session) -> None:
    """Nothing is to do: `due` is compared with the clock of the installation."""


@dataclass(frozen=True)
class RowTurn:
    """A try at a leased row."""

    id: str
    kind: str
    key: str | None
    payload: dict[str, Any]
    attempt: int
    token: str

    def held(self, session: Session) -> bool:
        return session.scalar(select(Job.id).where(self._mine())) is not None

    def done(self, session: Session) -> None:
        session.execute(delete(Job).where(self._mine()))

    def again(self, session: Session, error: str, due: datetime, wait: timedelta) -> None:
        anew = select(Job.id).where(Job.key == self.key, Job.state == "waiting")
        if self.key is not None and session.scalar(anew) is not None:
            return self.done(session)
        return self._end(session, state="waiting", error=error, due=due)

    def failed(self, session: Session, error: str) -> None:
        self._end(session, state="failed", error=error)

    def _end(self, session: Session, **values: Any) -> None:
        free = {"lease_until": None, "lease_token": None}
        session.execute(update(Job).where(self._mine()).values(**values, **free))

    def _mine(self) -> ColumnElement[bool]:
        lease = and_(Job.lease_token == self.token, Job.attempts == self.attempt)
        return and_(Job.id == self.id, Job.state == "running", lease)


def any_due(session: Session) -> bool:
    """True when a job could be leased now; it takes no lock, so that an idle worker is in nobody's way."""
    return session.scalar(select(Job.id).where(_free(session)).limit(1)) is not None


def lease(session: Session, token: str, until: datetime) -> RowTurn | None:
    """Lease the job that is due first, in a transaction that has the write lock; None when none is due."""
    job = session.scalar(select(Job).where(_free(session)).order_by(Job.due, Job.id).limit(1))
    if job is None:
        return None
    job.state, job.attempts = "running", job.attempts + 1
    job.lease_until, job.lease_token = until, token
    return RowTurn(job.id, job.kind, job.key, job.payload, job.attempts, token)


def renew(session: Session, token: str, until: datetime) -> None:
    """Keep the leases of a worker that lives."""
    session.execute(
        update(Job).where(Job.state == "running", Job.lease_token == token).values(lease_until=until)
    )


def others_busy(session: Session, token: str) -> bool:
    """True while another worker is at a job."""
    busy = select(Job.id).where(Job.state == "running", Job.lease_until >= real_now())
    return session.scalar(busy.where(Job.lease_token != token).limit(1)) is not None


def _free(session: Session) -> ColumnElement[bool]:
    """A job that waits and is due, or whose worker is gone; no other of its key may be running."""
    at, other = real_now(), aliased(Job)
    waits = and_(Job.state == "waiting", Job.due <= installation_now(session))
    left = and_(Job.state == "running", Job.lease_until < at)
    same = exists().where(other.key == Job.key, other.state == "running", other.id != Job.id)
    return and_(or_(waits, left), ~same)
