"""Handing in: once, by whoever may, with the first answer to a repeat; nothing that was answered is lost."""

import threading

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.inbox.handing_in import hand_in
from app.store.queue import IdempotencyKey
from tests.unit.inbox.house import DIRECTOR, LIBRARIAN, READER, House


def test_a_task_is_handed_in_once_and_the_second_is_told_who_when_and_what(house: House) -> None:
    other = house.add_librarian("l-2", "王馆员")
    instance = house.lend(days=60)
    task = house.task(instance)
    house.check(instance)
    with pytest.raises(Conflict) as refused, house.at(other) as desk:
        hand_in(desk, task.id, task.version, {"decision": "reject", "comment": "x"}, None)
    assert "馆员已于" in refused.value.message
    assert "（" in refused.value.message
    assert "你填写的内容已保留" in refused.value.message
    conflict = refused.value.extra["conflict"]
    assert (conflict["by"], conflict["what"]) == ("馆员", "pass")
    assert conflict["at"]
    assert house.history(instance).count("completed") == 1


def test_a_stale_version_is_refused(house: House) -> None:
    instance = house.lend()
    with pytest.raises(Conflict, match="有了变化"):
        house.check(instance, version=99)
    assert house.task(instance).state == "open"


def test_what_does_not_pass_changes_nothing(house: House) -> None:
    instance = house.lend()
    with pytest.raises(Invalid) as refused:
        house.check(instance, {"decision": "perhaps"})
    assert [e.field for e in refused.value.errors] == ["decision"]
    assert house.task(instance).version == 1


def test_a_foreign_task_is_not_there(house: House) -> None:
    instance = house.lend()
    for login in (READER, DIRECTOR):
        with pytest.raises(NotFound):
            house.check(instance, login=login)


def test_the_same_key_and_body_get_the_first_answer(house: House) -> None:
    instance = house.lend()
    task = house.task(instance)
    house.check(instance, idempotency_key="k-1")
    with house.at(LIBRARIAN) as desk:
        again = hand_in(desk, task.id, task.version, {"decision": "pass"}, "k-1")
    assert again.id == instance
    assert again.ended
    assert house.history(instance).count("completed") == 1


def test_the_same_key_with_another_body_is_refused(house: House) -> None:
    instance = house.lend()
    task = house.task(instance)
    house.check(instance, idempotency_key="k-1")
    with pytest.raises(Invalid, match="Idempotency-Key"), house.at(LIBRARIAN) as desk:
        hand_in(desk, task.id, task.version, {"decision": "reject", "comment": "x"}, "k-1")


def test_a_key_is_free_again_when_the_hand_in_was_refused(house: House) -> None:
    instance = house.lend()
    with pytest.raises(Invalid):
        house.check(instance, {"decision": "perhaps"}, idempotency_key="k-1")
    assert house.check(instance, idempotency_key="k-1").ended


def test_keys_of_different_people_are_apart(house: House) -> None:
    other = house.add_librarian("l-2", "王馆员")
    first, second = house.lend(title="一"), house.lend(title="二")
    house.check(first, idempotency_key="k")
    house.check(second, login=other, idempotency_key="k")
    assert len([r for r in house.rows(IdempotencyKey) if r.key == "k"]) == 2


def test_a_repeat_that_arrives_while_the_first_is_at_work_gets_its_answer(house: House) -> None:
    instance = house.lend()
    task = house.task(instance)
    at_work, answers = threading.Event(), []
    house.slow_down("next_number", lambda: at_work.set() or threading.Event().wait(0.5))

    def send() -> None:
        with house.at(LIBRARIAN) as desk:
            answers.append(hand_in(desk, task.id, task.version, {"decision": "pass"}, "k").id)

    first = threading.Thread(target=send)
    first.start()
    assert at_work.wait(10)
    send()
    first.join()
    assert answers == [instance, instance]
    assert house.history(instance).count("completed") == 1


def test_an_answer_is_kept_while_the_instance_cannot_go_on(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number")
    house.check(instance, {"decision": "pass", "comment": "可以"})
    task, row = house.task(instance), house.instance(instance)
    assert (task.state, task.outcome, task.done_by_name) == ("handed_in", "pass", "馆员")
    assert row.case["check"]["comment"] == "可以"
    assert not row.ended
    assert [(j.kind, j.state) for j in house.jobs()] == [("advance", "waiting")]


def test_a_task_whose_answer_is_kept_cannot_be_handed_in_again(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number")
    house.check(instance)
    with pytest.raises(Conflict, match="馆员已于"):
        house.check(instance)


def test_the_instance_goes_on_by_itself_once_the_operator_works(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number")
    house.check(instance)
    house.later()
    assert house.task(instance).state == "handed_in"
    house.repair()
    house.later(60)
    assert house.instance(instance).end == "lent"
    assert house.jobs() == []
    assert house.history(instance).count("completed") == 1
    assert "advanced" in house.history(instance)


def test_an_error_nobody_foresaw_keeps_the_answer_too(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number", KeyError("page"))
    house.check(instance)
    assert house.task(instance).state == "handed_in"


def test_a_refusal_by_an_operator_reaches_the_person_and_changes_nothing(house: House) -> None:
    instance = house.lend()
    house.break_operator("next_number", Conflict("这本书刚刚借出。"))
    with pytest.raises(Conflict, match="刚刚借出"):
        house.check(instance)
    assert house.task(instance).state == "open"
    assert house.jobs() == []
