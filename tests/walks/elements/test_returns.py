"""A form that is returned two thousand times: it still works, and the last round costs what the first did."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select

from app.identity import load_actor
from app.inbox.desk import Desk
from app.inbox.handing_in import hand_in
from app.jobs.clock import now
from app.store.accounts import Account
from app.store.instances import Instance
from app.store.session import begin_write
from app.store.tasks import Task
from tests.support.cast import Cast
from tests.support.world import Template
from tests.walks.elements.calls import a_called_review_returns_by_its_error
from tests.walks.elements.stage import PEOPLE, STORIES, Stage

ROUNDS = {"sqlite": 2_000, "postgresql": 300}  # the engine is the same, only the statements travel further
AT_ONCE = 100
MOST_STATE = 64_000


@pytest.fixture
def stage(template: Template, tmp_path: Path) -> Iterator[Stage]:
    cast = Cast(template.copy(tmp_path))
    yield Stage(cast)
    cast.close()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Count the statements that reach the database."""
    seen: list[str] = []

    def note(connection, cursor, statement, parameters, context, many):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


class Rounds:
    """People who hand in the same two steps again and again, as the doors have them do it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.services = stage.cast.services
        self.sizes: list[tuple[int, int]] = []

    def play(self, count: int) -> None:
        """Play so many rounds in one transaction."""
        with self.stage.cast.session() as session:
            begin_write(session)
            logins = {a.login: a.id for a in session.scalars(select(Account))}
            actors = {role: load_actor(session, logins[login]) for role, login in PEOPLE.items()}
            for _ in range(count):
                with counted(self.services.database.engine) as statements:
                    for data in ({"word": "又来", "number": 1}, {"sure": True}):
                        query = select(Task).where(
                            Task.instance_id == self.stage.instance, Task.state == "open"
                        )
                        task = session.scalars(query).one()
                        hand_in(self._desk(session, actors[task.role]), task.id, task.version, data, None)
                    session.flush()
                state = session.get_one(Instance, self.stage.instance).state or b""
                self.sizes.append((len(state), len(statements)))
                session.expunge_all()

    def _desk(self, session, actor) -> Desk:
        parts = self.services
        return Desk(session, parts.library, parts.registry, parts.storage, now(session), actor)


def test_a_form_returned_two_thousand_times_still_works(stage: Stage, template: Template) -> None:
    (told,) = (s for s in STORIES if s.walk is a_called_review_returns_by_its_error)
    stage.publish(told.files)
    stage.start()
    rounds = Rounds(stage)
    for _ in range(ROUNDS[template.kind] // AT_ONCE):
        rounds.play(AT_ONCE)
    states, statements = zip(*rounds.sizes, strict=True)
    assert max(states) < MOST_STATE
    assert max(states[-AT_ONCE:]) <= max(states[10:AT_ONCE]) + 8
    assert set(statements[10:AT_ONCE]) == set(statements[-AT_ONCE:])
    assert stage.open() == ["a"]
    assert stage.do("a", word="终于").do("check", sure=False).ended("e")
