"""`take_back`: a reviewer takes the own decision back while nobody has opened the next task."""

from typing import Any

from tests.support.cast import Cast

DEPARTMENT, COLLEAGUE, SCHOOL = "d-10001-01", "d-10001-01-b", "s-10001"


def passed(cast: Cast) -> str:
    """Return a signing that the department has just passed."""
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    return instance


def offered(cast: Cast, login: str, instance: str) -> list[str]:
    return [m["name"] for m in cast[login].get(f"/instances/{instance}")["messages"]]


def take_back(cast: Cast, login: str, instance: str, status: int) -> Any:
    return cast[login].post(f"/instances/{instance}/messages/take_back", {"data": {}}, status)


def test_the_decision_is_open_again_with_what_was_answered(cast: Cast) -> None:
    instance = passed(cast)
    (offer,) = cast[DEPARTMENT].get(f"/instances/{instance}")["messages"]
    assert (offer["name"], offer["allowed"], offer["form"]) == ("take_back", True, None)
    assert offer["confirm"]
    seen = take_back(cast, DEPARTMENT, instance, 200)
    assert seen["status"]["code"] == "department_review"
    assert [t["step"] for t in seen["tasks"]] == ["department"]
    assert "department_review" not in seen["data"]
    assert cast[SCHOOL].get("/tasks")["total"] == 0

    task = cast[DEPARTMENT].task(instance)
    assert cast[DEPARTMENT].get(f"/tasks/{task['id']}/draft")["data"]["decision"] == "pass"
    cast[DEPARTMENT].complete(instance, {"decision": "reject", "reason": "04", "comment": "再看之后不通过"})
    assert cast["e-01"].get(f"/instances/{instance}")["ended"]
    history = cast[DEPARTMENT].get(f"/instances/{instance}/history")["items"]
    assert [h["outcome"] for h in history if h["kind"] == "completed"] == ["accept", "pass", "reject"]
    assert [h["who"] for h in history if h["kind"] == "message:take_back"] == ["李老师"]


def test_the_signing_goes_on_as_ever_after_a_decision_was_taken_back(cast: Cast) -> None:
    instance = passed(cast)
    take_back(cast, DEPARTMENT, instance, 200)
    cast[COLLEAGUE].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert cast["g-10001-01"].get(f"/instances/{instance}")["end"] == "signed"


def test_the_graduate_can_stop_again_after_a_decision_was_taken_back(cast: Cast) -> None:
    instance = passed(cast)
    assert offered(cast, "g-10001-01", instance) == []
    take_back(cast, DEPARTMENT, instance, 200)
    assert offered(cast, "g-10001-01", instance) == ["stop"]


def test_once_the_next_step_was_opened_it_is_too_late(cast: Cast) -> None:
    instance = passed(cast)
    cast[SCHOOL].get(f"/tasks/{cast[SCHOOL].task(instance)['id']}")
    assert offered(cast, DEPARTMENT, instance) == []
    assert "不能收回" in take_back(cast, DEPARTMENT, instance, 409)["detail"]
    assert cast[SCHOOL].task(instance)["step"] == "school"


def test_a_page_that_was_opened_counts_as_much_as_a_door(cast: Cast) -> None:
    instance = passed(cast)
    task = cast[SCHOOL].task(instance)["id"]
    assert cast.tab(SCHOOL).get(f"/tasks/{task}").status_code == 200
    take_back(cast, DEPARTMENT, instance, 409)


def test_a_claimed_step_was_opened(cast: Cast) -> None:
    instance = passed(cast)
    task = cast[SCHOOL].task(instance)["id"]
    cast[SCHOOL].post(f"/tasks/{task}/claim")
    cast[SCHOOL].delete(f"/tasks/{task}/claim", 200)
    take_back(cast, DEPARTMENT, instance, 409)


def test_nobody_takes_back_the_decision_of_somebody_else(cast: Cast) -> None:
    instance = passed(cast)
    for login in (COLLEAGUE, SCHOOL, "e-01"):
        assert "take_back" not in offered(cast, login, instance)
        take_back(cast, login, instance, 403)
    take_back(cast, "d-10001-02", instance, 404)


def test_what_has_had_an_effect_stays(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    # The acceptance holds the destination and tells the employer.
    assert offered(cast, "g-10001-01", instance) == ["stop"]
    take_back(cast, "g-10001-01", instance, 409)
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    take_back(cast, SCHOOL, instance, 409)
    take_back(cast, DEPARTMENT, instance, 409)
    assert cast[SCHOOL].get(f"/instances/{instance}")["end"] == "signed"


def test_a_rejection_that_ended_the_signing_stays(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    cast[DEPARTMENT].complete(instance, {"decision": "reject", "reason": "04", "comment": "不合适"})
    take_back(cast, DEPARTMENT, instance, 409)
