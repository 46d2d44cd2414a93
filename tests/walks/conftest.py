"""Walks: people act through HTTP on an installation of their own, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Cast
from tests.support.membership import LIBRARY
from tests.support.world import Template, postgresql


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp(request.param)
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    return Template(request.param, folder, server)


@pytest.fixture
def cast(template: Template, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(template.copy(tmp_path))
    yield made
    made.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp(f"library_{request.param}")
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    return Template(request.param, folder, server, **LIBRARY)


@pytest.fixture
def library(shelves: Template, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(shelves.copy(tmp_path))
    yield made
    made.close()
