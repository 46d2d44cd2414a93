"""Two who want different things at the same moment: one of them gets it, the other is told, and nothing is between."""

import random
from datetime import datetime, timedelta

import pytest

from app.inbox.waking import fire_timer
from app.jobs.queue import move_clock
from app.main import system_desk
from app.store.session import begin_write
from app.store.tasks import Timer
from tests.chaos.contest import assert_sound, at_once, happened
from tests.support.cast import Cast

GRADUATE, EMPLOYER, FIRST, SECOND = "g-10001-01", "e-01", "d-10001-01", "d-10001-01-b"
ROUNDS = 6
REJECT = {"decision": "reject", "reason": "04", "comment": "岗位信息有误"}
pytestmark = pytest.mark.xdist_group("chaos")


def say(cast: Cast, login: str, path: str, body: dict, key: str) -> int:
    """Post to a door and return the status."""
    cast[login]  # signed in before the race, not in it
    headers = cast[login]._headers | {"Idempotency-Key": key}
    return cast.app.test_client().post(f"/api/v1{path}", json=body, headers=headers).status_code


def hand_in(cast: Cast, login: str, task: dict, data: dict):
    path, body = f"/tasks/{task['id']}/completion", {"version": task["version"], "data": data}
    return lambda: say(cast, login, path, body, f"{login}-{task['id']}")


def message(cast: Cast, login: str, instance: str, name: str, data: dict):
    path = f"/instances/{instance}/messages/{name}"
    return lambda: say(cast, login, path, {"data": data}, f"{login}-{instance}-{name}")


def shuffled(dice: random.Random, acts: list) -> list[int]:
    """Run two acts at once, in either order of starting; return their answers in the order given."""
    order = dice.sample(range(len(acts)), len(acts))
    answers = at_once([acts[n] for n in order])
    return [answers[order.index(n)] for n in range(len(acts))]


def invited(cast: Cast) -> tuple[str, dict]:
    for login in (GRADUATE, EMPLOYER, FIRST, SECOND):
        cast[login]
    instance = cast.invite(GRADUATE, EMPLOYER)["id"]
    return instance, cast[GRADUATE].task(instance)


def end(cast: Cast, instance: str) -> str | None:
    return cast[EMPLOYER].get(f"/instances/{instance}").get("end")


@pytest.mark.req("R-096")
def test_withdrawing_against_accepting(cast: Cast, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        instance, task = invited(cast)
        withdraw = message(cast, EMPLOYER, instance, "withdraw", {"reason": "01"})
        answers = shuffled(dice, [withdraw, hand_in(cast, GRADUATE, task, {"decision": "accept"})])
        assert sorted(answers) == [200, 409], answers
        withdrawn = answers[0] == 200
        assert (end(cast, instance) is not None) is withdrawn
        kinds = happened(cast, instance)
        assert ("message:withdraw" in kinds, "completed" in kinds) == (withdrawn, not withdrawn)
        if not withdrawn:
            cast[FIRST].complete(instance, REJECT)
    assert_sound(cast)


def test_two_reviewers_of_different_minds(cast: Cast, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        instance, _task = invited(cast)
        cast[GRADUATE].complete(instance, {"decision": "accept"})
        task = cast[FIRST].task(instance)
        acts = [
            hand_in(cast, FIRST, task, {"decision": "pass"}),
            hand_in(cast, SECOND, task, REJECT),
        ]
        answers = shuffled(dice, acts)
        assert sorted(answers) == [200, 409], answers
        passed = answers[0] == 200
        assert (end(cast, instance) is None) is passed
        if passed:
            cast["s-10001"].complete(instance, REJECT)
    assert_sound(cast)


def test_stopping_against_approving(cast: Cast, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        instance, _task = invited(cast)
        cast[GRADUATE].complete(instance, {"decision": "accept"})
        task = cast[FIRST].task(instance)
        offers = cast[GRADUATE].get(f"/instances/{instance}")["messages"]
        (stop,) = [o for o in offers if o["allowed"]]
        acts = [
            message(cast, GRADUATE, instance, stop["name"], {"comment": "另有安排"}),
            hand_in(cast, FIRST, task, {"decision": "pass"}),
        ]
        stopped, passed = shuffled(dice, acts)
        assert stopped in (200, 409), stopped
        assert passed in (200, 409)
        kinds = happened(cast, instance)
        assert kinds.count("completed") == 1 + (passed == 200)
        if end(cast, instance) is None:
            assert stopped != 200
            cast["s-10001"].complete(instance, REJECT)
    assert_sound(cast)


@pytest.mark.req("R-085")
def test_the_deadline_against_the_answer(cast: Cast, dice: random.Random) -> None:
    for _ in range(ROUNDS):
        instance, task = invited(cast)
        due = datetime.fromisoformat(task["due_at"])
        with cast.session() as session:
            begin_write(session)
            move_clock(session, due + timedelta(seconds=1))
        answer = hand_in(cast, GRADUATE, task, {"decision": "accept"})
        status, _ = shuffled(dice, [answer, cast.run_jobs])
        kinds = happened(cast, instance)
        assert (status, kinds.count("timer"), kinds.count("completed")) in ((200, 0, 1), (409, 1, 0)), kinds
        assert cast.run_jobs() is None
        assert happened(cast, instance).count("timer") == kinds.count("timer")
        if status == 200:
            cast[FIRST].complete(instance, REJECT)
    assert_sound(cast)


def test_one_employer_invites_the_same_person_twice_at_once(cast: Cast) -> None:
    cast[EMPLOYER], cast["e-01-b"]
    subject = cast.subject(GRADUATE)
    offer = next(
        p for p in cast[EMPLOYER].get("/processes", subject=subject)["items"] if p["key"] == "online_signing"
    )
    data = {f["name"]: f["example"] for f in offer["form"]["fields"] if f["example"] not in (None, [])}
    path, body = "/processes/online_signing/instances", {"subject": subject, "data": data}
    answers = at_once(
        [lambda n=n: say(cast, EMPLOYER if n % 2 else "e-01-b", path, body, f"k{n}") for n in range(6)]
    )
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert_sound(cast)


def test_a_repeated_request_is_done_once_however_often_it_arrives(cast: Cast) -> None:
    instance, task = invited(cast)
    answers = at_once([hand_in(cast, GRADUATE, task, {"decision": "accept"})] * 8)
    assert answers == [200] * 8
    assert happened(cast, instance).count("completed") == 1
    assert_sound(cast)


def test_a_deadline_whose_clock_was_moved_back_waits_again(cast: Cast) -> None:
    instance, task = invited(cast)
    due = datetime.fromisoformat(task["due_at"])
    with cast.session() as session:
        begin_write(session)
        (timer,) = session.query(Timer).filter_by(instance_id=instance)
        too_early = system_desk(cast.services, session, due - timedelta(hours=1))
        fire_timer(too_early, {"instance": instance, "token": timer.token})
    assert "timer" not in happened(cast, instance)
    assert_sound(cast)
    cast.clock((due + timedelta(seconds=1)).isoformat())
    assert end(cast, instance) == "failed"
