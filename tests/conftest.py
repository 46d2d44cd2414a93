"""Databases and installations for tests: each kind of test runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Database
from tests.support.cast import Cast
from tests.support.databases import Empty
from tests.support.world import Template, postgresql

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql(durable=False) as url:
        yield url


@pytest.fixture(scope="session", params=BOTH)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A furnished installation: the shipped content and the demo world."""
    folder = tmp_path_factory.mktemp(request.param)
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    return Template(request.param, folder, server)


@pytest.fixture
def cast(template: Template, tmp_path: Path) -> Iterator[Cast]:
    """An installation of its own, and the people who use it."""
    given = template.copy(tmp_path)
    made = Cast(given)
    yield made
    made.close()
    template.drop(given)


@pytest.fixture(scope="session", params=BOTH)
def loans(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An installation of another organisation: a library that lends books."""
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    folder = tmp_path_factory.mktemp(f"loans-{request.param}")
    return Template(
        request.param, folder, server, CONTENT_DIR="tests/content", APPLICATION="tests.content.loans"
    )


@pytest.fixture(scope="session", params=BOTH)
def empty(request: pytest.FixtureRequest) -> Empty:
    """What makes databases that hold nothing but tables."""
    return Empty(request.getfixturevalue("postgresql_server") if request.param == "postgresql" else "")


@pytest.fixture
def bare(empty: Empty, tmp_path: Path) -> Iterator[Database]:
    """A database of its own that holds nothing but tables."""
    with empty.open(tmp_path) as database:
        yield database


@pytest.fixture
def blank(empty: Empty, tmp_path: Path) -> Iterator[Database]:
    """A database of its own without a table."""
    with empty.open(tmp_path, blank=True) as database:
        yield database
