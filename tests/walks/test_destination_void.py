"""P18 through the doors: a graduate voids a registered destination, at once or after a review."""

from typing import Any

import pytest

from app.graduates.tables import DestinationRegistration, ReportedDestination
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, label, passed, registering

PASS = {"decision": "pass"}
WORK = kind("其他录用证明就业")


def void(cast: Cast, record: str, status: int = 201, login: str = GRADUATE, **data: str) -> Any:
    """Have somebody void a record; return the instance, or the problem."""
    body = {"subject": record, "data": data}
    return cast[login].post("/processes/destination_void/instances", body, status)


def with_review(cast: Cast) -> None:
    cast[SCHOOL].put("/settings/10001", {"void_review": True})


def offered(cast: Cast, record: str, login: str = GRADUATE) -> bool:
    return "destination_void" in cast[login].get(f"/instances/{record}")["startable"]


@pytest.mark.req("R-196", "R-197", "R-198")
def test_a_registered_destination_is_voided_at_once_and_cleared(cast: Cast) -> None:
    record = passed(cast, WORK)
    (row,) = cast[GRADUATE].get("/lists/destination")["items"]
    assert (row["subject"], row["startable"]) == (record, ["destination_void"])
    done = void(cast, record, comment="另有去向")
    assert (done["ended"], done["status"]["label"]) == (True, "已作废")
    assert label(cast, GRADUATE, record) == "已作废"
    assert [row.topic for row in cast.outbox("ems")] == ["destination.report", "destination.clear"]
    for reviewer in (DEPARTMENT, SCHOOL):
        assert cast[reviewer].get("/tasks")["total"] == 0
        assert label(cast, reviewer, record) == "学生已作废"
        (row,) = cast[reviewer].get("/lists/destination", status=200)["items"]
        assert row["status_label"] == "学生已作废"
    with cast.session() as session:
        assert session.get(ReportedDestination, cast.subject(GRADUATE)) is None
    history = cast[SCHOOL].get(f"/instances/{record}/history")["items"]
    assert history[-1]["kind"] == "changed"


@pytest.mark.req("R-196", "R-200")
def test_afterwards_the_graduate_is_free_to_register_or_to_sign(cast: Cast) -> None:
    void(cast, passed(cast, WORK))
    second = passed(cast, kind("求职中"))
    void(cast, second)
    invitation = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(invitation, {"decision": "accept"})
    assert label(cast, GRADUATE, invitation) == "等待学校（院系）签约审核"


@pytest.mark.req("R-199")
def test_it_is_not_offered_on_a_signing_nor_on_what_is_not_in_effect(cast: Cast) -> None:
    signing = cast.signed("g-10001-02")
    assert not offered(cast, signing, "g-10001-02")
    void(cast, signing, 404, "g-10001-02")
    record = registering(cast, WORK)
    assert not offered(cast, record)
    assert "去向登记审核中" in void(cast, record, 409)["detail"]
    cast[DEPARTMENT].complete(record, {"decision": "reject", "reason": "06", "comment": "不清晰"})
    assert "审核不通过" in void(cast, record, 409)["detail"]


def test_a_record_is_voided_once_and_by_nobody_else(cast: Cast) -> None:
    record = passed(cast, WORK)
    assert offered(cast, record)
    void(cast, record, 404, "g-10001-02")
    void(cast, record, 403, DEPARTMENT)
    void(cast, record)
    assert "学生已作废" in void(cast, record, 409)["detail"]
    assert not offered(cast, record)


@pytest.mark.req("R-196")
def test_a_school_may_ask_for_a_review_before(cast: Cast) -> None:
    with_review(cast)
    record = passed(cast, WORK)
    asked = void(cast, record)["id"]
    assert label(cast, DEPARTMENT, asked) == "作废审核中，等待学院审核"
    assert label(cast, GRADUATE, record) == "审核通过"
    assert "正在审核" in void(cast, record, 409)["detail"]
    cast[DEPARTMENT].complete(asked, PASS)
    assert [row.topic for row in cast.outbox("ems")] == ["destination.report"]
    cast[SCHOOL].complete(asked, PASS)
    assert label(cast, GRADUATE, record) == "已作废"
    assert [row.topic for row in cast.outbox("ems")] == ["destination.report", "destination.clear"]


@pytest.mark.parametrize("how", ["reject", "withdraw"])
def test_what_is_not_passed_or_withdrawn_leaves_the_destination_valid(cast: Cast, how: str) -> None:
    with_review(cast)
    record = passed(cast, WORK)
    asked = void(cast, record)["id"]
    if how == "withdraw":
        cast[GRADUATE].post(f"/instances/{asked}/messages/withdraw", {})
    else:
        decisions = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(asked)['id']}")["decisions"]
        assert [d["value"] for d in decisions] == ["pass", "reject"]
        cast[DEPARTMENT].complete(asked, {"decision": "reject", "reason": "99", "comment": "请先与单位说明"})
    assert "去向仍有效" in label(cast, GRADUATE, asked)
    assert label(cast, GRADUATE, record) == "审核通过"
    with cast.session() as session:
        row = session.query(DestinationRegistration).filter_by(instance_id=record).one()
        assert row.state == "registered"
    assert offered(cast, record)


@pytest.mark.req("R-016")
def test_an_employer_that_knows_the_graduate_does_not_learn_of_the_destination(cast: Cast) -> None:
    cast.keep(GRADUATE, "e-01")
    record = passed(cast, WORK)
    missing = void(cast, "00000000000000000000000000", 404, "e-01")
    for subject in (record, cast.subject(GRADUATE)):
        assert void(cast, subject, 404, "e-01") == missing
