"""Incidents: what cannot go on by itself is seen, and tried again, skipped or moved by an operator of the service."""

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.inbox.incidents import move_incident, open_incidents, retry_incident, skip_incident
from app.store.instances import Incident
from app.store.tasks import Task
from tests.unit.inbox.house import DIRECTOR, House


@pytest.fixture
def stuck(house: House) -> str:
    """An instance whose operator has failed three times."""
    instance = house.lend()
    house.break_operator("next_number")
    house.check(instance)
    for seconds in (0, 10, 100):
        house.later(seconds)
    return instance


def test_three_tries_end_in_an_incident_that_names_the_step(house: House, stuck: str) -> None:
    with house.at(None) as desk:
        (incident,) = open_incidents(desk).items
    assert (incident.instance_id, incident.kind, incident.element) == (stuck, "advance", "number")
    assert "打印机没有纸" in incident.message
    assert [j.state for j in house.jobs()] == ["failed"]


def test_a_retry_after_the_repair_ends_the_instance(house: House, stuck: str) -> None:
    house.repair()
    with house.at(None) as desk:
        retry_incident(desk, house.incident().id, "换了纸")
    house.later()
    assert house.instance(stuck).end == "lent"
    (row,) = house.rows(Incident)
    assert row.resolution == "重试：换了纸"


def test_a_retry_without_repair_ends_in_another_incident(house: House, stuck: str) -> None:
    with house.at(None) as desk:
        retry_incident(desk, house.incident().id, "试试")
    for seconds in (0, 10, 100):
        house.later(seconds)
    assert house.incident().instance_id == stuck
    assert len(house.rows(Incident)) == 2


def test_an_incident_is_resolved_once(house: House, stuck: str) -> None:
    incident = house.incident().id
    with house.at(None) as desk:
        retry_incident(desk, incident, "一")
    with pytest.raises(Conflict, match="已经处理"), house.at(None) as desk:
        retry_incident(desk, incident, "二")


def test_an_unknown_incident_is_not_there(house: House) -> None:
    with pytest.raises(NotFound), house.at(None) as desk:
        retry_incident(desk, "nothing", "x")


def test_a_step_that_fails_is_skipped(house: House) -> None:
    instance = house.lend()
    house.break_operator("notify")
    house.check(instance)
    for seconds in (0, 10, 100):
        house.later(seconds)
    assert house.incident().element == "tell"
    with house.at(None) as desk:
        skip_incident(desk, house.incident().id, "电话通知了")
    assert house.instance(instance).end == "lent"


def test_a_token_is_moved_to_a_step_with_people(house: House, stuck: str) -> None:
    with house.at(None) as desk:
        move_incident(desk, house.incident().id, "请馆长决定", "approve")
    task = house.task(stuck)
    assert (task.step, task.role, task.state) == ("approve", "director", "open")
    house.repair()
    house.check(stuck, login=DIRECTOR)
    assert house.instance(stuck).end == "lent"


def test_the_answered_task_is_done_when_the_instance_was_moved_on(house: House, stuck: str) -> None:
    with house.at(None) as desk:
        move_incident(desk, house.incident().id, "请馆长决定", "approve")
    assert sorted(t.state for t in house.rows(Task)) == ["done", "open"]


def test_moving_needs_a_step_that_exists(house: House, stuck: str) -> None:
    with pytest.raises(Invalid), house.at(None) as desk:
        move_incident(desk, house.incident().id, "x")
    with pytest.raises(Conflict), house.at(None) as desk:
        move_incident(desk, house.incident().id, "x", "nowhere")
    assert house.incident().instance_id == stuck


def test_a_step_with_several_ways_on_is_not_skipped(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number")
    house.check(instance)
    for seconds in (0, 10, 100):
        house.later(seconds)
    with house.database.session() as session:
        session.get_one(Incident, house.incident().id).element = "checked"
    with pytest.raises(Conflict, match="移动"), house.at(None) as desk:
        skip_incident(desk, house.incident().id, "x")
