"""A library of its own for each test, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BOTH
from tests.support.world import Template
from tests.unit.inbox.house import House


@pytest.fixture(scope="session", params=BOTH)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    folder = tmp_path_factory.mktemp(f"library-{request.param}")
    return Template(
        request.param, folder, server, CONTENT_DIR="tests/content", APPLICATION="tests.content.loans"
    )


@pytest.fixture
def house(library: Template, tmp_path: Path) -> Iterator[House]:
    made = House(library.copy(tmp_path))
    yield made
    made.close()
