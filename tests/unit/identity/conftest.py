"""An empty database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Database
from tests.support.people import open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path) as opened:
        yield opened
