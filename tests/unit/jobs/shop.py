"""A small workshop for jobs: a database, a worker, and a list of what was done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import AppError
from app.jobs import Work, cancel, enqueue, open_worker
from app.jobs.clock import now
from app.jobs.queue import move_clock
from app.store.queue import Counter, Job
from app.store.session import Database, begin_write

LEASE = timedelta(seconds=2)


class Shop:
    """A database with a worker whose kinds of work the test names."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.done: list[Any] = []
        self.given_up: list[str] = []
        self.works: dict[str, Work] = {}
        self.worker = open_worker(database, self.works, LEASE)
        self.knows("note", lambda session, payload, now: self.done.append(payload["n"]))
        self.knows("fail", self.fail)

    def knows(self, kind: str, handler: Callable[..., Any], **more: Any) -> None:
        self.works[kind] = Work(
            handler, lambda session, failure: self.given_up.append(failure.message), **more
        )

    def fail(self, session: Session, payload: dict[str, Any], now: datetime) -> None:
        self.done.append("tried")
        raise AppError("打印机没有纸。")

    def put(self, kind: str, *, after: float = 0, key: str | None = None, **payload: Any) -> None:
        with self.database.session() as session:
            begin_write(session)
            at = now(session)
            enqueue(session, kind, payload, due=at + timedelta(seconds=after), now=at, key=key)

    def take_back(self, key: str) -> None:
        with self.database.session() as session:
            begin_write(session)
            cancel(session, key)

    def later(self, seconds: float) -> int:
        """Move the clock on and do what is due then."""
        self.move(seconds)
        return self.worker.run_due()

    def move(self, seconds: float) -> None:
        """Move the clock on."""
        with self.database.session() as session:
            begin_write(session)
            move_clock(session, now(session) + timedelta(seconds=seconds))

    def jobs(self) -> list[Job]:
        with self.database.session() as session:
            return list(session.scalars(select(Job).order_by(Job.due)))

    def count(self, name: str) -> int:
        """Return a counter, which work adds to in its transaction."""
        with self.database.session() as session:
            row = session.get(Counter, name)
            return row.last if row else 0


def add_one(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Add one to a counter, in the transaction of the job."""
    if session.get(Counter, payload["name"]) is None:
        session.add(Counter(name=payload["name"], last=0))
        session.flush()
    session.execute(update(Counter).where(Counter.name == payload["name"]).values(last=Counter.last + 1))
