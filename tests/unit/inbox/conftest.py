"""A library of its own for each test, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.world import Template
from tests.unit.inbox.house import House


@pytest.fixture
def house(loans: Template, tmp_path: Path) -> Iterator[House]:
    given = loans.copy(tmp_path)
    made = House(given)
    yield made
    made.close()
    loans.drop(given)
