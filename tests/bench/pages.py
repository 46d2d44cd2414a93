"""The two-review lifecycle over HTTP: every step is a form page that is read and a form that is handed in."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.sessions import open_session
from app.jobs.clock import real_now
from app.main import build
from app.settings import Settings
from app.store.accounts import Account
from app.store.session import begin_write
from tests.bench import table
from tests.bench.crew import Crew
from tests.bench.lifecycle import STEPS, WAITING, prepare
from tests.bench.organisation import APPLICANTS, PROCESS
from tests.bench.serving import WORKERS, Browser, serving
from tests.support.world import postgresql

TARGET = 12.0


def sign_in(session: Session, login: str) -> str:
    """Return the token of a new browser session of somebody."""
    account = session.scalars(select(Account).where(Account.login == login)).one()
    return open_session(session, account, real_now()).token


class Visitors:
    """An applicant and the two reviewers, each at a browser."""

    def __init__(self, settings: Settings, port: int, number: int) -> None:
        self._database = build(settings).database
        logins = {
            "applicant": f"applicant-{number % APPLICANTS}",
            "department": "department",
            "school": "school",
        }
        with self._database.session() as session:
            begin_write(session)
            self._browsers = {role: Browser(port, sign_in(session, login)) for role, login in logins.items()}

    def lifecycle(self) -> None:
        """Start, hand in, review twice."""
        start = f"/start/{PROCESS}"
        applicant = self._browsers["applicant"]
        instance = applicant.post(start, applicant.get(start)).rpartition("/")[2]
        for role, answers in STEPS:
            with self._database.session() as session:
                task = WAITING.rows(session, {"instance": instance})[0][0]
            browser = self._browsers[role]
            page = browser.get(f"/tasks/{task}")
            browser.post(f"/tasks/{task}", page, **{name: str(value) for name, value in answers.items()})


def at_browsers(port: int, settings: Settings, number: int) -> Callable[[], Any]:
    """A client that runs the lifecycle over HTTP."""
    return Visitors(settings, port, number).lifecycle


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgresql() as server:
            for kind in ("sqlite", "postgresql"):
                settings = prepare(kind, folder, server, ENV="test")
                with serving(settings, folder) as port:
                    yield _row(kind, settings, port, 20.0 if full else 6.0)


def _row(kind: str, settings: Settings, port: int, seconds: float) -> table.Row:
    crew = Crew(partial(at_browsers, port), settings)
    crew.work(2)
    done = crew.work(seconds)
    crew.stop()
    what = f"lifecycle over HTTP, {kind}, {WORKERS} workers, for each core"
    return table.at_least(what, done.rate / WORKERS, TARGET, "/s", f"{done.rate:.1f}/s in all")
