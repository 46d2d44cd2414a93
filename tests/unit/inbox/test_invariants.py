"""`quxiang fsck`: a sound installation has nothing to say, and every kind of damage is found."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from app.cli import main
from app.errors import Conflict
from app.identity import audit
from app.inbox import invariants
from app.inbox.handing_in import hand_in
from app.inbox.invariants import breaches
from app.inbox.messages import send
from app.store.base import new_id
from app.store.instances import Document, History, Instance
from app.store.queue import Outbox
from app.store.tasks import Task, Timer
from tests.unit.inbox.house import LIBRARIAN, READER, House


@pytest.fixture
def busy(house: House) -> House:
    """A house in which some have ended, some run, one was answered and cannot go on."""
    house.check(house.lend(title="还了"))
    house.lend(title="等着")
    house.check(house.lend(days=60, title="馆长"))
    cancelled = house.lend(title="取消")
    with house.at(READER) as desk:
        send(desk, cancelled, "cancel", {})
    house.break_operator("next_number")
    house.check(house.lend(title="卡住"))
    return house


def broken(house: House) -> list[str]:
    with house.database.session() as session:
        return sorted({breach.name for breach in breaches(house.services, session)})


def test_a_sound_installation_has_nothing_to_say(busy: House) -> None:
    assert broken(busy) == []
    for seconds in (0, 10, 100):
        busy.later(seconds)
    assert broken(busy) == []
    answer = CliRunner().invoke(main, ["fsck"], obj=lambda: busy.services)
    assert (answer.exit_code, answer.output) == (0, "数据完好。\n")


def change(*statements: str) -> Callable[[House], None]:
    def run(house: House) -> None:
        words = {"jobs": "job", "bytes": ""}
        if not house.database.sqlite:
            words = {"jobs": "procrastinate_jobs", "bytes": "::bytea"}
        with house.database.session() as session:
            for statement in statements:
                session.execute(text(statement.format(**words)))

    return run


def add(make: Callable[[Instance, Task], object]) -> Callable[[House], None]:
    def run(house: House) -> None:
        task = next(t for t in house.rows(Task) if t.state == "open")
        with house.database.session() as session:
            session.add(make(session.get_one(Instance, task.instance_id), task))

    return run


def second_completion(instance: Instance, task: Task) -> History:
    return History(
        instance_id=instance.id, seq=99_000, at=instance.started_at, kind="completed", token=task.token
    )


def lonely_timer(instance: Instance, task: Task) -> Timer:
    return Timer(instance_id=instance.id, token="t", element="e", due=instance.started_at)


def lost_document(instance: Instance, task: Task) -> Document:
    at = instance.started_at
    path = f"ab/{'0' * 32}"
    return Document(
        instance_id=instance.id, kind="k", name="n", path=path, sha256="0", size=1, roles=[], created_at=at
    )


def overtaken(house: House) -> None:
    with house.database.session() as session:
        for state in ("waiting", "sent"):
            at = house.rows(Instance)[0].started_at
            session.add(
                Outbox(key=new_id(), channel="c", topic="t", subject="s", body={}, state=state, created_at=at)
            )
            session.flush()


def fired_twice(house: House) -> None:
    row = house.rows(Instance)[0]
    with house.database.session() as session:
        for seq in (99_001, 99_002):
            session.add(History(instance_id=row.id, seq=seq, at=row.started_at, kind="timer", token="t@1"))


DAMAGE = {
    "a hand-in is not in the history": ("I2", change("DELETE FROM history WHERE kind = 'completed'")),
    "a task was completed that is open": ("I2", add(second_completion)),
    "a task vanished": (
        "I3",
        change("DELETE FROM subscription", "UPDATE task SET state = 'gone' WHERE state = 'open'"),
    ),
    "a job vanished": ("I3", change("DELETE FROM {jobs}")),
    "a timer has no job": ("I3", add(lonely_timer)),
    "an end event is missing": ("I4", change("DELETE FROM history WHERE kind = 'endEvent'")),
    "a task outlived its instance": ("I5", change("UPDATE task SET state = 'open' WHERE state = 'done'")),
    "nobody has a role": ("I5", change("DELETE FROM membership WHERE role = 'librarian'")),
    "a document has no bytes": ("I6", add(lost_document)),
    "a letter was overtaken": ("I7", overtaken),
    "a timer fired twice": ("I8", fired_twice),
    "a state is no state": ("I13", change("UPDATE instance SET state = 'x'{bytes} WHERE NOT ended")),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(busy: House, what: str) -> None:
    name, harm = DAMAGE[what]
    harm(busy)
    assert name in broken(busy)
    answer = CliRunner().invoke(main, ["fsck"], obj=lambda: busy.services)
    assert answer.exit_code == 1
    assert name in answer.output


def test_a_state_of_a_megabyte_is_found(busy: House) -> None:
    with busy.database.session() as session:
        session.execute(update(Instance).values(state=b"x" * 1_048_577))
    assert "I14" in broken(busy)


def test_a_chain_of_the_audit_log_that_was_cut_is_found(busy: House) -> None:
    with busy.at(LIBRARIAN) as desk:
        audit(desk.session, desk.person, "look", "x", "ok", {}, now=desk.now)
    with busy.database.session() as session:
        session.execute(text("UPDATE audit_head SET seq = seq + 1"))
    assert "I11" in broken(busy)


def test_bytes_that_no_row_knows_are_found_after_a_day(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    busy.services.storage.put(b"left behind")
    assert broken(busy) == []
    later = invariants.real_now() + timedelta(days=2)
    monkeypatch.setattr(invariants, "real_now", lambda: later)
    assert broken(busy) == ["I6"]


def test_two_live_destinations_of_one_person_are_an_application_s_invariant(busy: House) -> None:
    busy.services.registry.invariant("I1", "示例", "SELECT id FROM instance")
    busy.services.registry.invariant("I1", "示例", "SELECT id FROM instance")
    assert broken(busy) == ["I1"]
    assert busy.services.registry.invariants.pop().name == "I1"


def test_a_refused_hand_in_leaves_everything_sound(busy: House) -> None:
    done = next(t for t in busy.rows(Task) if t.state == "done")
    with pytest.raises(Conflict, match="已于"), busy.at(LIBRARIAN) as desk:
        hand_in(desk, done.id, None, {"decision": "pass"}, None)
    assert broken(busy) == []
