"""Definitions through the doors: drafts, findings, releases, pins; what runs stays on its version."""

import json
from pathlib import Path

from tests.support.cast import Cast, Person

ROOT = Path(__file__).resolve().parents[2]
SIGNING = (ROOT / "bpmn" / "online_signing.bpmn").read_text(encoding="utf-8")
REVIEW = (ROOT / "bpmn" / "review.bpmn").read_text(encoding="utf-8")
DOOR = "/definitions/process/online_signing"
COUNSEL = """
    <bpmn:userTask id="counsel" name="辅导员初审">
      <bpmn:extensionElements>
        <spiffworkflow:properties>
          <spiffworkflow:property name="form" value="counsel" />
          <spiffworkflow:property name="status" value="department_review" />
        </spiffworkflow:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_tell_accepted_counsel</bpmn:incoming>
      <bpmn:outgoing>Flow_tell_accepted_review</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_tell_accepted_counsel" sourceRef="tell_accepted" targetRef="counsel" />
"""
FORM = {
    "type": "default",
    "schemaVersion": 19,
    "id": "counsel",
    "title": "辅导员初审",
    "components": [
        {
            "type": "radio",
            "id": "Field_decision",
            "key": "decision",
            "label": "初审意见",
            "values": [{"value": "pass", "label": "同意"}],
            "validate": {"required": True},
            "properties": {"role": "decision"},
        }
    ],
}


def changed() -> bytes:
    """Return the diagram with a step of a new role before the review."""
    text = SIGNING.replace(
        '<bpmn:lane id="Lane_system"',
        '<bpmn:lane id="Lane_counsellor" name="辅导员"><bpmn:extensionElements><spiffworkflow:properties>'
        '<spiffworkflow:property name="role" value="counsellor" /></spiffworkflow:properties></bpmn:extensionElements>'
        '<bpmn:flowNodeRef>counsel</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="Lane_system"',
    )
    text = text.replace(
        'sourceRef="tell_accepted" targetRef="review"', 'sourceRef="counsel" targetRef="review"'
    )
    text = text.replace(
        "<bpmn:outgoing>Flow_tell_accepted_review</bpmn:outgoing>",
        "<bpmn:outgoing>Flow_tell_accepted_counsel</bpmn:outgoing>",
        1,
    )
    return text.replace(
        '    <bpmn:sequenceFlow id="Flow_invite_record_invited"',
        COUNSEL + '    <bpmn:sequenceFlow id="Flow_invite_record_invited"',
    ).encode()


def publish(admin: Person, door: str, body: bytes, note: str = "加一步") -> int:
    saved = admin.put(f"{door}/draft", body, 201, If_None_Match="*")
    assert [f for f in saved["findings"] if f["severity"] == "error"] == []
    return admin.post(f"{door}/releases", {"note": note}, 201)["version"]


def with_counsellor(cast: Cast) -> None:
    """Make the role, its member and its form, and publish the diagram with the new step."""
    admin = cast["admin"]
    roles = admin.raw("/definitions/codes/role").data
    publish(admin, "/definitions/codes/role", roles + "counsellor,辅导员,department\n".encode(), "新角色")
    publish(admin, "/definitions/form/counsel", json.dumps(FORM).encode(), "初审表单")
    assert publish(admin, DOOR, changed()) >= 2
    cast.add_member("d-10001-01-b", "counsellor", like="d-10001-01")


def test_a_new_step_is_visited_by_the_next_signing_and_not_by_the_running_one(cast: Cast) -> None:
    running = cast.invite("g-10001-01")["id"]
    with_counsellor(cast)
    later = cast.invite("g-10001-02")["id"]

    cast["g-10001-01"].complete(running, {"decision": "accept"})
    cast["g-10001-02"].complete(later, {"decision": "accept"})

    assert cast["d-10001-01"].task(running)["step"] == "department"
    assert cast["d-10001-01-b"].task(later, "counsel")["name"] == "辅导员初审"
    cast["d-10001-01-b"].complete(later, {"decision": "pass"}, step="counsel")
    cast["d-10001-01"].complete(later, {"decision": "pass"}, step="department")
    cast["s-10001"].complete(later, {"decision": "pass"})
    assert cast["g-10001-02"].get(f"/instances/{later}")["end"] == "signed"


def test_a_change_of_a_part_reaches_new_instances_through_a_new_version_of_the_process(cast: Cast) -> None:
    before = cast["admin"].get(f"{DOOR}/versions")["items"][0]["version"]
    text = REVIEW.replace("院系&quot; + call.verb", "学院&quot; + call.verb")
    publish(cast["admin"], "/definitions/process/review", text.encode(), "改名")
    assert cast["admin"].get(f"{DOOR}/versions")["items"][0]["version"] == before + 1
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    assert cast["d-10001-01"].task(instance)["name"] == "学院审核"


def test_a_rollback_publishes_the_old_content_again(cast: Cast) -> None:
    with_counsellor(cast)
    versions = cast["admin"].get(f"{DOOR}/versions")["items"]
    back = cast["admin"].post(f"{DOOR}/rollbacks", {"to": 1, "note": "先不加"}, 201)
    assert back["version"] == versions[0]["version"] + 1
    assert cast["admin"].raw(DOOR).data == SIGNING.encode()


def test_findings_name_the_element_and_stop_a_release(cast: Cast) -> None:
    admin = cast["admin"]
    broken = SIGNING.replace('name="form" value="invitation_answer"', 'name="form" value="nothing"')
    saved = admin.put(f"{DOOR}/draft", broken.encode(), 201, If_None_Match="*")
    (finding,) = saved["findings"]
    assert finding["element"] == "answer"
    assert "nothing" in finding["message"]
    refused = admin.post(f"{DOOR}/releases", {"note": "坏的"}, 409)
    assert refused["findings"]
    assert admin.get(f"{DOOR}/versions")["total"] == 1


def test_two_windows_do_not_overwrite_each_other(cast: Cast) -> None:
    admin = cast["admin"]
    first = admin.put(f"{DOOR}/draft", SIGNING.encode(), 201, If_None_Match="*")["etag"]
    admin.put(f"{DOOR}/draft", SIGNING.replace("应约", "答复").encode(), 200, If_Match=f'"{first}"')
    answer = admin.put(f"{DOOR}/draft", SIGNING.encode(), 412, If_Match=f'"{first}"')
    assert "又保存过" in answer["detail"]
    admin.delete(f"{DOOR}/draft")
    admin.get(f"{DOOR}/draft", 404)


def test_what_cannot_be_read_is_not_stored(cast: Cast) -> None:
    admin = cast["admin"]
    for body, status in (
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", 422),
        (b"<broken", 422),
        (b"<a>" + b"x" * 600_000 + b"</a>", 413),
        (SIGNING.replace('id="online_signing"', 'id="other"').encode(), 422),
    ):
        answer = admin.put(f"{DOOR}/draft", body, status, If_None_Match="*")
        assert answer["detail"]
    admin.get(f"{DOOR}/draft", 404)


def test_an_expression_cannot_reach_python(cast: Cast) -> None:
    admin = cast["admin"]
    for attack in ("().__class__", 'open("/etc/passwd")', "subject.__class__.__mro__", '__import__("os")'):
        value = admin.post("/feel", {"expression": attack, "context": {"subject": {}}}, status=None)
        assert value.get("value") is None
    script = SIGNING.replace(
        '<bpmn:serviceTask id="hold"',
        '<bpmn:scriptTask id="evil"><bpmn:script>import os</bpmn:script></bpmn:scriptTask><bpmn:serviceTask id="hold"',
    )
    saved = admin.put(f"{DOOR}/draft", script.encode(), 201, If_None_Match="*")
    assert any("脚本" in f["message"] for f in saved["findings"])


def test_only_administrators_see_definitions(cast: Cast) -> None:
    for login in ("s-10001", "e-01", "g-10001-01", "ops"):
        cast[login].get("/definitions", 403)


def test_the_difference_of_a_draft_says_what_it_means(cast: Cast) -> None:
    admin = cast["admin"]
    admin.put(f"{DOOR}/draft", SIGNING.replace("是否接受", "接受吗").encode(), 201, If_None_Match="*")
    found = admin.get(f"{DOOR}/diff", **{"from": "1", "to": "draft"})
    assert found["changed"] == [
        {
            "element": "answered",
            "property": "name",
            "before": "是否接受",
            "after": "接受吗",
            "class": "cosmetic",
        }
    ]
