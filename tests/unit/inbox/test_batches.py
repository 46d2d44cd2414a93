"""Batches: each item by itself, with its own result; what fails does not stop the rest."""

import pytest
from sqlalchemy.exc import OperationalError

from app import main
from app.inbox.batches import complete_batch, start_batch, view_batch
from app.inbox.desk import Desk
from app.inbox.incidents import retry_incident
from app.store.instances import Incident
from app.store.queue import Job
from tests.unit.inbox.house import LIBRARIAN, PASS, READER, House


def ask(house: House, ids: list[str]) -> str:
    with house.at(LIBRARIAN) as desk:
        return complete_batch(desk, ids, None, PASS).id


def results(house: House, batch: str, login: str = LIBRARIAN) -> tuple[str, list[str]]:
    with house.at(login) as desk:
        row, items = view_batch(desk, batch)
        return row.state, [item.result for item in items]


def test_every_item_has_its_own_result(house: House) -> None:
    done = house.lend(title="零")
    finished = house.task(done).id
    house.check(done)
    tasks = [house.task(house.lend(title=title)).id for title in "一二三"]
    batch = ask(house, [*tasks, finished, "foreign"])
    assert results(house, batch) == ("running", ["waiting"] * 5)
    house.later()
    assert results(house, batch) == ("done", ["done"] * 3 + ["refused"] * 2)


def test_items_done_before_the_database_went_away_stay_done_and_the_rest_follows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ask(house, [house.task(house.lend(title=title)).id for title in "一二三"])
    sound, calls = main.do_next, []

    def interrupted(desk: Desk, batch_id: str) -> bool:
        calls.append(batch_id)
        if len(calls) == 2:
            raise OperationalError("UPDATE", {}, RuntimeError("gone"))
        return sound(desk, batch_id)

    monkeypatch.setattr(main, "do_next", interrupted)
    house.later()
    assert results(house, batch) == ("running", ["done", "waiting", "waiting"])
    house.later(60)
    assert results(house, batch) == ("done", ["done"] * 3)


def test_a_batch_that_never_gets_through_is_an_incident(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ask(house, [house.task(house.lend()).id])

    def away(desk: Desk, batch_id: str) -> bool:
        raise OperationalError("UPDATE", {}, RuntimeError("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(main, "do_next", away)
        for seconds in (0, 10, 100):
            house.later(seconds)
    assert house.incident().instance_id is None
    with house.at(None) as desk:
        retry_incident(desk, house.incident().id, "数据库恢复了")
    house.later()
    assert results(house, batch) == ("done", ["done"])


def test_a_batch_of_starts(house: House) -> None:
    with house.at(READER) as desk:
        data = {"title": "活着", "days": 3, "kind": "1"}
        reader = desk.person.memberships[0].party_id
        batch = start_batch(desk, "book_loan", [reader, "nobody"], data).id
    house.later()
    assert results(house, batch, READER) == ("done", ["done", "refused"])
    assert house.rows(Incident) == []
    assert house.rows(Job) == []
