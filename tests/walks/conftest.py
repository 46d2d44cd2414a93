"""The library of `tests/content` beside the shipped content: a process with every type of field."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BOTH
from tests.support.cast import Cast
from tests.support.membership import LIBRARY
from tests.support.world import Template


@pytest.fixture(scope="module", params=BOTH)
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp(f"library_{request.param}")
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    return Template(request.param, folder, server, **LIBRARY)


@pytest.fixture
def library(shelves: Template, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(shelves.copy(tmp_path))
    yield made
    made.close()
