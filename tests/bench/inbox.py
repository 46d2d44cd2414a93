"""The inbox of a department's reviewer, at more and more open tasks of 3,000 schools: page, filters, counts.

Times in the database are those of the very statements that the page sends, asked again with the driver alone."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.identity import Actor
from app.inbox import boxes, tallies
from app.jobs.clock import real_now
from app.main import build
from app.settings import Settings
from app.store.session import Database, begin_write
from tests.bench import table
from tests.bench.crew import Crew
from tests.bench.crowd import UNITS, Crowd, populate
from tests.bench.lifecycle import prepare
from tests.bench.pages import sign_in
from tests.bench.serving import WORKERS, Browser, serving
from tests.bench.timing import percentile, seconds
from tests.support.counting import Counter
from tests.support.world import postgresql

SIZES, ALL_SIZES = (1_000, 100_000), (1_000, 100_000, 1_000_000)
REPEATS, TIMES = 30, 5
OVER_HTTP = 100_000
FACETS = ["name", "department", "unit", "year"]
Look = Callable[[Session, Actor], Any]


def _page(session: Session, actor: Actor, **more: Any) -> Any:
    return boxes.find_tasks(session, actor, boxes.Box(**more), real_now())


LOOKS: dict[str, tuple[Look, float]] = {
    "page of 50": (_page, 5),
    "page of 50, filtered": (lambda session, actor: _page(session, actor, facets={"unit": UNITS[3]}), 5),
    "page of 50, by deadline": (lambda session, actor: _page(session, actor, sort="due"), 5),
    "values of four facets": (
        lambda session, actor: tallies.facet_counts(session, actor, boxes.Box(), FACETS, real_now()),
        200,
    ),
    "totals of all boxes": (lambda session, actor: tallies.totals(session, actor, real_now()), 20),
    "counts per process and step": (lambda session, actor: tallies.counts(session, actor, real_now()), 20),
}


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgresql() as server:
            for kind in ("postgresql", "sqlite"):
                for size in ALL_SIZES if full else SIZES:
                    at = folder / f"{kind}-{size}"
                    at.mkdir()
                    yield from _rows(prepare(kind, at, server), size)


def _rows(settings: Settings, size: int) -> Iterator[table.Row]:
    database = build(settings).database
    crowd = populate(database, size)
    connection = database.engine.raw_connection()
    for what, (look, limit) in LOOKS.items():
        sampled = [_in_database(database, connection, look, actor) for actor in crowd.sampled]
        largest = [_in_database(database, connection, look, crowd.largest) for _ in range(REPEATS)]
        for who, times in (("sampled", sampled), ("largest", largest)):
            middle, high = percentile(times, 0.5), percentile(times, 0.95)
            name = f"{what}, {who} of {size:,}, {database.url.get_backend_name()}"
            yield table.at_most(f"{name}: p95", high, limit, "ms", f"p50 {middle:.2f} ms")
    connection.close()
    tokens = _sign_in(database, crowd)
    database.close()
    if size >= OVER_HTTP:
        yield from _pages(settings, size, tokens)


def _sign_in(database: Database, crowd: Crowd) -> list[str]:
    """Return the tokens of everybody's browser session, that of the largest department first."""
    with database.session() as session:
        begin_write(session)
        return [sign_in(session, actor.login) for actor in (crowd.largest, *crowd.sampled)]


def _pages(settings: Settings, size: int, tokens: list[str]) -> Iterator[table.Row]:
    backend = settings.database_url.partition(":")[0].partition("+")[0]
    largest, *others = tokens
    with serving(replace(settings, env="test"), settings.data_dir) as port:
        for who, asked in (("sampled", others), ("largest", [largest] * REPEATS)):
            look = _looking(port, asked)
            for _ in asked[:20]:
                look()
            times = [1000 * seconds(look) for _ in asked]
            what = f"inbox page over HTTP, one client, {who} of {size:,}, {backend}: p95"
            middle = f"p50 {percentile(times, 0.5):.0f} ms"
            yield table.at_most(what, percentile(times, 0.95), 40, "ms", middle)
        crew = Crew(partial(looking, port, others), settings)
        crew.work(2)
        done = crew.work(6)
        crew.stop()
        what = f"inbox pages over HTTP, {WORKERS} workers, 4 clients, sampled of {size:,}, {backend}"
        yield table.at_least(what, done.rate, 200, "/s")


def _looking(port: int, tokens: list[str]) -> Callable[[], Any]:
    browser, turns = Browser(port, tokens[0]), itertools.cycle(tokens)

    def look() -> None:
        browser.be(next(turns))
        browser.get("/inbox")

    return look


def looking(port: int, tokens: list[str], _settings: Settings, number: int) -> Callable[[], Any]:
    """A client that looks at the inbox of one after another."""
    return _looking(port, tokens[number:])


def _in_database(database: Database, connection: Any, look: Look, actor: Actor) -> float:
    """Return the milliseconds that the statements of a look take, fetched to the last row.

    The least of some times: what others do on a shared machine only adds to it."""
    counter = Counter(database)
    counter.start()
    with database.session() as session:
        look(session, actor)
    asked = [(s, p) for s, p in counter.asked if s.startswith(("SELECT", "WITH"))]
    counter.stop()
    cursor = connection.cursor()
    times = [
        sum(seconds(lambda s=s, p=p: cursor.execute(s, p).fetchall()) for s, p in asked) for _ in range(TIMES)
    ]
    return 1000 * min(times)
