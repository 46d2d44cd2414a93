"""Problems as RFC 9457 says: a Chinese title and detail, a number, the fields; never a trace."""

import re
from typing import Any

import pytest

from tests.support.cast import API, Cast

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MISSING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def check(answer: Any, status: int) -> dict[str, Any]:
    """Check the shape of a problem and return it."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert {"type", "title", "status", "detail", "number", "errors"} <= set(body)
    assert body["status"] == status
    assert CHINESE.search(body["title"])
    assert CHINESE.search(body["detail"])
    assert body["number"]
    assert all(set(e) == {"field", "message"} and CHINESE.search(e["message"]) for e in body["errors"])
    assert "Traceback" not in answer.get_data(as_text=True)
    return body


@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (
            400,
            "POST",
            "/processes/online_signing/instances",
            {"data": b"{", "content_type": "application/json"},
        ),
        (400, "POST", "/feel", {"data": b"[]", "content_type": "application/json"}),
        (400, "GET", "/tasks?after=nonsense", {}),
        (404, "GET", f"/instances/{MISSING}", {}),
        (404, "GET", "/nothing/here", {}),
        (404, "PATCH", "/tasks", {}),
        (413, "PUT", f"/tasks/{MISSING}/draft", {"json": {"data": {"x": "长" * 300_000}}}),
        (422, "GET", "/tasks?box=attic", {}),
        (422, "GET", "/tasks?limit=201", {}),
        (422, "GET", "/tasks?limit=0", {}),
        (422, "GET", "/tasks?sort=colour", {}),
        (422, "GET", "/tasks?due=never", {}),
        (422, "POST", "/processes/online_signing/instances", {"json": {"subjekt": "x"}}),
    ],
)
def test_what_is_wrong_is_said_in_the_form_of_the_standard(
    shown: Cast, status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    person = shown["admin"] if path == "/feel" else shown["e-01"]
    body = check(person.call(method, path, **more), status)
    if status == 422:
        assert body["errors"]


@pytest.mark.parametrize("path", ["/incidents", "/jobs", "/outbox", "/definitions?kind=process"])
def test_what_is_for_other_roles_is_refused_with_403(shown: Cast, path: str) -> None:
    check(shown["e-01"].call("GET", path), 403)


def test_what_is_not_yours_and_what_is_missing_cannot_be_told_apart(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    task = cast["g-10001-01"].task(instance)["id"]
    stranger = cast["g-10001-02"]
    body = {"version": 1, "data": {"decision": "accept"}}
    for method, path, more in (
        ("GET", "/instances/{}", {}),
        ("GET", "/instances/{}/history", {}),
        ("GET", "/instances/{}/diagram.svg", {}),
        ("POST", "/instances/{}/messages/withdraw", {"json": {}}),
        ("GET", "/tasks/{}", {}),
        ("POST", "/tasks/{}/claim", {}),
        ("POST", "/tasks/{}/completion", {"json": body, "headers": {"Idempotency-Key": "k"}}),
        ("GET", "/tasks/{}/draft", {}),
        ("PUT", "/tasks/{}/draft", {"json": {"data": {}}}),
    ):
        theirs = stranger.call(method, path.format(instance if "instances" in path else task), **more)
        nobodys = stranger.call(method, path.format(MISSING), **more)
        check(theirs, 404)
        assert theirs.data == nobodys.data
        assert without_number(theirs.headers) == without_number(nobodys.headers)


def without_number(headers: Any) -> dict[str, str]:
    """Return the headers without the number that each answer has of its own."""
    return {name: value for name, value in headers.items() if name != "X-Request-Id"}


def test_a_failure_of_ours_has_a_number_and_no_trace(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("app.web.api.tasks.boxes.find_tasks", fail)
    body = check(cast["e-01"].call("GET", "/tasks"), 500)
    assert re.fullmatch(r"[0-9A-F]{6}", body["number"])
    assert body["number"] in body["detail"]
    assert "secret" not in str(body)


def test_times_carry_their_offset(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")
    task = cast["g-10001-01"].task(instance["id"])
    for moment in (instance["started_at"], task["created_at"], task["due_at"]):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00", moment)


def test_the_doors_are_not_kept_by_caches_and_not_read_as_pages(shown: Cast) -> None:
    answer = shown["e-01"].call("GET", "/tasks")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.visitor().get(f"{API}/nothing").content_type == "application/problem+json"
