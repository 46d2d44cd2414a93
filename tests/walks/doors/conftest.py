"""The doors as an outside system uses them. `shown` is an installation that a module's tests only look at."""

from collections.abc import Iterator

import pytest

from tests.support.cast import Cast
from tests.support.world import Template


@pytest.fixture(scope="module")
def shown(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    made = Cast(template.copy(tmp_path_factory.mktemp("shown")))
    yield made
    made.close()
