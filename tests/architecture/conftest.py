"""An installation of the benchmarks' organisation, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.bench.lifecycle import prepare
from tests.support.world import postgresql


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def organisation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    folder: Path = tmp_path_factory.mktemp("organisation")
    if request.param == "sqlite":
        yield prepare("sqlite", folder, "")
        return
    with postgresql() as server:
        yield prepare("postgresql", folder, server)
