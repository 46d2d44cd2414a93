"""Two who end or change the same destination at the same moment, in two tabs or two offices: one legal state follows."""

import random
from typing import Any

import pytest

from tests.chaos.contest import assert_sound
from tests.chaos.test_races import ROUNDS, say, shuffled
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, label, passed
from tests.walks.endings import REJECT, asked, ems

EMPLOYER = "e-01"
REQUEST = {"reason": "02", "comment": "家庭原因"}
VOID = {"comment": "登记有误"}
WORK = kind("其他录用证明就业")
pytestmark = pytest.mark.xdist_group("chaos")


def starting(cast: Cast, login: str, key: str, subject: str, data: dict[str, Any]):
    path, body = f"/processes/{key}/instances", {"subject": subject, "data": data}
    return lambda: say(cast, login, path, body, f"{login}-{key}-{subject}-{random.random()}")


def deciding(cast: Cast, task: dict[str, Any], data: dict[str, Any]):
    path, body = f"/tasks/{task['id']}/completion", {"version": task["version"], "data": data}
    return lambda: say(cast, SCHOOL, path, body, str(random.random()))


def known(cast: Cast) -> None:
    for login in (GRADUATE, EMPLOYER, DEPARTMENT, SCHOOL):
        cast[login]


def changing(cast: Cast, record: str, reason: str):
    before = cast[SCHOOL].get(f"/instances/{record}")["data"]["destination"]
    return starting(cast, SCHOOL, "destination_modification", record, {**before, "change_reason": reason})


@pytest.mark.req("R-133", "R-146")
def test_asking_for_a_termination_against_the_void_of_the_school(cast: Cast, dice: random.Random) -> None:
    known(cast)
    for _ in range(ROUNDS):
        record = cast.signed()
        ask = starting(cast, GRADUATE, "online_termination", "self", REQUEST)
        void = starting(cast, SCHOOL, "record_void", record, VOID)
        answers = shuffled(dice, [ask, void])
        assert sorted(answers) == [201, 409] or (answers[0], answers[1]) == (404, 201), answers
        if answers[1] == 201:
            assert label(cast, SCHOOL, record) == "学校已作废"
            continue
        request = next(
            i["id"] for i in cast[GRADUATE].get("/instances")["items"] if i["process"] == "online_termination"
        )
        cast[EMPLOYER].complete(request, {"decision": "decline", "comment": "继续履行"})
        assert starting(cast, SCHOOL, "record_void", record, VOID)() == 201
        assert label(cast, SCHOOL, record) == "学校已作废"
    assert_sound(cast)


@pytest.mark.req("R-135")
def test_both_sides_ask_for_a_termination_at_once(cast: Cast, dice: random.Random) -> None:
    known(cast)
    record = cast.signed()
    acts = [
        starting(cast, GRADUATE, "online_termination", "self", REQUEST),
        starting(cast, EMPLOYER, "online_termination", record, REQUEST),
    ]
    assert sorted(shuffled(dice, acts)) == [201, 409]
    running = [i for i in cast[SCHOOL].get("/instances")["items"] if i["process"] == "online_termination"]
    assert len(running) == 1
    assert_sound(cast)


@pytest.mark.req("R-149", "R-196")
def test_the_graduate_and_the_school_void_the_same_destination(cast: Cast, dice: random.Random) -> None:
    known(cast)
    for number in range(1, ROUNDS + 1):
        record = passed(cast, WORK)
        acts = [
            starting(cast, GRADUATE, "destination_void", "self", {}),
            starting(cast, SCHOOL, "destination_void", record, VOID),
        ]
        answers = shuffled(dice, acts)
        assert sorted(answers) in ([201, 409], [201, 404]), answers
        assert label(cast, SCHOOL, record) == ("学生已作废" if answers[0] == 201 else "学校已作废")
        assert ems(cast) == ["destination.report", "destination.clear"] * number
    assert_sound(cast)


@pytest.mark.req("R-196")
def test_the_same_void_is_asked_for_from_two_pages(cast: Cast, dice: random.Random) -> None:
    known(cast)
    cast[SCHOOL].put("/settings/10001", {"void_review": True})
    record = passed(cast, WORK)
    for _ in range(ROUNDS):
        acts = [starting(cast, GRADUATE, "destination_void", subject, {}) for subject in ("self", record)]
        assert sorted(shuffled(dice, acts)) == [201, 409]
        (waiting,) = cast[DEPARTMENT].get("/tasks")["items"]
        cast[GRADUATE].post(f"/instances/{waiting['instance']}/messages/withdraw", {})
    assert_sound(cast)


@pytest.mark.req("R-149")
def test_a_change_against_a_void_and_two_changes(cast: Cast, dice: random.Random) -> None:
    known(cast)
    for _ in range(ROUNDS):
        record = passed(cast, WORK)
        answers = shuffled(dice, [changing(cast, record, "甲"), changing(cast, record, "乙")])
        assert answers == [201, 201]
        void = starting(cast, SCHOOL, "destination_void", record, VOID)
        changed, voided = shuffled(dice, [changing(cast, record, "丙"), void])
        assert (changed in (201, 409), voided) == (True, 201)
        assert label(cast, SCHOOL, record) == "学校已作废"
        assert ems(cast)[-1] == "destination.clear"
        assert cast[SCHOOL].get(f"/instances/{record}")["startable"] == ["staff_entry"]
    assert_sound(cast)


@pytest.mark.req("R-136")
def test_a_termination_is_passed_in_one_tab_and_refused_in_another(cast: Cast, dice: random.Random) -> None:
    known(cast)
    for _ in range(ROUNDS):
        record = cast.signed()
        request = asked(cast, record)
        cast[EMPLOYER].complete(request, {"decision": "accept"})
        cast[DEPARTMENT].complete(request, {"decision": "pass"})
        task = cast[SCHOOL].task(request)
        answers = shuffled(dice, [deciding(cast, task, {"decision": "pass"}), deciding(cast, task, REJECT)])
        assert sorted(answers) == [200, 409], answers
        over = answers[0] == 200
        assert (ems(cast)[-1] == "destination.clear") is over
        if not over:
            starting(cast, SCHOOL, "record_void", record, VOID)()
    assert_sound(cast)
