"""Running jobs that are due: leased one by one, retried with back-off, handed over when they fail for good.

A lease carries a token; whoever lost the lease cannot finish the job (fencing)."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.errors import AppError
from app.jobs.clock import now as installation_now
from app.jobs.clock import real_now
from app.store.base import new_id
from app.store.queue import Job, Lease
from app.store.session import Database, begin_write

LEASE = timedelta(seconds=60)
BACK_OFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2))
WORKER_LEASE = timedelta(seconds=15)
log = logging.getLogger("quxiang.jobs")

Handler = Callable[[Session, dict[str, Any], datetime], None]
GiveUp = Callable[[Session, dict[str, Any], str, datetime], None]


@dataclass(frozen=True)
class Work:
    """How a kind of job is done. `give_up` is called when the last try failed; `tries` is how many there are."""

    handler: Handler
    give_up: GiveUp | None = None
    tries: int = 3


class Worker:
    """Takes due jobs from the database. `work` maps kinds to handlers, registered by `main`."""

    def __init__(self, database: Database, work: dict[str, Work]) -> None:
        self._database = database
        self._work = work
        self._stop = threading.Event()
        self._token = new_id()

    def run_due(self, limit: int = 10_000) -> int:
        """Run what is due now, one after another, and return how many jobs were tried."""
        count = 0
        while count < limit and self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Lease and run one due job; return False when none is due."""
        leased = self._lease()
        if leased is None:
            return False
        self._do(*leased)
        return True

    def loop(self, pause: float = 1.0) -> None:
        """Run until `stop()`; only the process that holds the worker's lease works."""
        while not self._stop.wait(pause):
            try:
                if self._holds_lease():
                    self.run_due()
            except Exception:
                log.exception("the worker goes on after an error")

    def stop(self) -> None:
        self._stop.set()

    def _holds_lease(self) -> bool:
        with self._database.session() as session:
            begin_write(session)
            row = session.get(Lease, "worker", with_for_update=True)
            at = real_now()
            if row is not None and row.token != self._token and row.until > at:
                return False
            if row is None:
                session.add(Lease(name="worker", token=self._token, until=at + WORKER_LEASE))
            else:
                row.token, row.until = self._token, at + WORKER_LEASE
            return True

    def _lease(self) -> tuple[str, str] | None:
        with self._database.session() as session:
            begin_write(session)
            at = real_now()
            free = or_(Job.lease_until.is_(None), Job.lease_until < at)
            due = select(Job).where(Job.state == "waiting", Job.due <= installation_now(session), free)
            job = session.scalar(due.order_by(Job.due, Job.id).limit(1).with_for_update(skip_locked=True))
            if job is None:
                return None
            job.attempts += 1
            job.lease_until, job.lease_token = at + LEASE, new_id()
            return job.id, job.lease_token

    def _do(self, job_id: str, token: str) -> None:
        try:
            with self._database.session() as session:
                begin_write(session)
                job = session.get_one(Job, job_id)
                if job.lease_token == token and job.state == "waiting":
                    self._work[job.kind].handler(session, job.payload, installation_now(session))
                    self._finish(session, job_id, token)
        except Exception as error:
            self._failed(job_id, token, error)

    def _finish(self, session: Session, job_id: str, token: str) -> None:
        """Mark the job done unless its handler has moved it to a later time or another holds it."""
        job = session.get(Job, job_id)
        if job is None or job.lease_token != token:
            return
        session.execute(update(Job).where(Job.id == job_id, Job.lease_token == token).values(state="done"))
        session.delete(job)

    def _failed(self, job_id: str, token: str, error: Exception) -> None:
        if not isinstance(error, AppError):
            log.exception("job %s failed", job_id)
        with self._database.session() as session:
            begin_write(session)
            job = session.get(Job, job_id)
            if job is None or job.lease_token != token:
                return
            work = self._work.get(job.kind)
            message = error.message if isinstance(error, AppError) else type(error).__name__
            job.error, job.lease_until, job.lease_token = message, None, None
            at = installation_now(session)
            if work is None or job.attempts >= work.tries:
                job.state = "failed"
                if work is not None and work.give_up is not None:
                    work.give_up(session, job.payload, message, at)
                return
            job.due = at + BACK_OFF[min(job.attempts - 1, len(BACK_OFF) - 1)]
