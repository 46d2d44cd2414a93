"""Many at once: each item has its own result, and nobody reaches further than alone."""

from typing import Any

from tests.support.cast import Cast
from tests.walks.doors.test_errors import MISSING, check

DEPARTMENT = "d-10001-01"


def accepted(cast: Cast, *logins: str) -> list[str]:
    """Return the department's tasks of signings that were accepted."""
    for login in logins:
        cast[login].complete(cast.invite(login)["id"], {"decision": "accept"})
    return [t["id"] for t in cast[DEPARTMENT].get("/tasks")["items"]]


def finished(cast: Cast, login: str, batch: dict[str, Any]) -> dict[str, Any]:
    """Return a batch after the jobs have run."""
    assert (batch["state"], batch["items"]) == ("running", [])
    cast.run_jobs()
    seen = cast[login].get(f"/batches/{batch['id']}")
    assert seen["state"] == "done"
    return seen


def letter(cast: Cast) -> dict[str, Any]:
    """Return the example of an invitation."""
    (offer,) = cast["e-01"].get("/processes", subject=cast.subject("g-10001-01"))["items"]
    return {f["name"]: f["example"] for f in offer["form"]["fields"]}


def test_many_are_invited_with_one_letter(cast: Cast) -> None:
    subjects = [cast.subject(f"g-10001-0{n}") for n in (1, 2, 6)] + [MISSING]
    batch = cast["e-01"].post(
        "/processes/online_signing/batches", {"subjects": subjects, "data": letter(cast)}, 202
    )
    items = finished(cast, "e-01", batch)["items"]
    assert [i["id"] for i in items] == subjects
    assert [i["result"] for i in items] == ["done", "done", "refused", "refused"]
    assert [set(i) for i in items[1:3]] == [{"id", "result", "instance"}, {"id", "result", "detail"}]
    assert cast["e-01"].get(f"/instances/{items[0]['instance']}")["subject"] == subjects[0]
    assert cast["g-10001-02"].get("/tasks")["total"] == 1


def test_many_are_decided_by_their_ids(cast: Cast) -> None:
    tasks = accepted(cast, "g-10001-01", "g-10001-02")
    batch = cast[DEPARTMENT].post(
        "/tasks/batches", {"ids": [*tasks, MISSING], "data": {"decision": "pass"}}, 202
    )
    items = finished(cast, DEPARTMENT, batch)["items"]
    assert [i["result"] for i in items] == ["done", "done", "refused"]
    assert items[2]["detail"] == "没有找到，或者你无权查看。"
    assert cast["s-10001"].get("/tasks")["total"] == 2


def test_many_are_decided_by_the_query_that_shows_them(cast: Cast) -> None:
    accepted(cast, "g-10001-01", "g-10001-02", "g-10001-03")
    query = {"process": "online_signing", "step": "department", "facet.name": "李䶮"}
    batch = cast[DEPARTMENT].post("/tasks/batches", {"query": query, "data": {"decision": "pass"}}, 202)
    assert [i["result"] for i in finished(cast, DEPARTMENT, batch)["items"]] == ["done"]
    assert cast[DEPARTMENT].get("/tasks")["total"] == 2


def test_an_answer_that_does_not_pass_is_each_items_own_refusal(cast: Cast) -> None:
    tasks = accepted(cast, "g-10001-01")
    batch = cast[DEPARTMENT].post("/tasks/batches", {"ids": tasks, "data": {"decision": "reject"}}, 202)
    (item,) = finished(cast, DEPARTMENT, batch)["items"]
    assert item["result"] == "refused"
    assert "原因" in item["detail"]
    assert cast[DEPARTMENT].get("/tasks")["total"] == 1


def test_foreign_tasks_are_not_reached_through_a_batch(cast: Cast) -> None:
    tasks = accepted(cast, "g-10001-01")
    for login in ("s-10002", "d-10001-02", "e-02"):
        batch = cast[login].post("/tasks/batches", {"ids": tasks, "data": {"decision": "pass"}}, 202)
        (item,) = finished(cast, login, batch)["items"]
        assert (item["result"], item["detail"]) == ("refused", "没有找到，或者你无权查看。")
    assert cast[DEPARTMENT].get("/tasks")["total"] == 1


def test_nobody_sees_the_batch_of_somebody_else(cast: Cast) -> None:
    tasks = accepted(cast, "g-10001-01")
    batch = cast[DEPARTMENT].post("/tasks/batches", {"ids": tasks, "data": {"decision": "pass"}}, 202)
    for login in ("d-10001-01-b", "e-01", "ops"):
        check(cast[login].call("GET", f"/batches/{batch['id']}"), 404)


def test_what_is_no_list_of_ids_and_no_query_is_refused(shown: Cast) -> None:
    for body in (
        {},
        {"ids": []},
        {"ids": "x"},
        {"ids": [1]},
        {"ids": ["x" * 41]},
        {"ids": ["a"], "query": {}},
        {"query": {"q": 5}},
        {"query": "all"},
        {"query": {"colour": "red"}},
        {"query": {"box": "attic"}},
        {"query": {"step": "nothing there"}},
        {"ids": ["a"], "data": []},
    ):
        check(shown[DEPARTMENT].call("POST", "/tasks/batches", json=body), 422)
    for subjects in ([], "x", [None], ["x" * 50]):
        check(
            shown["e-01"].call("POST", "/processes/online_signing/batches", json={"subjects": subjects}), 422
        )
    check(shown["e-01"].call("POST", "/processes/nothing/batches", json={"subjects": ["a"]}), 404)
