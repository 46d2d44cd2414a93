"""The inbox of a department's reviewer, at more and more open tasks of 3,000 schools: page, filters, counts.

Times in the database are those of the very statements that the page sends, asked again with the driver alone."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.identity import Actor
from app.inbox import boxes
from app.jobs.clock import real_now
from app.main import build
from app.settings import Settings
from app.store.session import Database
from tests.bench import table
from tests.bench.crowd import UNITS, populate
from tests.bench.lifecycle import prepare
from tests.bench.timing import percentile, seconds
from tests.support.world import postgresql

SIZES, ALL_SIZES = (1_000, 100_000), (1_000, 100_000, 1_000_000)
REPEATS = 30
Look = Callable[[Session, Actor], Any]


def _page(session: Session, actor: Actor, **more: Any) -> Any:
    return boxes.find_tasks(session, actor, boxes.Box(**more), real_now())


LOOKS: dict[str, tuple[Look, float]] = {
    "page of 50": (_page, 5),
    "page of 50, filtered": (lambda session, actor: _page(session, actor, facets={"unit": UNITS[3]}), 5),
    "page of 50, by deadline": (lambda session, actor: _page(session, actor, sort="due"), 5),
    "counts per process and step": (lambda session, actor: boxes.counts(session, actor, real_now()), 20),
}


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgresql(folder) as server:
            for kind in ("postgresql", "sqlite"):
                for size in ALL_SIZES if full else SIZES:
                    at = folder / f"{kind}-{size}"
                    at.mkdir()
                    yield from _rows(prepare(kind, at, server), size)


def _rows(settings: Settings, size: int) -> Iterator[table.Row]:
    database = build(settings).database
    crowd = populate(database, size)
    for what, (look, limit) in LOOKS.items():
        sampled = [1000 * _in_database(database, look, actor) for actor in crowd.sampled]
        largest = [1000 * _in_database(database, look, crowd.largest) for _ in range(REPEATS)]
        for who, times in (("sampled", sampled), ("largest", largest)):
            middle, high = percentile(times, 0.5), percentile(times, 0.95)
            name = f"{what}, {who} of {size:,}, {database.url.get_backend_name()}"
            yield table.at_most(f"{name}: p95", high, limit, "ms", f"p50 {middle:.2f} ms")
    database.close()


def _in_database(database: Database, look: Look, actor: Actor) -> float:
    """Return the seconds that the statements of a look take, fetched to the last row."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.session() as session:
        look(session, actor)
    event.remove(database.engine, "before_cursor_execute", note)
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    asked = [(s, p) for s, p in sent if s.startswith("SELECT")]
    taken = sum(seconds(lambda s=s, p=p: cursor.execute(s, p).fetchall()) for s, p in asked)
    connection.close()
    return taken
