"""The elements' stories are played on an installation that is restarted between every two requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.restarted import RestartedCast
from tests.support.world import Template
from tests.walks.elements.stage import Stage


@pytest.fixture
def stage(template: Template, tmp_path: Path) -> Iterator[Stage]:
    copy = template.copy(tmp_path)
    cast = RestartedCast(copy)
    yield Stage(cast)
    cast.close()
    template.drop(copy)
