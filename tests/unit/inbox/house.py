"""A library that lends books, for tests of the use cases: people at their desks, operators that can be made to fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.errors import Incident
from app.identity import load_actor
from app.identity.account import add_membership, create_account
from app.inbox.desk import Desk
from app.inbox.handing_in import hand_in
from app.inbox.start import start
from app.jobs.clock import now
from app.jobs.queue import move_clock
from app.main import build, system_desk
from app.settings import Settings
from app.store.accounts import Account, Membership
from app.store.instances import History, Instance
from app.store.instances import Incident as IncidentRow
from app.store.queue import Job
from app.store.session import begin_write
from app.store.tasks import Task

READER, LIBRARIAN, DIRECTOR = "r-1", "l-1", "m-1"
PASS = {"decision": "pass"}


class House:
    """One installation of the library."""

    def __init__(self, settings: Settings) -> None:
        self.services = build(settings)
        self.services.registry.invariants.clear()  # other applications of this test run are not installed here
        self.database = self.services.database
        self._sound = dict(self.services.registry.operators)

    def close(self) -> None:
        self.repair()
        self.database.close()

    @contextmanager
    def at(self, login: str | None) -> Iterator[Desk]:
        """Work at the desk of somebody, or of the system, in one unit of work."""
        with self.database.session() as session:
            begin_write(session)
            actor = None
            if login is not None:
                account = session.scalars(select(Account).where(Account.login == login)).one()
                actor = load_actor(session, account.id)
            yield system_desk(self.services, session, now(session), actor)

    def add_librarian(self, login: str, name: str) -> str:
        """Add somebody who works beside the librarian."""
        with self.database.session() as session:
            party = session.scalars(select(Membership.party_id).where(Membership.role == "librarian")).first()
            account = create_account(session, login, name, password_hash="")
            add_membership(session, account.id, "librarian", party, "manage")
        return login

    def lend(self, days: int = 14, title: str = "活着") -> str:
        """Have the reader ask for a book; return the instance."""
        with self.at(READER) as desk:
            return start(desk, "book_loan", None, {"title": title, "days": days, "kind": "1"}).id

    def task(self, instance: str) -> Task:
        """Return the task that an instance has open or handed in."""
        with self.database.session() as session:
            waiting = Task.state.in_(("open", "handed_in"))
            return session.scalars(select(Task).where(Task.instance_id == instance, waiting)).one()

    def check(self, instance: str, data: Any = None, login: str = LIBRARIAN, **more: Any) -> Instance:
        """Hand in the open task of an instance."""
        task = self.task(instance)
        given = {"version": task.version, "idempotency_key": None} | more
        with self.at(login) as desk:
            return hand_in(desk, task.id, given["version"], data or PASS, given["idempotency_key"])

    def instance(self, instance: str) -> Instance:
        with self.database.session() as session:
            return session.get_one(Instance, instance)

    def history(self, instance: str) -> list[str]:
        with self.database.session() as session:
            rows = session.scalars(
                select(History).where(History.instance_id == instance).order_by(History.seq)
            )
            return [row.kind for row in rows]

    def rows(self, table: Any) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(table)))

    def incident(self) -> IncidentRow:
        """Return the one incident that is open."""
        (found,) = [i for i in self.rows(IncidentRow) if i.resolved_at is None]
        return found

    def jobs(self) -> list[Job]:
        return self.rows(Job)

    def later(self, seconds: float = 0) -> int:
        """Move the clock on and do what is due then."""
        with self.database.session() as session:
            begin_write(session)
            move_clock(session, now(session) + timedelta(seconds=seconds))
        return self.services.worker.run_due()

    def break_operator(self, name: str, error: Exception | None = None) -> None:
        """Make an operator of the diagrams fail, as one whose data are missing does."""

        def fail(env: Any, **_parameters: Any) -> None:
            raise error or Incident("打印机没有纸。", env.element, "operator")

        self._replace(name, fail)

    def slow_down(self, name: str, meanwhile: Callable[[], None]) -> None:
        """Have something happen while an operator works."""
        sound = self._sound[name].function

        def work(env: Any, **parameters: Any) -> Any:
            meanwhile()
            return sound(env, **parameters)

        self._replace(name, work)

    def repair(self) -> None:
        self.services.registry.operators.update(self._sound)

    def _replace(self, name: str, function: Callable[..., Any]) -> None:
        self.services.registry.operators[name] = replace(self._sound[name], function=function)
