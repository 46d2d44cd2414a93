"""The doors as an outside system uses them; whatever a walk does, each answer must be as the description says.

`shown` is an installation that a module's tests only look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Cast
from tests.support.described import Watch
from tests.support.world import Template


@pytest.fixture(scope="module")
def shown(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    yield from _watched(template, tmp_path_factory.mktemp("shown"))


@pytest.fixture
def cast(template: Template, tmp_path: Path) -> Iterator[Cast]:
    yield from _watched(template, tmp_path)


def _watched(template: Template, folder: Path) -> Iterator[Cast]:
    made = Cast(template.copy(folder))
    watch = Watch(made.app)
    yield made
    made.close()
    assert watch.broken == []
