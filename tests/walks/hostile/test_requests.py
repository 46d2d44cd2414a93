"""Requests from other places, to other places, and with more in them than a page would send."""

from typing import Any

import pytest

from tests.support.cast import API, PASSWORD, Cast
from tests.support.tab import token_of
from tests.walks.hostile.refusing import refused

PAGES = ("/tasks/{task}", "/inbox/{task}/claim", "/tasks/{task}/draft", "/instances/{instance}/messages/stop")


def places(fort: Cast, login: str = "g-10001-02") -> dict[str, str]:
    task = fort[login].get("/tasks")["items"][0]
    return {"task": task["id"], "instance": task["instance"]}


FOREIGN: list[dict[str, str]] = [
    {"X-CSRF-Token": ""},
    {"X-CSRF-Token": "0" * 64},
    {"X-CSRF-Token": "é"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example:80"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda h: "=".join(*h.items()))
def test_a_post_from_elsewhere_changes_nothing(fort: Cast, headers: dict[str, str]) -> None:
    tab, at = fort.tab("g-10001-02"), places(fort)
    for path in PAGES:
        refused(tab.post(path.format(**at), {"decision": "accept", "version": "1"}, headers), 403)
    doors = (
        ("POST", f"{API}/tasks/{at['task']}/claim"),
        ("PUT", f"{API}/tasks/{at['task']}/draft"),
        ("DELETE", f"{API}/tasks/{at['task']}/draft"),
        ("POST", f"{API}/tasks/{at['task']}/completion"),
        ("POST", f"{API}/files"),
        ("DELETE", f"{API}/tokens/current"),
    )
    for method, path in doors:
        refused(tab.call(method, path, headers), 403)


def test_the_own_origin_is_let_through(cast: Cast) -> None:
    cast.invite("g-10001-02")
    tab, at = cast.tab("g-10001-02"), places(cast)
    door = f"{API}/tasks/{at['task']}/draft"
    for headers in ({}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):
        assert tab.call("PUT", door, headers, json={"data": {}}).status_code == 200


def test_the_token_of_somebody_else_is_no_token(fort: Cast) -> None:
    mine, other, at = fort.tab("g-10001-02"), fort.tab("e-01"), places(fort)
    answer = mine.post(f"/tasks/{at['task']}", {"decision": "accept"}, {"X-CSRF-Token": other.token})
    refused(answer, 403)
    refused(mine.post(f"/tasks/{at['task']}", {"csrf_token": other.token}, {"X-CSRF-Token": ""}), 403)


def test_signing_in_needs_a_token_too(fort: Cast) -> None:
    answer = fort.visitor().post("/sign-in", data={"account": "e-01", "password": PASSWORD})
    refused(answer, 403)
    assert "quxiang=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "a b",
        "[::1",
        "@",
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/", f"{API}/openapi.json", f"{API}/tokens"])
def test_a_request_to_another_host_is_not_answered(fort: Cast, host: str, path: str) -> None:
    answer = fort.visitor().get(path, headers={"Host": host})
    refused(answer, 400)


def test_where_it_was_forwarded_from_is_nothing_to_go_by(fort: Cast) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
    }
    page = fort.visitor().get("/sign-in", headers=forged)
    assert page.status_code == 200
    assert "evil.example" not in page.get_data(as_text=True)
    answer = fort.visitor().get("/inbox", headers=forged)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        " /inbox",
        "inbox",
        "/sign-out",
        "@evil.example",
        "",
    ],
)
def test_next_leads_to_a_page_of_ours(fort: Cast, target: str) -> None:
    visitor = fort.visitor()
    page = visitor.get("/sign-in", query_string={"next": target})
    assert page.status_code == 200
    form = {"account": "e-01", "password": PASSWORD, "csrf_token": token_of(page), "next": target}
    answer = visitor.post("/sign-in", data=form)
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "evil.example" not in place or place.startswith("/%")
    assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_page_that_was_come_from_elsewhere_is_not_gone_back_to(cast: Cast) -> None:
    cast.invite("g-10001-02")
    tab, at = cast.tab("g-10001-02"), places(cast)
    for referrer in ("https://evil.example/x", "//evil.example", "javascript:alert(1)"):
        answer = tab.post(f"/inbox/{at['task']}/claim", {}, {"Referer": referrer})
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]
        assert answer.headers["Location"].startswith("/")


@pytest.mark.parametrize("key", ["x" * 201, "é" * 10, "a\tb", "'; drop table task; --", "\u202e"])
def test_a_key_is_any_text_of_two_hundred_signs(fort: Cast, key: str) -> None:
    at = places(fort)
    answer = fort["g-10001-02"].call(
        "POST",
        f"/tasks/{at['task']}/completion",
        {"Idempotency-Key": key.encode().decode("latin-1")},
        json={"version": 1, "data": {"decision": "perhaps"}},
    )
    refused(answer, 422)


def test_two_hundred_thousand_fields_are_refused(fort: Cast) -> None:
    tab, at = fort.tab("g-10001-02"), places(fort)
    body = "&".join(f"f{n}=x" for n in range(200_000))
    kind = "application/x-www-form-urlencoded"
    for path in (f"/tasks/{at['task']}", "/sign-in", f"/tasks/{at['task']}/draft"):
        refused(tab.post(path, body, content_type=kind), 413)
    refused(tab.post(f"/tasks/{at['task']}", "&".join(["a=b"] * 301), content_type=kind), 413)


def test_too_many_parts_or_too_large_a_field_are_refused(fort: Cast) -> None:
    tab, at = fort.tab("g-10001-02"), places(fort)
    refused(
        tab.post(
            f"/tasks/{at['task']}",
            {f"f{n}": "x" for n in range(400)},
            content_type="multipart/form-data",
        ),
        413,
    )
    refused(tab.post(f"/tasks/{at['task']}", {"comment": "x" * 2_000_000}), 413)


@pytest.mark.parametrize(
    "field",
    [
        "school_id",
        "审核结果",
        "status",
        "role",
        "instance_id",
        "核验编号",
        "case",
        "parties",
    ],
)
def test_a_field_that_the_form_does_not_have_is_refused_by_name(fort: Cast, field: str) -> None:
    tab, at = fort.tab("g-10001-02"), places(fort)
    page = tab.post(f"/tasks/{at['task']}", {"decision": "accept", "version": "1", field: "x"})
    assert field in refused(page, 422)
    body = {"version": 1, "data": {"decision": "accept", field: "x"}}
    answer = fort["g-10001-02"].call(
        "POST", f"/tasks/{at['task']}/completion", {"Idempotency-Key": "k"}, json=body
    )
    assert [e["field"] for e in refused(answer, 422)["errors"]] == [field]


@pytest.mark.parametrize("version", ["²", "9" * 5_000, "-1", "1.5", "x", "0"])
def test_a_version_that_is_none_is_no_way_in(fort: Cast, version: str) -> None:
    tab, at = fort.tab("d-10001-01"), places(fort, "d-10001-01")
    answer = tab.post(f"/tasks/{at['task']}", {"decision": "reject", "version": version})
    refused(answer, 409, 422)


def test_members_that_a_door_does_not_have_are_refused_by_name(fort: Cast) -> None:
    at = places(fort)
    for login, method, path, body in (
        (
            "g-10001-02",
            "POST",
            f"/tasks/{at['task']}/completion",
            {"version": 1, "data": {}, "party_id": "x"},
        ),
        ("g-10001-02", "PUT", f"/tasks/{at['task']}/draft", {"data": {}, "account_id": "x"}),
        ("e-01", "POST", "/processes/online_signing/instances", {"data": {}, "started_by": "x"}),
        ("e-01", "POST", "/presets", {"name": "x", "data": {}, "group": "job", "employer_id": "x"}),
        ("e-01", "POST", "/presets", {"name": "x", "group": "job", "data": {"status": "signed"}}),
        ("e-01", "POST", "/favourites", {"name": "x", "id_number": "x", "school": "x", "employer_id": "x"}),
        ("s-10001", "PUT", "/settings/10001", {"opened": True, "school_id": "x"}),
        ("s-10001", "PUT", "/modules/10001", {"admin": True}),
        ("admin", "POST", "/definitions/process/online_signing/releases", {"note": "x", "force": True}),
    ):
        answer = fort[login].call(method, path, {"Idempotency-Key": "k"}, json=body)
        assert refused(answer, 422)["errors"], path


def test_methods_that_a_door_does_not_have_are_no_way_around_it(fort: Cast) -> None:
    at = places(fort)
    for method in ("PATCH", "PUT", "DELETE", "TRACE", "CONNECT"):
        answer = fort["e-01"].call(method, f"/tasks/{at['task']}")
        assert answer.status_code in (404, 405)
    override = {"X-HTTP-Method-Override": "DELETE"}
    answer = fort["g-10001-02"].call("GET", f"/tasks/{at['task']}/draft", override)
    assert answer.status_code == 404


NUL: Any = [
    "/tasks?q=%00",
    "/tasks?process=a%00",
    "/tasks?facet.name=%00",
    "/instances?q=%00",
    "/processes?subject=%00",
]


@pytest.mark.parametrize(
    "path", [*NUL, "/tasks/%00", "/instances/a%00b", "/lists/students?q=%00", "/files/%00"]
)
def test_a_nul_in_an_address_is_refused(fort: Cast, path: str) -> None:
    login = "s-10001" if "students" in path else "e-01"
    refused(fort[login].call("GET", path), 400, 404)


def test_a_nul_in_a_posted_field_is_refused(fort: Cast) -> None:
    tab, at = fort.tab("g-10001-02"), places(fort)
    refused(tab.post(f"/tasks/{at['task']}", {"decision": "accept\x00", "version": "1"}), 400, 422)
    refused(tab.post(f"/tasks/{at['task']}", {"decision": "accept", "a\x00": "1"}), 400, 422)
