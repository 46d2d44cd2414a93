"""Contests: several act on the same thing at the same moment, each on its own connection."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text

from app.inbox.invariants import breaches
from app.store.instances import History
from tests.support.cast import Cast


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all acts at the same moment; return their answers, or what they raised, in their order."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(n: int) -> None:
        barrier.wait()
        try:
            answers[n] = acts[n]()
        except Exception as error:
            answers[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def assert_sound(cast: Cast) -> None:
    """Nothing is broken, in the rows and in the file."""
    with cast.session() as session:
        assert list(breaches(cast.services, session)) == []
        if cast.services.database.sqlite:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def happened(cast: Cast, instance: str) -> list[str]:
    """Return what happened in an instance, in order."""
    with cast.session() as session:
        rows = session.query(History).filter_by(instance_id=instance).order_by(History.seq)
        return [row.kind for row in rows]
