"""Definitions and the drafts of them: raw bodies, ETags, findings, differences, impact."""

import pytest

from app.store.definitions import Draft
from tests.support.cast import Cast
from tests.walks.doors.definitions import (
    ANSWER,
    FORM,
    PROCESS,
    SIGNING,
    draft,
    release,
    renamed,
    reworded,
)
from tests.walks.doors.test_errors import check

ROLE = '<spiffworkflow:property name="role" value="{}" />'
FORM_NEXT = '\n          <spiffworkflow:property name="form"'
KINDS = {
    "process": ("online_signing", "application/xml"),
    "form": ("invitation", "application/json"),
    "decision": ("may_invite", "application/xml"),
    "report": ("documents/agreement", "application/json"),
    "codes": ("status.online_signing", "text/csv"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_listed_and_read_as_it_lies_in_the_folder(shown: Cast, kind: str) -> None:
    key, content_type = KINDS[kind]
    listed = shown["admin"].get("/definitions", kind=kind, limit=200)
    assert listed["total"] == len(listed["items"])
    assert key in {row["key"] for row in listed["items"]}
    answer = shown["admin"].raw(f"/definitions/{kind}/{key}")
    assert answer.status_code == 200
    assert answer.content_type.startswith(content_type)
    (version,) = shown["admin"].get(f"/definitions/{kind}/{key}/versions")["items"]
    assert (version["version"], version["state"], version["schools"]) == (1, "published", None)
    assert shown["admin"].raw(f"/definitions/{kind}/{key}/versions/1").data == answer.data
    check(shown["admin"].call("GET", f"/definitions/{kind}/{key}/versions/2"), 404)
    check(shown["admin"].call("GET", f"/definitions/{kind}/{key}/versions/99999999999999999999"), 404)
    check(shown["admin"].call("GET", f"/definitions/{kind}/no_such"), 404)


def test_lists_of_definitions_come_in_pages(shown: Cast) -> None:
    whole = [r["key"] for r in shown["admin"].get("/definitions", kind="form", limit=200)["items"]]
    first = shown["admin"].get("/definitions", kind="form", limit=2)
    rest = shown["admin"].get("/definitions", kind="form", limit=200, after=first["next"])
    assert [r["key"] for r in first["items"] + rest["items"]] == whole
    check(shown["admin"].call("GET", "/definitions?kind=poem"), 422)
    check(shown["admin"].call("GET", "/definitions/poem/x"), 404)


def test_only_administrators_reach_definitions(shown: Cast) -> None:
    for login in ("s-10001", "g-10001-01", "e-01", "ops"):
        for method, path in (
            ("GET", PROCESS),
            ("PUT", f"{PROCESS}/draft"),
            ("POST", f"{PROCESS}/releases"),
            ("POST", f"{PROCESS}/rollbacks"),
            ("POST", "/feel"),
        ):
            check(shown[login].call(method, path), 403)


def test_a_draft_is_saved_against_what_was_last_read(cast: Cast) -> None:
    admin = cast["admin"]
    check(admin.call("GET", f"{PROCESS}/draft"), 404)
    check(admin.call("PUT", f"{PROCESS}/draft", data=renamed("甲")), 400)
    check(admin.call("PUT", f"{PROCESS}/draft", {"If-Match": '"made up"'}, data=renamed("甲")), 412)
    first = admin.call("PUT", f"{PROCESS}/draft", {"If-None-Match": "*"}, data=renamed("甲"))
    assert first.status_code == 201
    assert first.get_json()["findings"] == []
    etag = first.headers["ETag"]
    assert etag.strip('"') == first.get_json()["etag"]

    read = admin.raw(f"{PROCESS}/draft")
    assert (read.data, read.headers["ETag"]) == (renamed("甲"), etag)
    check(admin.call("PUT", f"{PROCESS}/draft", {"If-None-Match": "*"}, data=renamed("乙")), 412)
    second = admin.call("PUT", f"{PROCESS}/draft", {"If-Match": etag}, data=renamed("乙"))
    assert second.status_code == 200
    check(admin.call("PUT", f"{PROCESS}/draft", {"If-Match": etag}, data=renamed("丙")), 412)
    assert admin.raw(f"{PROCESS}/draft").data == renamed("乙")

    check(cast["admin-b"].call("GET", f"{PROCESS}/draft"), 404)  # a draft is its author's
    admin.delete(f"{PROCESS}/draft")
    check(admin.call("DELETE", f"{PROCESS}/draft"), 404)
    assert admin.raw(PROCESS).data == SIGNING.encode()


def test_a_body_is_raw_whatever_its_sender_calls_it(cast: Cast) -> None:
    body = SIGNING.replace("</bpmn:process>", "<!--" + "&amp;" * 400 + "--></bpmn:process>").encode()
    for kind in (
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/octet-stream",
        "application/json",
    ):
        answer = cast["admin"].call(
            "PUT", f"{PROCESS}/draft", {"If-None-Match": "*"}, data=body, content_type=kind
        )
        assert answer.status_code == 201, kind
        assert cast["admin"].raw(f"{PROCESS}/draft").data == body
        cast["admin"].delete(f"{PROCESS}/draft")


@pytest.mark.parametrize(
    ("kind", "key", "body"),
    [
        ("process", "online_signing", b"<not xml"),
        ("process", "online_signing", b"<a/>"),
        ("process", "another_key", SIGNING.encode()),
        ("form", "invitation_answer", b"{"),
        ("form", "invitation_answer", b"[]"),
        ("decision", "may_invite", b"<definitions/>"),
        ("report", "lists/students", b"{}"),
        ("codes", "region", b"no,header\n1,2\n"),
        ("codes", "region", b"\xff\xfe"),
    ],
)
def test_what_cannot_be_read_is_refused_with_findings_and_not_stored(
    shown: Cast, kind: str, key: str, body: bytes
) -> None:
    answer = shown["admin"].call("PUT", f"/definitions/{kind}/{key}/draft", {"If-None-Match": "*"}, data=body)
    problem = check(answer, 422)
    assert problem["findings"]
    for finding in problem["findings"]:
        assert {"severity", "rule", "element", "message"} <= set(finding)
    check(shown["admin"].call("GET", f"/definitions/{kind}/{key}/draft"), 404)


@pytest.mark.parametrize("key", ["../../etc/passwd", "UPPER", "a b", "x" * 61, "-", "é", "a/b", "%2e%2e"])
def test_a_key_that_could_not_name_a_file_is_refused(shown: Cast, key: str) -> None:
    answer = shown["admin"].call(
        "PUT", f"/definitions/form/{key}/draft", {"If-None-Match": "*"}, data=ANSWER.encode()
    )
    assert answer.status_code in (404, 422)
    with shown.session() as session:
        assert session.query(Draft).count() == 0


def test_a_draft_that_must_not_run_is_kept_and_told_why(cast: Cast) -> None:
    admin = cast["admin"]
    broken = SIGNING.replace('name="form" value="invitation_answer"', 'name="form" value="nothing"')
    saved = draft(admin, PROCESS, broken.encode())
    (finding,) = saved["findings"]
    assert (finding["severity"], finding["element"], finding["field"]) == ("error", "answer", "form")
    assert admin.post(f"{PROCESS}/draft/checks")["findings"] == saved["findings"]
    problem = check(admin.call("POST", f"{PROCESS}/releases", json={"note": "x"}), 409)
    assert problem["findings"] == saved["findings"]
    assert admin.raw(PROCESS).data == SIGNING.encode()
    assert admin.raw(f"{PROCESS}/draft").data == broken.encode()


def test_differences_are_told_apart_by_what_they_mean(cast: Cast) -> None:
    admin = cast["admin"]
    text = (
        renamed("答复")
        .decode()
        .replace('name="when" value="may_answer"', 'name="when" value="may_check"')
        .replace('<bpmn:endEvent id="signed" name="签约完成">', '<bpmn:endEvent id="done" name="签约完成">')
        .replace("<bpmn:flowNodeRef>signed<", "<bpmn:flowNodeRef>done<")
        .replace('targetRef="signed"', 'targetRef="done"')
        .replace('bpmnElement="signed"', 'bpmnElement="done"')
        .replace('value="撤回签约"', 'value="撤回邀请"')
        .replace(f"{ROLE.format('employer')}{FORM_NEXT}", f"{ROLE.format('school')}{FORM_NEXT}")
    )
    draft(admin, PROCESS, text.encode())
    found = admin.get(f"{PROCESS}/diff", **{"from": 1, "to": "draft"})
    assert set(found) == {"added", "removed", "changed", "layout_only"}
    assert [a["element"] for a in found["added"]] == ["done"]
    assert [r["element"] for r in found["removed"]] == ["signed"]
    changed = {(c["element"], c["property"]): c for c in found["changed"]}
    name = changed["answer", "name"]
    assert (name["before"], name["after"], name["class"]) == ("应约", "答复", "cosmetic")
    assert changed["answer", "when"]["class"] == "routing"
    assert changed["withdraw_invitation", "label"]["class"] == "cosmetic"
    assert changed["withdraw_invitation", "role"]["class"] == "assignment"
    assert not found["layout_only"]


def test_moving_boxes_is_layout_only(cast: Cast) -> None:
    moved = SIGNING.replace('<dc:Bounds x="', '<dc:Bounds x="1', 1)
    assert moved != SIGNING
    draft(cast["admin"], PROCESS, moved.encode())
    found = cast["admin"].get(f"{PROCESS}/diff")
    assert found == {"added": [], "removed": [], "changed": [], "layout_only": True}


def test_two_versions_can_be_compared_and_unknown_ones_cannot(cast: Cast) -> None:
    admin = cast["admin"]
    release(admin, FORM, reworded("您的答复"))
    found = admin.get(f"{FORM}/diff", **{"from": 1, "to": 2})
    assert any("您的答复" in row["element"] for row in found["added"])
    assert any("你的答复" in row["element"] for row in found["removed"])
    for words, status in (
        ({"from": "7", "to": "1"}, 404),
        ({"from": "x", "to": "1"}, 422),
        ({"from": "²"}, 422),
        ({"from": "9" * 5000}, 422),
        ({"from": "1"}, 404),  # there is no draft
    ):
        check(admin.call("GET", f"{FORM}/diff", query_string=words), status)


def test_the_impact_counts_who_stands_where(cast: Cast) -> None:
    admin = cast["admin"]
    cast.invite("g-10001-01")
    cast["g-10001-02"].complete(cast.invite("g-10001-02")["id"], {"decision": "accept"})
    draft(admin, PROCESS, renamed("答复"))
    found = admin.post(f"{PROCESS}/draft/impact")
    assert found["instances"] == 2
    rows = {row["element"]: row for row in found["elements"]}
    assert {k: r["running"] for k, r in rows.items()} == {"answer": 1, "department": 1}
    assert all(row["effect"] for row in rows.values())
