"""One try at a job, the same on both databases: do it, end it in the same transaction, or say what failed."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import AppError
from app.jobs.clock import now
from app.jobs.queue import enqueue
from app.logs import scrub
from app.store.queue import Job
from app.store.session import Database, begin_write, one_at_a_time

BACK_OFF = tuple(timedelta(seconds=s) for s in (2, 15, 120, 600, 3600))
TRIES = 3
PATIENCE = 1.0  # seconds until the end of a try is written again, when the database did not take it
log = logging.getLogger("quxiang.jobs")


@dataclass(frozen=True)
class Failure:
    """A job that is tried no more: what it was, why its last try failed, and when."""

    kind: str
    key: str | None
    payload: dict[str, Any]
    message: str
    at: datetime


GiveUp = Callable[[Session, Failure], None]


class Final(AppError):
    """A failure that another try would not mend."""


@dataclass(frozen=True)
class Work:
    """How a kind of job is done, how often it is tried, and who is told when the last try has failed.

    `handler(session, payload, now)` works in the transaction that ends the job: once. With `outside`,
    `handler(database, payload)` waits for somebody else and opens units of work of its own: at least once.
    What is done `every` so often waits in the queue from the first start of a worker on."""

    handler: Callable[..., Any]
    give_up: GiveUp | None = None
    tries: int = TRIES
    outside: bool = False
    every: timedelta | None = None


class Turn(Protocol):
    """One try at one job that was leased. Its ends are written in the session they are given."""

    @property
    def kind(self) -> str: ...

    @property
    def key(self) -> str | None: ...

    @property
    def payload(self) -> dict[str, Any]: ...

    @property
    def attempt(self) -> int: ...

    def held(self, session: Session) -> bool:
        """Lock the job; False when another has taken it over."""

    def done(self, session: Session) -> None:
        """Take the job out of the queue."""

    def again(self, session: Session, error: str, due: datetime, wait: timedelta) -> None:
        """Put the job back, due after `wait`; one that was asked for anew meanwhile is left to that."""

    def failed(self, session: Session, error: str) -> None:
        """Keep the job as failed."""


def perform(database: Database, works: dict[str, Work], turn: Turn) -> None:
    """Do a job, or note that it failed. A worker that has lost the job changes nothing."""
    work = works.get(turn.kind)
    try:
        if work is None:
            raise AppError(f"没有处理“{turn.kind}”的程序，可能是版本不一致。")
        if turn.attempt > work.tries:
            raise Final("处理程序多次中途停止，没有完成。")
        if work.outside:
            work.handler(database, turn.payload)
        _finish(database, work, turn)
    except Exception as error:
        if not isinstance(error, AppError):
            log.exception("a job of kind %s failed", turn.kind)
        _until_written(partial(_fail, database, work, turn, error))


def abandoned(database: Database, works: dict[str, Work], turn: Turn) -> None:
    """Note that whoever was at a job is gone; it counts as a failed try."""
    _fail(database, works.get(turn.kind), turn, AppError("处理程序中途停止。"))


def _finish(database: Database, work: Work, turn: Turn) -> None:
    with database.session() as session:
        begin_write(session)
        if turn.held(session):
            if not work.outside:
                work.handler(session, turn.payload, now(session))
            turn.done(session)
            _plan_next(session, work, turn.kind)


def _fail(database: Database, work: Work | None, turn: Turn, error: Exception) -> None:
    message = scrub(error.message) if isinstance(error, AppError) else type(error).__name__
    with database.session() as session:
        begin_write(session)
        if not turn.held(session):
            return None
        at = now(session)
        if isinstance(error, Final) or turn.attempt >= (work.tries if work else TRIES):
            turn.failed(session, message)
            if work is not None and work.give_up is not None:
                work.give_up(session, Failure(turn.kind, turn.key, turn.payload, message, at))
            return _plan_next(session, work, turn.kind)
        wait = BACK_OFF[min(turn.attempt, len(BACK_OFF)) - 1]
        return turn.again(session, message, at + wait, wait)


def plan(database: Database, works: dict[str, Work]) -> None:
    """Put what is done every so often into the queue, where it does not wait there already."""
    with database.session() as session:
        begin_write(session)
        one_at_a_time(session, "plan")
        there = set(session.scalars(select(Job.key).where(Job.state.in_(("waiting", "running")))))
        for kind, work in works.items():
            if work.every is not None and kind not in there:
                enqueue(session, kind, {}, due=now(session), now=now(session), key=kind)


def _plan_next(session: Session, work: Work | None, kind: str) -> None:
    if work is not None and work.every is not None:
        at = now(session)
        enqueue(session, kind, {}, due=at + work.every, now=at, key=kind)


def _until_written(write: Callable[[], None]) -> None:
    """Write the end of a try although the database is away for a while; nobody else would, while we live."""
    while True:
        try:
            return write()
        except DBAPIError as error:
            log.warning("the end of a job is not written yet: %s", type(error.orig).__name__)
            time.sleep(PATIENCE)
