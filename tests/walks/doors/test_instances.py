"""An instance as its parties see it: data, tasks, messages, documents, history, diagram."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support.cast import Cast
from tests.walks.doors.test_errors import check

GRADUATE, DEPARTMENT, SCHOOL, EMPLOYER = "g-10001-01", "d-10001-01", "s-10001", "e-01"
PARTIES = (GRADUATE, DEPARTMENT, SCHOOL, EMPLOYER)


def test_an_instance_has_the_described_members(cast: Cast) -> None:
    seen = cast.invite(GRADUATE)
    assert {
        *("id", "process", "version", "status", "ended", "subject", "parties", "data", "tasks"),
        *("messages", "documents", "startable"),
    } <= set(seen)
    assert (seen["process"], seen["version"], seen["ended"]) == ("online_signing", 1, False)
    assert seen["subject"] == cast.subject(GRADUATE)
    assert seen["startable"] == ["online_signing"]
    for role, party in seen["parties"].items():
        assert set(party) == {"id", "kind", "code", "name"}
        assert party["kind"] == role
    assert seen["parties"]["school"]["code"] == "10001"
    assert seen["parties"]["graduate"]["code"] == cast.graduate(GRADUATE).student_no
    assert re.fullmatch(r"[0-9A-Z]{18}", seen["parties"]["employer"]["code"])
    (task,) = seen["tasks"]
    assert {"id", "step", "name", "role", "mine", "version"} <= set(task)
    assert (task["step"], task["role"], task["mine"]) == ("answer", "graduate", False)
    assert cast[GRADUATE].get(f"/instances/{seen['id']}")["tasks"][0]["mine"]


def test_lists_of_instances_show_the_own_scope_newest_first(cast: Cast) -> None:
    first, second = cast.invite(GRADUATE)["id"], cast.invite("g-10001-04")["id"]
    ids = lambda login, **query: [i["id"] for i in cast[login].get("/instances", **query)["items"]]  # noqa: E731
    assert ids(EMPLOYER) == ids(EMPLOYER, box="started") == ids(SCHOOL) == [second, first]
    assert ids(SCHOOL, box="started") == ids("e-02") == []
    assert ids(DEPARTMENT) == [first]
    assert ids(EMPLOYER, q="陈喆") == [first]
    assert ids(EMPLOYER, process="basic_check") == ids(EMPLOYER, q="%") == []
    cast[EMPLOYER].post(f"/instances/{first}/messages/withdraw", {"data": {"reason": "01"}})
    answer = cast[EMPLOYER].call("GET", "/instances", query_string={"status": "withdrawn"}).get_json()
    assert [i["id"] for i in answer["items"]] == [first]
    page = cast[EMPLOYER].get("/instances", limit=1)
    assert page["total"] == 2
    assert ids(EMPLOYER, limit=1, after=page["next"]) == [first]
    check(cast[EMPLOYER].call("GET", "/instances?box=attic"), 422)


def test_a_message_that_is_not_yours_is_403_and_one_that_is_too_late_409(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]

    def send(login: str, name: str, status: int) -> dict[str, Any]:
        answer = cast[login].call("POST", f"/instances/{instance}/messages/{name}", json={"data": {}})
        return check(answer, status)

    for login in (GRADUATE, DEPARTMENT, SCHOOL):
        assert "不属于你的身份" in send(login, "withdraw", 403)["detail"]
    send(EMPLOYER, "stop", 403)
    send(EMPLOYER, "nonsense", 409)
    send("e-02", "withdraw", 404)
    assert send(EMPLOYER, "withdraw", 422)["errors"][0]["field"] == "reason"
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    assert send(EMPLOYER, "withdraw", 409)["detail"] == "请联系学生中止签约"
    send(DEPARTMENT, "stop", 403)
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    send(GRADUATE, "stop", 409)
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert cast[EMPLOYER].get(f"/instances/{instance}")["messages"] == []
    assert "已经结束" in send(EMPLOYER, "withdraw", 409)["detail"]
    assert "已经结束" in send(GRADUATE, "stop", 409)["detail"]


def test_the_same_message_sent_twice_with_a_key_is_sent_once(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    body = {"data": {"reason": "01"}}
    first = cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", body, key="k")
    assert cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", body, key="k") == first
    cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", {"data": {"reason": "02"}}, 422, key="k")
    cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", body, 409, key="other")


def test_documents_are_pdfs_and_the_same_bytes_every_time(cast: Cast) -> None:
    instance = cast.signed()
    (document,) = cast[GRADUATE].get(f"/instances/{instance}")["documents"]
    assert set(document) == {"id", "name", "kind"}
    assert document["kind"] == "agreement"
    first = cast[EMPLOYER].raw(f"/documents/{document['id']}")
    assert first.content_type == "application/pdf"
    assert first.data.startswith(b"%PDF-")
    assert "filename*=UTF-8''" in first.headers["Content-Disposition"]
    assert cast[SCHOOL].raw(f"/documents/{document['id']}").data == first.data
    for stranger in ("e-02", "g-10001-02", "d-10001-02", "s-10002", "ops", "admin"):
        assert cast[stranger].raw(f"/documents/{document['id']}").status_code in (403, 404)


def test_history_is_in_order_and_explains_each_choice(cast: Cast) -> None:
    instance = cast.signed()
    rows = cast[SCHOOL].get(f"/instances/{instance}/history")["items"]
    for row in rows:
        assert {"at", "who", "role", "kind", "step", "outcome", "reason", "changes", "choice"} <= set(row)
    assert [r["at"] for r in rows] == sorted(r["at"] for r in rows)
    done = [(r["who"], r["role"], r["step"], r["outcome"]) for r in rows if r["kind"] == "completed"]
    assert done == [
        ("陈喆", "graduate", "answer", "accept"),
        ("李老师", "department", "department", "pass"),
        ("周老师", "school", "school", "pass"),
    ]
    (choice,) = [r["choice"] for r in rows if r["step"] == "answered" and r["choice"]]
    assert set(choice) == {"expression", "values", "result"}
    assert "answer.decision" in choice["expression"]
    assert choice["values"] == {"answer.decision": "accept"}
    (route,) = [r["choice"] for r in rows if r["step"] == "route" and r["choice"]]
    assert route["expression"]
    assert route["result"]


def test_history_comes_in_pages_that_fit_together(cast: Cast) -> None:
    instance = cast.signed()
    whole = cast[SCHOOL].get(f"/instances/{instance}/history")
    assert whole["total"] == len(whole["items"]) > 20
    found, after = [], None
    for _ in range(whole["total"] // 7 + 1):
        query = {"limit": 7} | ({"after": after} if after else {})
        page = cast[SCHOOL].get(f"/instances/{instance}/history", **query)
        found += page["items"]
        after = page["next"]
    assert after is None
    assert found == whole["items"]
    check(cast[SCHOOL].call("GET", f"/instances/{instance}/history?after=x"), 400)


def test_reviewers_are_named_to_their_colleagues_and_are_their_office_to_others(cast: Cast) -> None:
    instance = cast.signed()

    def reviewers(login: str) -> list[str]:
        rows = cast[login].get(f"/instances/{instance}/history")["items"]
        return [r["who"] for r in rows if r["kind"] == "completed"]

    assert reviewers(DEPARTMENT) == reviewers(SCHOOL) == ["陈喆", "李老师", "周老师"]
    assert reviewers(GRADUATE) == reviewers(EMPLOYER) == ["陈喆", "院系", "学校"]
    page = cast.tab(GRADUATE).get(f"/instances/{instance}").get_data(as_text=True)
    assert "李老师" not in page


def test_the_diagram_marks_what_was_passed_and_what_waits(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    marks = lambda: marked(cast[EMPLOYER].raw(f"/instances/{instance}/diagram.svg"))  # noqa: E731
    assert marks()["current"] == {"answer"}
    assert {"invite", "record_invited", "tell_invited"} <= marks()["passed"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    assert marks()["current"] == {"review"}
    assert {"answer", "answered", "hold"} <= marks()["passed"]
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert marks()["current"] == set()
    assert {"review", "print", "signed"} <= marks()["passed"]
    assert "declined" not in marks()["passed"]


def marked(answer: Any) -> dict[str, set[str]]:
    """Return mark → ids of the elements that carry it."""
    assert answer.status_code == 200
    assert answer.content_type.startswith("image/svg+xml")
    assert b"<script" not in answer.data
    found: dict[str, set[str]] = {"passed": set(), "current": set(), "failed": set()}
    for element in ElementTree.fromstring(answer.data).iter():
        if (mark := element.get("class")) in found:
            found[mark].add(element.get("data-element-id") or "")
    return found


@pytest.mark.parametrize("login", ["ops", "auditor"])
def test_whoever_operates_the_service_sees_what_runs_but_not_what_it_says(cast: Cast, login: str) -> None:
    instance = cast.signed()
    seen = cast[login].get(f"/instances/{instance}")
    assert (seen["data"], seen["parties"], seen["documents"], seen["messages"]) == ({}, {}, [], [])
    assert seen["title"] == "线上签约"
    rows = cast[login].get(f"/instances/{instance}/history")["items"]
    assert all(r["changes"] is None and r["reason"] is None for r in rows)
    text = str(seen) + str(rows) + cast.tab(login).get(f"/instances/{instance}").get_data(as_text=True)
    for personal in ("陈喆", "软件工程师", "李老师", cast.graduate(GRADUATE).student_no, "星河"):
        assert personal not in text, personal
