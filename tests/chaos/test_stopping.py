"""Stopping: a server that is asked to end finishes what it is at, and leaves nothing behind for others to wait for."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.store.queue import Job, Lease
from tests.chaos.contest import assert_sound
from tests.chaos.test_kill import Stage, every_acknowledged_act_is_there, what_was_refused_was_not_done
from tests.support.peer import receiving
from tests.support.world import Template

pytestmark = pytest.mark.xdist_group("chaos")


@pytest.fixture
def stage(template: Template, tmp_path: Path) -> Iterator[Stage]:
    with receiving() as peer:
        made = Stage(template, tmp_path, peer)
        yield made
        made.close()


def test_a_server_that_is_stopped_under_load_loses_nothing_and_lets_go(
    stage: Stage, dice: random.Random
) -> None:
    stage.fleet.start()
    stage.crowd.start()
    while stage.ledger.count() < 12 + dice.randrange(5):
        time.sleep(0.02)
    stage.fleet.stop()
    stage.crowd.give_up()
    assert stage.ledger.errors == []
    every_acknowledged_act_is_there(stage)
    what_was_refused_was_not_done(stage, all_answered=False)
    assert_sound(stage.cast)
    with stage.cast.session() as session:
        assert session.scalar(select(Job.id).where(Job.state == "running")) is None
        if stage.cast.services.database.sqlite:
            assert session.get(Lease, "worker") is None
        else:
            assert session.scalar(text("SELECT count(*) FROM procrastinate_workers")) == 0
