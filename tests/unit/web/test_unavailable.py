"""A database that is locked, full or away: a sentence and a time to come back, never an error of ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from app.store import session as store_session
from app.store.session import begin_write
from tests.support.cast import Cast
from tests.support.world import Template
from tests.unit.web.browser import Browser

STAFF, PAGE = "s-10001", "/inbox"


@pytest.fixture
def impatient(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """An installation that waits for the lock for a moment only."""
    monkeypatch.setattr(store_session, "BUSY_MS", 200)
    made = Cast(template.copy(tmp_path))
    yield made
    made.close()


def only(cast: Cast, backend: str) -> None:
    if cast.services.database.backend != backend:
        pytest.skip(f"is about {backend}")


def busy(answer, words: str = "系统正忙") -> None:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert words in answer.get_data(as_text=True)


def test_a_locked_database_answers_503_and_reading_goes_on(impatient: Cast) -> None:
    only(impatient, "sqlite")
    person, browser = impatient[STAFF], Browser(impatient, STAFF)
    page = browser.get(PAGE)
    with impatient.services.database.open() as other:
        begin_write(other)
        busy(person.ask("post", "/messages/nothing/read"))
        busy(browser.post("/sign-out", page.text))
        assert browser.get(PAGE).status_code == 200
        assert person.get("/tasks")["total"] == 0
    person.post("/messages/nothing/read", status=404)


def test_a_full_disk_answers_503_and_says_so_and_works_again_with_space(cast: Cast) -> None:
    only(cast, "sqlite")
    instance = cast.invite("g-10001-01")["id"]
    graduate = cast["g-10001-01"]
    path = f"/tasks/{graduate.task(instance)['id']}/draft"
    engine = cast.services.database.engine

    def limit(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    engine.dispose()
    event.listen(engine, "connect", limit)
    busy(graduate.ask("put", path, {"data": {"comment": "长" * 60_000}}), "存储空间不足")
    assert graduate.get(f"/instances/{instance}")["id"] == instance
    event.remove(engine, "connect", limit)
    engine.dispose()
    graduate.put(path, {"data": {"comment": "长" * 60_000}})


@pytest.fixture
def away(cast: Cast) -> Iterator[Cast]:
    """An installation with somebody signed in, whose database server lets nobody in for a while."""
    only(cast, "postgresql")
    url = cast.services.database.url
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def admit(yes: bool) -> None:
        with server.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS {str(yes).lower()}'))
            ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            if not yes:
                connection.execute(ended, {"name": url.database})

    cast.admit = admit
    yield cast
    server.dispose()


def test_a_database_that_is_away_answers_503_and_is_used_again_when_it_is_back(away: Cast) -> None:
    person, browser = away[STAFF], Browser(away, STAFF)
    away.admit(False)
    busy(person.ask("get", "/tasks"))
    busy(browser.get(PAGE))
    assert away.app.test_client().get("/readyz").get_json()["reasons"] == ["database", "content"]
    assert away.app.test_client().get("/livez").status_code == 200
    away.admit(True)
    assert person.get("/tasks")["total"] == 0
    assert browser.get(PAGE).status_code == 200
    assert away.app.test_client().get("/readyz").status_code == 200
