"""A library of its own for each test, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.world import Template
from tests.unit.inbox.house import House


@pytest.fixture
def house(library: Template, tmp_path: Path) -> Iterator[House]:
    made = House(library.copy(tmp_path))
    yield made
    made.close()
