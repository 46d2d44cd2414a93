"""A workshop on either database."""

import pytest

from app.store.session import Database
from tests.unit.jobs.shop import Shop


@pytest.fixture
def shop(bare: Database) -> Shop:
    return Shop(bare)
