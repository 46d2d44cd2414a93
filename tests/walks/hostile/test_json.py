"""Bodies that are no JSON, too much of it, or JSON with another meaning in another reader."""

import json
from typing import Any

import pytest

from tests.support.cast import API, PASSWORD, Cast
from tests.walks.hostile.refusing import refused

START = "/processes/online_signing/instances"


def post(fort: Cast, body: bytes, kind: str = "application/json", path: str = START) -> Any:
    return fort["e-01"].call("POST", path, data=body, content_type=kind)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 413),
        (b'{"data":' * 100_000 + b"1" + b"}" * 100_000, 413),
        (b'{"data":' + b"[" * 50_000 + b"]" * 50_000 + b"}", 413),
        (b'{"data":{"a":' * 12 + b"1" + b"}" * 24, 413),
        (b'{"data": {"a": 1}, "data": {"b": 2}}', 400),
        (b'{"subject": "a", "subject": "b"}', 400),
        (b'{"data": {"salary": 1, "salary": 2}}', 400),
        (b'{"data": {"salary": NaN}}', 400),
        (b'{"data": {"salary": Infinity}}', 400),
        (b'{"data": {"salary": -Infinity}}', 400),
        (b'{"data": {"salary": 1e999}}', 400),
        (b'{"data": {"salary": ' + b"9" * 5_000 + b"}}", 400),
        (b'{"data": {"position": "\\ud800"}}', 400),
        (b'{"data": {"position": "a\\u0000b"}}', 400),
        (b'{"data": {"position": "\x00"}}', 400),
        (b'{"data": "\xff\xfe"}', 400),
        (b"\xef\xbb\xbf{}", 400),
        ("{}".encode("utf-16"), 400),
        (b'{"data": {}} trailing', 400),
        (b"{'data': {}}", 400),
        (b'{"data": {}, // comment\n}', 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"1", 400),
        (b'{"data": [' + b"1," * 120_000 + b"1]}", 413),
        (b'{"data": {"x": "' + b"a" * 300_000 + b'"}}', 413),
        (b'{"data": {"x": "' + b"a" * 2_000_000 + b'"}}', 413),
        (b'{"data": []}', 422),
        (b'{"data": "text"}', 422),
        (b'{"subject": {"$ne": null}}', 422),
        (b'{"subject": ["a"]}', 422),
        (b'{"__proto__": {"admin": true}}', 422),
        (b'{"constructor": 1, "data": {}}', 422),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else value,
)
def test_a_body_that_is_not_plain_json_is_refused(fort: Cast, body: bytes, status: int) -> None:
    refused(post(fort, body), status)


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", ""],
)
def test_json_says_that_it_is_json(fort: Cast, kind: str) -> None:
    refused(post(fort, b'{"data": {}}', kind), 400)


def test_every_door_that_takes_a_body_bears_every_kind_of_value(fort: Cast) -> None:
    """Whatever stands where another kind is expected, it is refused or ignored; it never fails."""
    values: list[Any] = [None, True, 0, -1, 1e308, 10**30, "", "x" * 300, [], [[]], {}, {"a": {"b": [None]}}]
    doors = {
        "admin": [
            ("POST", "/feel", ("expression", "context")),
            ("POST", "/decisions/may_invite/evaluations", ("inputs",)),
            ("POST", "/definitions/process/online_signing/releases", ("note", "at", "schools")),
            ("POST", "/definitions/process/online_signing/rollbacks", ("to", "note")),
        ],
        "e-01": [
            ("POST", START, ("subject", "data")),
            ("POST", "/processes/online_signing/batches", ("subjects", "data")),
            ("POST", "/tasks/batches", ("ids", "query")),
            ("POST", "/favourites", ("name", "id_number", "school")),
            ("POST", "/presets", ("group", "name", "data")),
        ],
        "d-10001-01": [
            ("POST", "/tasks/{}/completion", ("version", "data")),
            ("PUT", "/tasks/{}/draft", ("data",)),
        ],
        "ops": [("POST", "/incidents/nothing/move", ("reason", "to"))],
        "s-10001": [
            ("PUT", "/settings/10001", ("opened", "agreement_type", "review_mode", "contacts", "cohort")),
            ("PUT", "/modules/10001", ("modules", "destination")),
        ],
    }
    task = fort["d-10001-01"].get("/tasks")["items"][0]["id"]
    harmless = {("/tasks/batches", "ids"), ("/processes/online_signing/batches", "subjects")}
    for login, rows in doors.items():
        for method, path, names in rows:
            for name in names:
                for value in values:
                    body = dict.fromkeys(names, "x") | {name: value}
                    if path in ("/feel", "/decisions/may_invite/evaluations") or "draft" in path:
                        continue
                    if (path, name) in harmless and value not in (None, []):
                        continue
                    answer = fort[login].call(method, path.format(task), {"Idempotency-Key": "k"}, json=body)
                    refused(answer, 400, 403, 404, 409, 422)


def test_feel_bears_every_kind_of_value(fort: Cast) -> None:
    for value in (None, True, 10**30, "x", [], {"a": [{"b": None}]}, {"": 1}, {"x y": 1}, {"a" * 300: 1}):
        for body in (
            {"expression": value},
            {"expression": "1", "context": value},
            {"expression": "a", "context": {"a": value}},
        ):
            assert fort["admin"].call("POST", "/feel", json=body).status_code in (200, 422)
            answer = fort["admin"].call("POST", "/decisions/may_invite/evaluations", json={"inputs": value})
            assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    "value", [None, 5, [], {}, "x" * 100_000, "\u202eadmin", "admin'; --", "' or 1=1 --"]
)
def test_signing_in_bears_every_kind_of_value(fort: Cast, value: Any) -> None:
    for body in ({"account": value, "password": PASSWORD}, {"account": "admin", "password": value}):
        answer = fort.visitor().post(f"{API}/tokens", json=body)
        refused(answer, 401, 422, 429)


def test_a_task_is_not_handed_in_by_a_body_of_a_thousand_fields(fort: Cast) -> None:
    task = fort["d-10001-01"].get("/tasks")["items"][0]
    body = {"version": task["version"], "data": {"decision": "pass"} | {f"f{n}": n for n in range(1000)}}
    answer = fort["d-10001-01"].call(
        "POST", f"/tasks/{task['id']}/completion", {"Idempotency-Key": "k"}, json=body
    )
    assert len(refused(answer, 422)["errors"]) >= 1


def test_a_number_is_not_read_as_another(fort: Cast) -> None:
    task = fort["d-10001-01"].get("/tasks")["items"][0]
    for version in (True, "1", 1.0, 1.5, None, [1], 10**40, -1):
        text = json.dumps({"version": version, "data": {"decision": "pass"}}).encode()
        answer = fort["d-10001-01"].call(
            "POST",
            f"/tasks/{task['id']}/completion",
            {"Idempotency-Key": "k"},
            data=text,
            content_type="application/json",
        )
        refused(answer, 400, 409, 422)
