"""P17 through the doors: reviewed, returned, withdrawn, dropped, rejected, changed by a reviewer."""

import pytest

from app.graduates.tables import DestinationRegistration
from tests.support.cast import Cast
from tests.walks.destinations import (
    DEPARTMENT,
    GRADUATE,
    SCHOOL,
    apply,
    complete,
    kind,
    label,
    passed,
    registering,
)

WORK = kind("其他录用证明就业")
REASON = {"reason": "06", "comment": "证明材料看不清公章"}


def state(cast: Cast, instance: str) -> str:
    with cast.session() as session:
        row = session.query(DestinationRegistration).filter_by(instance_id=instance).one()
        return str(row.state)


@pytest.mark.req("R-190", "R-193")
def test_a_destination_is_registered_through_department_and_school(cast: Cast) -> None:
    instance = registering(cast, WORK)
    assert label(cast, GRADUATE, instance) == "去向登记审核中，等待学院审核"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert label(cast, SCHOOL, instance) == "去向登记审核中，等待学校审核"
    assert cast.outbox("ems") == []
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert label(cast, DEPARTMENT, instance) == "审核通过"
    assert len(cast.outbox("ems")) == 1
    topics = [m["topic"] for m in cast[GRADUATE].get("/messages")["items"]]
    assert topics == ["destination_passed"]


@pytest.mark.req("R-190")
def test_in_a_school_that_reviews_alone_it_goes_straight_to_the_school(cast: Cast) -> None:
    instance = registering(cast, kind("求职中"), "g-10002-01")
    assert label(cast, "s-10002", instance) == "去向登记审核中，等待学校审核"
    cast["s-10002"].complete(instance, {"decision": "pass"})
    assert label(cast, "g-10002-01", instance) == "审核通过"


@pytest.mark.req("R-191")
def test_it_is_withdrawn_and_changed_while_nobody_decided(cast: Cast) -> None:
    instance = registering(cast, WORK)
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {})
    assert cast[DEPARTMENT].get("/tasks")["total"] == 0
    assert state(cast, instance) == "withdrawn"
    values = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["values"]
    assert values["unit_name"] == WORK.unit
    cast[GRADUATE].complete(instance, {**values, "unit_name": "北京润泽智造有限公司"})
    assert label(cast, DEPARTMENT, instance) == "去向登记审核中，等待学院审核"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    refused = cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {}, 409)
    assert "不能进行此操作" in refused["detail"]
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    (sent,) = cast.outbox("ems")
    assert sent.body["data"]["full_name"] == "北京润泽智造有限公司"


@pytest.mark.req("R-194")
@pytest.mark.parametrize("reviewer", [DEPARTMENT, SCHOOL])
def test_what_is_returned_is_changed_and_reviewed_from_the_first_level_again(
    cast: Cast, reviewer: str
) -> None:
    instance = registering(cast, WORK)
    if reviewer == SCHOOL:
        cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[reviewer].complete(instance, {"decision": "return"}, 422)
    cast[reviewer].complete(instance, {"decision": "return", **REASON})
    assert (label(cast, GRADUATE, instance), label(cast, SCHOOL, instance)) == ("老师退回", "退回修改")
    (told,) = cast[GRADUATE].get("/messages")["items"]
    assert "证明材料看不清公章" in told["text"]
    values = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["values"]
    without = {name: value for name, value in values.items() if name != "proofs"}
    refused = cast[GRADUATE].complete(instance, without, 422)
    assert [e["field"] for e in refused["errors"]] == ["proofs"]
    cast[GRADUATE].complete(instance, values)
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert state(cast, instance) == "registered"


@pytest.mark.req("R-195")
@pytest.mark.parametrize("reviewer", [DEPARTMENT, SCHOOL])
def test_what_is_rejected_is_void_and_the_graduate_chooses_again(cast: Cast, reviewer: str) -> None:
    instance = registering(cast, WORK)
    if reviewer == SCHOOL:
        cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    said = cast[reviewer].get(f"/tasks/{cast[reviewer].task(instance)['id']}")["decisions"]
    assert "这次登记作废" in next(d["consequence"] for d in said if d["value"] == "reject")
    cast[reviewer].complete(instance, {"decision": "reject", **REASON})
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert (seen["ended"], seen["end"], seen["status"]["label"]) == (True, "rejected", "审核不通过")
    with cast.session() as session:
        row = session.query(DestinationRegistration).filter_by(instance_id=instance).one()
        assert (row.state, row.reason) == ("rejected", "证明材料看不清公章")
    assert cast.outbox("ems") == []
    assert passed(cast, kind("求职中"))


def test_the_graduate_drops_a_registration_before_a_decision_or_after_a_return(cast: Cast) -> None:
    first = registering(cast, WORK)
    cast[GRADUATE].post(f"/instances/{first}/messages/stop", {})
    assert (state(cast, first), label(cast, GRADUATE, first)) == ("dropped", "已放弃")
    second = registering(cast, WORK)
    cast[DEPARTMENT].complete(second, {"decision": "return", **REASON})
    assert "放弃" in apply(cast, complete(cast, kind("求职中")), 409)["detail"]
    cast[GRADUATE].post(f"/instances/{second}/messages/stop", {})
    assert (state(cast, second), label(cast, SCHOOL, second)) == ("dropped", "学生已放弃")
    assert registering(cast, kind("求职中"))


@pytest.mark.req("R-192")
@pytest.mark.parametrize("reviewer", [DEPARTMENT, SCHOOL])
def test_a_reviewer_changes_type_and_data_while_reviewing(cast: Cast, reviewer: str) -> None:
    instance = registering(cast, WORK)
    if reviewer == SCHOOL:
        cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    seen = cast[reviewer].get(f"/instances/{instance}")
    (offer,) = [m for m in seen["messages"] if m["name"] == "amend"]
    assert (offer["label"], offer["allowed"]) == ("修改去向", True)
    door, before = f"/instances/{instance}/messages/amend", seen["data"]["destination"]
    refused = cast[reviewer].post(door, {"data": {**before, "type": "contract"}}, 422)
    assert [e["field"] for e in refused["errors"]] == ["contract_from"]
    cast[reviewer].post(
        door, {"data": {**before, "type": "contract", "contract_from": "2027-07-01", "unit_name": "改正公司"}}
    )
    assert label(cast, GRADUATE, instance).startswith("去向登记审核中")
    named = "签劳动合同就业"
    assert cast[reviewer].get(f"/instances/{instance}")["title"].endswith(named)
    (waiting,) = cast[reviewer].get("/tasks")["items"]
    assert waiting["title"].endswith(named)
    (row,) = cast[reviewer].get("/lists/destination")["items"]
    assert (row["type_label"], row["unit"]) == (named, "改正公司")
    for who in (DEPARTMENT, SCHOOL)[(DEPARTMENT, SCHOOL).index(reviewer) :]:
        cast[who].complete(instance, {"decision": "pass"})
    (sent,) = cast.outbox("ems")
    assert (sent.body["code"], sent.body["data"]["full_name"]) == ("11", "改正公司")
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    (changed,) = [h for h in history if h["kind"] == "message:amend"]
    assert (changed["role"], changed["changes"]["destination"]["type"]) == (
        {DEPARTMENT: "department", SCHOOL: "school"}[reviewer],
        "contract",
    )


@pytest.mark.req("R-150")
@pytest.mark.parametrize("reviewer", [DEPARTMENT, SCHOOL])
def test_the_graduate_is_told_at_once_what_a_reviewer_has_changed(cast: Cast, reviewer: str) -> None:
    instance = registering(cast, WORK)
    if reviewer == SCHOOL:
        cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    before = cast[reviewer].get(f"/instances/{instance}")["data"]["destination"]
    changed = {**before, "type": "contract", "contract_from": "2027-07-01", "unit_name": "改正公司"}
    cast[reviewer].post(f"/instances/{instance}/messages/amend", {"data": changed})
    (told,) = cast[GRADUATE].get("/messages")["items"]
    assert told["topic"] == "destination_amended"
    assert "现在是“签劳动合同就业”（改正公司）" in told["text"]
    assert told["link"] == f"/instances/{instance}"


@pytest.mark.req("R-192")
def test_nobody_else_changes_it_and_no_signing_is_changed_so(cast: Cast) -> None:
    instance = registering(cast, WORK)
    door = f"/instances/{instance}/messages/amend"
    before = cast[GRADUATE].get(f"/instances/{instance}")["data"]["destination"]
    cast[GRADUATE].post(door, {"data": before}, 403)
    cast["d-10001-02"].post(door, {"data": before}, 404)
    cast[SCHOOL].post(door, {"data": before}, None)
    assert "amend" not in [m["name"] for m in cast[SCHOOL].get(f"/instances/{instance}")["messages"]]
    signing = cast.invite("g-10001-02")["id"]
    cast["g-10001-02"].complete(signing, {"decision": "accept"})
    assert cast[DEPARTMENT].get(f"/instances/{signing}")["messages"] == []


@pytest.mark.req("R-200")
def test_a_registered_destination_stands_in_the_way_of_an_invitation_and_of_another(cast: Cast) -> None:
    passed(cast, WORK)
    invitation = cast.invite(GRADUATE)["id"]
    refused = cast[GRADUATE].complete(invitation, {"decision": "accept"}, 409)
    assert "仅可查看" in refused["detail"]
    assert "作废" in apply(cast, complete(cast, kind("求职中")), 409)["detail"]


@pytest.mark.req("R-201")
def test_a_signing_stands_in_the_way_of_a_registration(cast: Cast) -> None:
    cast.signed(GRADUATE)
    refused = apply(cast, complete(cast, kind("求职中")), 409)
    assert "解约" in refused["detail"]
