"""Handing in: exactly once, with a key, and whoever is late is told who was faster."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.cast import API, Cast
from tests.support.world import Template
from tests.walks.doors.test_errors import check

PASS = {"decision": "pass"}


def accepted(cast: Cast) -> dict[str, Any]:
    """Return the department's task of a signing that was accepted."""
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    return cast["d-10001-01"].task(instance)


def send(cast: Cast, login: str, task: dict[str, Any], data: Any, key: str | None, **more: Any) -> Any:
    body = {"version": task["version"], "data": data} | more
    headers = {"Idempotency-Key": key} if key else {}
    return cast[login].call("POST", f"/tasks/{task['id']}/completion", headers, json=body)


def test_the_answer_is_the_instance_as_it_stands_then(cast: Cast) -> None:
    task = accepted(cast)
    answer = send(cast, "d-10001-01", task, PASS, "k")
    assert answer.status_code == 200
    assert answer.get_json()["id"] == task["instance"]
    assert answer.get_json()["status"]["code"] == "school_review"


def test_a_hand_in_needs_a_key_a_version_and_data(cast: Cast) -> None:
    task = accepted(cast)
    check(send(cast, "d-10001-01", task, PASS, None), 400)
    for body in ({"data": PASS}, {"version": task["version"]}, {"version": "1", "data": PASS}):
        answer = cast["d-10001-01"].call(
            "POST", f"/tasks/{task['id']}/completion", {"Idempotency-Key": "k"}, json=body
        )
        assert check(answer, 422)["errors"]
    assert cast["d-10001-01"].task(task["instance"])["version"] == task["version"]


def test_the_same_key_and_body_get_the_first_answer_whatever_happened_since(cast: Cast) -> None:
    task = accepted(cast)
    first = send(cast, "d-10001-01", task, PASS, "k")
    cast["s-10001"].complete(task["instance"], PASS)
    again = send(cast, "d-10001-01", task, PASS, "k")
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    history = cast["d-10001-01"].get(f"/instances/{task['instance']}/history")["items"]
    assert len([h for h in history if h["kind"] == "completed" and h["step"] == "department"]) == 1


def test_the_same_key_with_another_body_is_refused(cast: Cast) -> None:
    task = accepted(cast)
    send(cast, "d-10001-01", task, PASS, "k")
    check(send(cast, "d-10001-01", task, {"decision": "reject"}, "k"), 422)
    other = cast.invite("g-10001-02")["id"]
    body = {"version": 1, "data": {"decision": "accept"}}
    key = {"Idempotency-Key": "same"}
    mine = cast["g-10001-02"].task(other)["id"]
    assert cast["g-10001-02"].call("POST", f"/tasks/{mine}/completion", key, json=body).status_code == 200
    # The key of one person is no business of another.
    assert send(cast, "s-10001", cast["s-10001"].task(task["instance"]), PASS, "k").status_code == 200


def test_a_key_of_a_refused_hand_in_can_be_used_again(cast: Cast) -> None:
    task = accepted(cast)
    check(send(cast, "d-10001-01", task, {"decision": "reject"}, "k"), 422)
    assert send(cast, "d-10001-01", task, PASS, "k").status_code == 200


def test_who_comes_late_is_told_who_was_faster_when_and_what(cast: Cast) -> None:
    task = accepted(cast)
    send(cast, "d-10001-01", task, PASS, "first")
    late = check(send(cast, "d-10001-01-b", task, {"decision": "pass"}, "second"), 409)
    assert late["conflict"]["by"] == "李老师"
    assert late["conflict"]["what"] == "pass"
    assert late["conflict"]["at"]
    assert "李老师" in late["detail"]


def test_a_task_that_has_changed_since_it_was_opened_is_not_taken(cast: Cast) -> None:
    task = accepted(cast)
    body = check(send(cast, "d-10001-01", {**task, "version": 99}, PASS, "k"), 409)
    assert set(body["conflict"]) == {"by", "at", "what"}
    assert cast["d-10001-01"].task(task["instance"])


@pytest.mark.req("R-107")
def test_each_field_that_does_not_pass_is_named(cast: Cast) -> None:
    task = accepted(cast)
    body = check(send(cast, "d-10001-01", task, {"decision": "reject"}, "k"), 422)
    assert {e["field"] for e in body["errors"]} == {"reason", "comment"}
    body = check(send(cast, "d-10001-01", task, {"decision": "perhaps"}, "k2"), 422)
    assert [e["field"] for e in body["errors"]] == ["decision"]


def test_who_is_refused_too_often_is_told_to_wait(template: Template, tmp_path: Path) -> None:
    strict = Cast(template.copy(tmp_path, LIMITS="strict"))
    task = accepted(strict)
    answers = [send(strict, "d-10001-01", task, {"decision": "reject"}, f"k{n}") for n in range(11)]
    assert [a.status_code for a in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    strict.close()


def test_of_many_who_hand_in_at_once_one_wins_and_the_others_read_who(cast: Cast) -> None:
    task = accepted(cast)
    people = [cast["d-10001-01"], cast["d-10001-01-b"]]
    tokens = [p._headers for p in people]

    def hand_in(number: int) -> Any:
        headers = tokens[number % 2] | {"Idempotency-Key": uuid.uuid4().hex}
        body = {"version": task["version"], "data": PASS}
        client = cast.app.test_client()
        return client.post(f"{API}/tasks/{task['id']}/completion", json=body, headers=headers)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(hand_in, range(12)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 11
    assert all(
        a.get_json()["conflict"]["by"] in ("李老师", "秦老师") for a in answers if a.status_code == 409
    )


def test_the_same_request_sent_many_times_at_once_is_done_once(cast: Cast) -> None:
    task = accepted(cast)
    headers = cast["d-10001-01"]._headers | {"Idempotency-Key": "one"}
    body = {"version": task["version"], "data": PASS}

    def hand_in(_: int) -> Any:
        client = cast.app.test_client()
        return client.post(f"{API}/tasks/{task['id']}/completion", json=body, headers=headers)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(hand_in, range(6)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.data for a in answers}) == 1


def test_starting_with_a_key_makes_one_instance_however_often_it_is_sent(cast: Cast) -> None:
    subject = cast.subject("g-10001-01")
    offer = next(p for p in cast["e-01"].get("/processes", subject=subject)["items"])
    data = {f["name"]: f["example"] for f in offer["form"]["fields"]}
    body = {"subject": subject, "data": data}
    headers = cast["e-01"]._headers | {"Idempotency-Key": "start"}

    def start(_: int) -> Any:
        client = cast.app.test_client()
        return client.post(f"{API}/processes/online_signing/instances", json=body, headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(start, range(4)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.data for a in answers}) == 1
    assert cast["e-01"].get("/instances")["total"] == 1
    check(cast["e-01"].call("POST", "/processes/online_signing/instances", headers, json={"data": {}}), 422)
