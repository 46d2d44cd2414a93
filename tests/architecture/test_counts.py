"""What work costs, as counts: they hold on any machine and however old an instance or long a list is."""

from typing import Any

import pytest

from app import engine
from app.inbox.start import start
from app.settings import Settings
from app.store.base import new_id
from tests.bench.engine import Ours
from tests.bench.lifecycle import Office
from tests.bench.organisation import ANSWERS, PASS, PROCESS
from tests.bench.signing_sized import STEPS, review, signing
from tests.support.counting import Counter

RETURN = {"decision": "return"}
MOST = 12


class Watched:
    """An instance that goes through its steps, counted."""

    def __init__(self, settings: Settings) -> None:
        self.office = Office(settings, 0)
        self.counter = Counter(self.office.services.database)
        _, self.task = self.office.act("applicant", lambda desk: start(desk, PROCESS, None, {}, new_id()))

    def do(self, role: str, answers: dict[str, Any]) -> list[str]:
        """Hand in the task that waits and return the statements that it took."""
        self.counter.start()
        _, self.task = self.office.hand_in(role, self.task, answers)
        assert self.counter.commits == 1
        return [s for s in self.counter.statements if not s.startswith("SELECT task.id, task.version")]

    def close(self) -> None:
        self.office.services.database.close()


@pytest.fixture
def watched(organisation: Settings) -> Any:
    made = Watched(organisation)
    yield made
    made.close()


def test_a_hand_in_takes_at_most_twelve_statements_and_one_commit(watched: Watched) -> None:
    watched.do("applicant", ANSWERS)  # fills the caches
    watched.do("department", RETURN)
    for role, answers in (("applicant", ANSWERS), ("department", PASS)):
        took = watched.do(role, answers)
        assert len(took) <= MOST, took


def test_an_old_instance_takes_as_many_statements_as_a_young_one(watched: Watched) -> None:
    counts: list[tuple[int, int]] = []
    for _ in range(30):
        counts.append((len(watched.do("applicant", ANSWERS)), len(watched.do("department", RETURN))))
    assert set(counts[3:]) == {counts[2]}


def test_the_state_of_a_signing_stays_small() -> None:
    program = engine.compile_program("p", {"p": signing(), "review": review()})
    instance, sizes = Ours(program), []
    for _ in STEPS:
        sizes.append(len(instance.state))
        instance.step()
    assert max(sizes) <= 1_500
