"""Two schools, two departments, two employers: nobody sees or acts on what is the others'."""

import io
from typing import Any

import pytest

from app.store.audit import AuditRow
from tests.support.cast import Cast
from tests.unit.files.pictures import jpeg
from tests.walks.doors.test_errors import MISSING, check

STRANGERS = ("g-10001-02", "d-10001-02", "s-10002", "d-10002-01", "e-02", "p-11", "p-32", "centre", "admin")
EMPTY = (
    "/tasks",
    "/instances",
    "/messages",
    "/tasks?box=started",
    "/tasks?box=done",
    "/instances?box=started",
)


@pytest.fixture
def signed(cast: Cast) -> dict[str, Any]:
    """A signing between e-01 and g-10001-01 that has a document, drafts, messages and a preset beside it."""
    other = cast.invite("g-10001-03")["id"]
    open_task = cast["g-10001-03"].task(other)["id"]
    cast["g-10001-03"].put(f"/tasks/{open_task}/draft", {"data": {"decision": "accept"}})
    instance = cast.signed()
    preset = cast["e-01"].post(
        "/presets", {"group": "job", "name": "研发", "data": {"position": "工程师"}}, 201
    )
    file = cast["e-01"].call("POST", "/files", data={"file": (io.BytesIO(jpeg()), "a.jpg")}).get_json()
    return {
        "instance": instance,
        "open": other,
        "task": open_task,
        "document": cast["e-01"].get(f"/instances/{instance}")["documents"][0]["id"],
        "preset": preset["id"],
        "file": file["id"],
        "favourite": cast["e-01"].get("/favourites")["items"][0]["id"],
        "message": cast["g-10001-01"].get("/messages")["items"][0]["id"],
    }


def test_strangers_find_nothing_in_their_lists(cast: Cast, signed: dict[str, Any]) -> None:
    for login in STRANGERS:
        for path in EMPTY:
            assert cast[login].call("GET", path).get_json()["total"] == 0, (login, path)
        assert cast[login].get("/me")["unread"] == 0


def test_strangers_reach_nothing_by_its_id_and_leave_an_audit_row(cast: Cast, signed: dict[str, Any]) -> None:
    doors = [
        ("GET", "/instances/{instance}", None),
        ("GET", "/instances/{instance}/history", None),
        ("GET", "/instances/{instance}/diagram.svg", None),
        ("POST", "/instances/{open}/messages/withdraw", {"data": {"reason": "01"}}),
        ("POST", "/instances/{open}/messages/take_back", {"data": {}}),
        ("GET", "/tasks/{task}", None),
        ("GET", "/tasks/{task}/draft", None),
        ("PUT", "/tasks/{task}/draft", {"data": {}}),
        ("POST", "/tasks/{task}/claim", None),
        ("POST", "/tasks/{task}/completion", {"version": 1, "data": {"decision": "accept"}}),
        ("GET", "/documents/{document}", None),
        ("GET", "/files/{file}", None),
        ("GET", "/files/{file}/original", None),
        ("POST", "/messages/{message}/read", None),
    ]
    before = denied(cast)
    for login in STRANGERS:
        for method, path, body in doors:
            theirs = cast[login].call(method, path.format(**signed), {"Idempotency-Key": "k"}, json=body)
            nothing = path.format(**dict.fromkeys(signed, MISSING))
            nobodys = cast[login].call(method, nothing, {"Idempotency-Key": "k"}, json=body)
            check(theirs, 404)
            assert theirs.data == nobodys.data, (login, path)
    assert denied(cast) == before + 2 * len(STRANGERS) * len(doors)
    assert cast["g-10001-03"].task(signed["open"])["version"] == 1
    assert cast["g-10001-03"].get(f"/tasks/{signed['task']}/draft")["data"] == {"decision": "accept"}


def denied(cast: Cast) -> int:
    with cast.session() as session:
        return session.query(AuditRow).filter_by(result="denied", action="denied").count()


def test_the_other_employer_has_its_own_presets_and_favourites(cast: Cast, signed: dict[str, Any]) -> None:
    other = cast["e-02"]
    assert other.get("/presets")["total"] == 0
    body = {"name": "x", "data": {"position": "x"}}
    check(other.call("PUT", f"/presets/{signed['preset']}", json=body), 404)
    check(other.call("DELETE", f"/presets/{signed['preset']}"), 404)
    check(other.call("DELETE", f"/favourites/{signed['favourite']}"), 404)
    assert cast["e-01-b"].get("/presets")["total"] == 1
    assert cast["e-01"].get("/favourites")["total"] == 6
    for login in ("g-10001-01", "s-10001", "centre", "ops"):
        check(cast[login].call("GET", "/favourites"), 403)
        check(cast[login].call("GET", "/presets"), 403)


def test_an_employer_reads_of_a_graduate_only_what_it_signed_itself(
    cast: Cast, signed: dict[str, Any]
) -> None:
    subject = cast.subject("g-10001-01")
    assert cast["e-01"].get("/records", subject=subject)["destination"]["state"] == "signed"
    assert cast["e-02"].get("/records", subject=subject)["destination"] is None
    assert "星河" not in str(cast["e-02"].get("/processes", subject=subject))
    for login in ("e-03", "g-10001-02", "s-10002", "d-10001-02"):
        check(cast[login].call("GET", "/records", query_string={"subject": subject}), 404)
    assert cast["g-10001-01"].get("/records")["destination"]["unit"] == "北京星河数联科技有限公司"


def test_settings_and_switches_are_those_of_the_own_school_and_province(cast: Cast) -> None:
    for login, path in (
        ("s-10002", "/settings/10001"),
        ("s-10002", "/modules/10001"),
        ("p-32", "/modules/11"),
        ("p-11", "/modules/10001"),
        ("s-10001", "/modules/11"),
    ):
        check(cast[login].call("GET", path), 404)
        check(cast[login].call("PUT", path, json={}), 404)
    for login in ("d-10001-01", "e-01", "g-10001-01", "admin"):
        check(cast[login].call("GET", "/settings/10001"), 403)
        check(cast[login].call("GET", "/modules/10001"), 403)


def test_a_graduate_is_started_only_by_whom_it_concerns(cast: Cast) -> None:
    subject = cast.subject("g-10001-06")  # in nobody's favourites
    for login in ("e-01", "e-02", "e-03"):
        answer = cast[login].call("POST", "/processes/online_signing/instances", json={"subject": subject})
        check(answer, 404)
    other = {"subject": cast.subject("g-10001-01"), "data": {}}
    check(cast["g-10001-06"].call("POST", "/processes/basic_check/instances", json=other), 404)


def test_nobody_sees_an_identity_number_that_was_not_asked_for(cast: Cast, signed: dict[str, Any]) -> None:
    number = cast.graduate("g-10001-01").id_number
    for login in ("e-01", "d-10001-01", "s-10001", "ops", "centre"):
        for path in (
            f"/instances/{signed['instance']}",
            "/favourites",
            "/lists/students",
            "/lists/online_signing",
        ):
            assert number not in cast[login].call("GET", path).get_data(as_text=True), (login, path)
