"""Hostile input: refused in Chinese, never a failure of ours, and nothing changed.

`fort` is an installation with one open task for each module's tests; afterwards it is as it was before."""

from collections.abc import Iterator

import pytest

from tests.support.cast import Cast
from tests.support.unchanged import nothing_changes
from tests.support.world import Template


@pytest.fixture(scope="module")
def fort(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    made = Cast(template.copy(tmp_path_factory.mktemp("fort")))
    made["g-10001-01"].complete(made.invite("g-10001-01")["id"], {"decision": "accept"})
    made.invite("g-10001-02")
    with nothing_changes(made):
        yield made
    made.close()
