"""The worker of SQLite: threads in the one process that holds the worker's leased row."""

import logging
import threading
import time
from datetime import timedelta

from sqlalchemy.orm import Session

from app.jobs import rows
from app.jobs.clock import real_now
from app.jobs.turns import Work, perform, plan
from app.store.base import new_id
from app.store.queue import Lease
from app.store.session import Database, begin_write

PAUSE = 0.5  # seconds between two looks at an empty queue
BRIEF = 0.05  # seconds between two looks at somebody else's work
THREADS = 2
NAME = "worker"
log = logging.getLogger("quxiang.jobs")


class RowWorker:
    """Leases due rows and does them. `works` maps kinds to what they mean."""

    def __init__(self, database: Database, works: dict[str, Work], lease: timedelta) -> None:
        self._database = database
        self._works = works
        self._lease = lease
        self._token = new_id()
        self._stop = threading.Event()
        self._holding = threading.Event()

    def run_due(self, limit: int = 10_000) -> int:
        count = 0
        while count < limit:
            if self._run_one():
                count += 1
            elif self._others_busy():
                time.sleep(BRIEF)
            else:
                break
        return count

    def loop(self, *, take_over: bool = False) -> None:
        threads = [threading.Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            try:
                self._beat(take_over and not self._holding.is_set())
            except Exception:
                log.exception("the worker's lease was not renewed")
            self._stop.wait(self._lease.total_seconds() / 3)
        for thread in threads:
            thread.join()
        self._release()

    def stop(self) -> None:
        self._stop.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                if self._holding.is_set() and self._run_one():
                    continue
            except Exception:
                log.exception("the worker goes on after an error")
            self._stop.wait(PAUSE)

    def _run_one(self) -> bool:
        """Lease and do one due job; return False when none is due."""
        with self._database.session() as session:
            if not rows.any_due(session):
                return False
            begin_write(session)
            turn = rows.lease(session, self._token, real_now() + self._lease)
        if turn is not None:
            perform(self._database, self._works, turn)
        return turn is not None

    def _others_busy(self) -> bool:
        with self._database.session() as session:
            return rows.others_busy(session, self._token)

    def _beat(self, take_over: bool) -> None:
        """Take or keep the worker's row and the leases of the jobs under way."""
        with self._database.session() as session:
            if not self._may_hold(session, take_over):
                return self._holding.clear()
            begin_write(session)
            if not self._may_hold(session, take_over):
                return self._holding.clear()
            until = real_now() + self._lease
            session.merge(Lease(name=NAME, token=self._token, until=until))
            rows.renew(session, self._token, until)
        if not self._holding.is_set():
            plan(self._database, self._works)
        return self._holding.set()

    def _may_hold(self, session: Session, take_over: bool) -> bool:
        row = session.get(Lease, NAME, populate_existing=True)
        return take_over or row is None or row.token == self._token or row.until < real_now()

    def _release(self) -> None:
        """Let another process go on at once."""
        with self._database.session() as session:
            begin_write(session)
            row = session.get(Lease, NAME)
            if row is not None and row.token == self._token:
                session.delete(row)
