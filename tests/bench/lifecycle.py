"""The two-review lifecycle through the use cases, against a state machine written by hand and against raw commits.

Everything is on: rights, validation, case file, history, audit, projections, outbox, encryption."""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, bindparam, select

from app.identity import Actor, load_actor
from app.inbox.handing_in import hand_in
from app.inbox.services import Services
from app.inbox.start import start
from app.jobs.clock import now, real_now
from app.main import build, system_desk
from app.settings import Settings
from app.store.accounts import Account
from app.store.base import new_id
from app.store.session import begin_write
from app.store.statements import Statement
from app.store.tasks import Task
from tests.bench import table
from tests.bench.crew import Crew, Done
from tests.bench.machine import META, Machine, connect
from tests.bench.organisation import ANSWERS, APPLICANTS, PASS, PROCESS, write_content
from tests.support.world import Template, postgresql

WAITING = Statement(
    select(Task.id, Task.version).where(Task.instance_id == bindparam("instance"), Task.state == "open")
)
STEPS = (("applicant", ANSWERS), ("department", PASS), ("school", PASS))
TICK = Table(
    "machine_tick",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("n", Integer),
)


class Office:
    """Everybody of the organisation, at work on one installation."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.services: Services = build(settings)
        with self.services.database.session() as session:
            accounts = {a.login: a.id for a in session.scalars(select(Account))}
            logins = {
                "applicant": f"applicant-{number % APPLICANTS}",
                "department": "department",
                "school": "school",
            }
            self.people: dict[str, Actor] = {r: load_actor(session, accounts[n]) for r, n in logins.items()}

    def lifecycle(self) -> str:
        """Start, hand in, review twice; return the instance."""
        instance, task = self.act("applicant", lambda desk: start(desk, PROCESS, None, {}, new_id()))
        for role, answers in STEPS:
            instance, task = self.hand_in(role, task, answers)
        return instance

    def hand_in(self, role: str, task: tuple[str, int], answers: dict[str, Any]) -> tuple[str, Any]:
        """Hand in a task in a role."""
        return self.act(role, lambda desk: hand_in(desk, *task, answers, new_id()))

    def act(self, role: str, use_case: Callable[[Any], Any]) -> tuple[str, Any]:
        """Run a use case in one transaction; return the instance and the task that waits then."""
        with self.services.database.session() as session:
            begin_write(session)
            at = now(session) if self.services.settings.clock_moves else real_now()
            desk = system_desk(self.services, session, at, self.people[role])
            instance = use_case(desk)
            following = None if instance.ended else WAITING.first(session, {"instance": instance.id})
            return instance.id, following


def ours(settings: Settings, number: int) -> Callable[[], Any]:
    """A client that runs the lifecycle through the use cases."""
    return Office(settings, number).lifecycle


def by_hand(settings: Settings, number: int) -> Callable[[], Any]:
    """A client that runs it on the state machine."""
    machine = Machine(connect(settings.database_url), f"client {number}")
    return lambda: machine.lifecycle({"fill": ANSWERS, "department": PASS, "school": PASS})


def commits(settings: Settings, number: int) -> Callable[[], Any]:
    """A client that commits single rows, with the driver alone."""
    connection = connect(settings.database_url).raw_connection()
    cursor = connection.cursor()

    def commit() -> None:
        cursor.execute("INSERT INTO machine_tick (n) VALUES (1)")
        connection.commit()

    return commit


def prepare(kind: str, folder: Path, server: str, **given: str) -> Settings:
    """Return the settings of an installation of the organisation, with the peers' tables."""
    content = write_content(folder / "content")
    more = {"CONTENT_DIR": str(content), "APPLICATION": "tests.bench.organisation", "ENV": "production"}
    more |= given
    settings = Template(kind, folder / kind, server, **more).copy(folder, **more)
    database = build(settings).database
    META.create_all(database.engine)
    TICK.metadata.create_all(database.engine)
    database.close()
    return settings


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases, everything in turns."""
    seconds, cycles = (5.0, 7) if full else (2.0, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgresql() as server:
            for kind in ("sqlite", "postgresql"):
                yield from _rows(kind, prepare(kind, folder, server), seconds, cycles)


def _rows(kind: str, settings: Settings, seconds: float, cycles: int) -> Iterator[table.Row]:
    crews = [Crew(make, settings) for make in (ours, by_hand, commits)]
    found = [[crew.work(seconds) for crew in crews] for _ in range(cycles)]
    for crew in crews:
        crew.stop()
    own, hand, raw = (_median([turn[i] for turn in found]) for i in range(3))
    what = f"two-review lifecycle, {kind}, 4 clients"
    yield table.rate(what, own.rate, hand.rate, 0.6, "Core state machine")
    share = own.rate * 4 / raw.rate
    peer = f"state machine {hand.cpu * 1e3:.1f} ms"
    yield table.Row("  CPU of the clients for one", f"{own.cpu * 1e3:.1f} ms", peer)
    yield table.Row(
        "  its commits", f"{own.rate * 4:.0f}/s", f"raw commits {raw.rate:.0f}/s", f"{share:.2f}×"
    )


def _median(turns: list[Done]) -> Done:
    return Done(statistics.median(t.rate for t in turns), statistics.median(t.cpu for t in turns))
