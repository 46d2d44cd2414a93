"""A running installation: how long it takes to start, to show what was published, and to fire what is due."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.content.folder import Definition
from app.inbox.start import start as start_instance
from app.jobs.clock import now
from app.main import build
from app.settings import Settings
from app.store.session import begin_write
from app.store.tasks import Task
from app.studio.publishing import publish
from tests.bench import serving, table
from tests.bench.lifecycle import Office, prepare
from tests.bench.organisation import DEADLINE, PROCESS, two_reviews
from tests.bench.pages import sign_in
from tests.bench.timing import seconds
from tests.support.world import postgresql
from tests.support.world import settings as make_settings

VISITORS = 16  # connections enough that both workers have some
DUE_AT_ONCE = 1_000
PATIENCE = 120.0


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases; the start with the shipped content, the rest with the benchmark's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _start(folder / "shipped")
        with postgresql() as server:
            for kind in ("sqlite", "postgresql"):
                settings = prepare(kind, folder, server, ENV="test")
                _let_wait(settings)
                with serving.serving(settings, folder) as port:
                    yield _published(kind, settings, port)
                    yield _fired(kind, settings, port)


def _start(folder: Path) -> Iterator[table.Row]:
    folder.mkdir()
    settings = make_settings(folder, f"sqlite:///{folder}/quxiang.db")
    first, again = seconds(lambda: _as_make_run(settings)), seconds(lambda: _as_make_run(settings))
    yield table.at_most(
        "make run on an installed tree, until it serves", again, 5, "s", f"the first time {first:.1f} s"
    )


def _as_make_run(settings: Settings) -> None:
    """Do what `make run` does, until the server is ready; then end it."""
    port = serving.free_port()
    environ = serving.environment(settings, port)
    command = Path(sys.executable).with_name("quxiang")
    subprocess.run([command, "setup", "--people"], env=environ, check=True, stdout=subprocess.DEVNULL)
    with (settings.data_dir / "server.log").open("wb") as log:
        process = serving.start(environ, port, log)
    process.terminate()
    process.wait(30)


def _published(kind: str, settings: Settings, port: int) -> table.Row:
    services = build(settings)
    with services.database.session() as session:
        begin_write(session)
        browsers = [serving.Browser(port, sign_in(session, "applicant-0")) for _ in range(VISITORS)]
    page = f"/start/{PROCESS}"
    assert all("改过的流程" not in browser.get(page) for browser in browsers)
    body = two_reviews().replace(f'name="{PROCESS}"'.encode(), 'name="改过的流程"'.encode())
    with services.database.session() as session:
        begin_write(session)
        changed = [Definition("process", PROCESS, body)]
        publish(session, changed, services.registry, note="改名", author="bench", now=now(session))
    at = time.monotonic()
    while not all("改过的流程" in browser.get(page) for browser in browsers):
        assert time.monotonic() < at + PATIENCE
    services.database.close()
    return table.at_most(
        f"a published version is live in every worker, {kind}", time.monotonic() - at, 2, "s"
    )


def _let_wait(settings: Settings) -> None:
    """Start instances that wait for an hour."""
    office = Office(settings, 0)
    for _ in range(DUE_AT_ONCE):
        office.act("applicant", lambda desk: start_instance(desk, DEADLINE, None, {}))
    office.services.database.close()


def _fired(kind: str, settings: Settings, port: int) -> table.Row:
    database = build(settings).database
    with database.session() as session:
        later = now(session) + timedelta(hours=2)
    waiting = select(func.count()).where(Task.process == DEADLINE, Task.state == "open")
    data = json.dumps({"now": later.isoformat()}).encode()
    url = f"http://127.0.0.1:{port}/api/v1/clock"
    at = time.monotonic()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, {"Content-Type": "application/json"})
    ) as answer:
        assert answer.status == 200
    left = DUE_AT_ONCE
    while left and time.monotonic() < at + PATIENCE:
        time.sleep(0.1)
        with database.session() as session:
            left = session.scalar(waiting) or 0
    database.close()
    what = f"{DUE_AT_ONCE:,} timers due at once, the last fired after, {kind}"
    return table.at_most(what, time.monotonic() - at, 5, "s", f"{left} left" if left else "")
