"""A real server, killed between every two steps of an instance: what was acknowledged goes on where it stood."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.wired import WiredCast
from tests.support.world import Template
from tests.walks.elements import boundaries, calls
from tests.walks.elements.stage import STORIES, Stage, Story

TOLD = (calls.a_called_review_returns_by_its_error, boundaries.a_receive_task_is_given_up_at_its_deadline)


class Struck(Stage):
    """A stage whose server is killed after every step."""

    cast: WiredCast

    def start(self, key: str = "p") -> "Struck":
        return self._strike(super().start(key))

    def do(self, name: str, **data: Any) -> "Struck":
        return self._strike(super().do(name, **data))

    def wait(self, **length: float) -> "Struck":
        return self._strike(super().wait(**length))

    def _strike(self, _done: Stage) -> "Struck":
        self.cast.restart()
        return self


@pytest.fixture
def struck(template: Template, tmp_path: Path) -> Iterator[Struck]:
    cast = WiredCast(template.copy(tmp_path), tmp_path)
    yield Struck(cast)
    cast.close()


@pytest.mark.parametrize("told", [s for s in STORIES if s.walk in TOLD], ids=lambda s: s.name)
def test_a_story_goes_on_after_the_server_was_killed(told: Story, struck: Struck) -> None:
    struck.publish(told.files)
    told.walk(struck)
