"""Workers: who takes due jobs from the queue. `open_worker` returns the one for the database at hand."""

from datetime import timedelta
from typing import Protocol

from app.jobs.embedded import RowWorker
from app.jobs.procrastinate_worker import ProcrastinateWorker
from app.jobs.turns import Work
from app.store.session import Database


class Worker(Protocol):
    """Does what is due."""

    def run_due(self, limit: int = 10_000) -> int:
        """Do what is due now, wait for what others are at, and return how many jobs were tried here."""

    def loop(self, *, take_over: bool = False) -> None:
        """Do jobs until `stop()`. `take_over`: an embedded worker makes way for this one."""

    def stop(self) -> None:
        """Begin no other job; `loop` returns when those under way are done."""


def open_worker(database: Database, works: dict[str, Work], lease: timedelta) -> Worker:
    """Return the worker of a database. A worker that is silent for `lease` loses its jobs to others."""
    if database.sqlite:
        return RowWorker(database, works, lease)
    return ProcrastinateWorker(database, works, lease)
