"""P11, P12 for other destinations through the doors: the school changes or voids one that has passed."""

from typing import Any

import pytest

from app.graduates.tables import DestinationRegistration, ReportedDestination
from tests.support.cast import Cast
from tests.walks.destinations import (
    DEPARTMENT,
    GRADUATE,
    SCHOOL,
    complete,
    kind,
    label,
    passed,
    registering,
    upload,
)

WORK = kind("签劳动合同就业")
REASON = {"change_reason": "合同日期有误，已核对原件"}


def answers(cast: Cast, record: str) -> dict[str, Any]:
    found: dict[str, Any] = cast[SCHOOL].get(f"/instances/{record}")["data"]["destination"]
    return found


def change(cast: Cast, record: str, status: int = 201, login: str = SCHOOL, **data: Any) -> Any:
    """Have somebody change a record; return the instance, or the problem."""
    body = {"subject": record, "data": {**answers(cast, record), **REASON, **data}}
    return cast[login].post("/processes/destination_modification/instances", body, status)


def void(cast: Cast, record: str, status: int = 201, **data: str) -> Any:
    body = {"subject": record, "data": data}
    return cast[SCHOOL].post("/processes/destination_void/instances", body, status)


def startable(cast: Cast, record: str, login: str = SCHOOL) -> list[str]:
    begun: list[str] = cast[login].get(f"/instances/{record}")["startable"]
    return [key for key in begun if key != "staff_entry"]  # that is about the graduate


@pytest.mark.req("R-149", "R-150")
def test_the_school_changes_a_passed_destination_and_it_is_reported_anew(cast: Cast) -> None:
    record = passed(cast, WORK)
    before = answers(cast, record)
    (row,) = cast[SCHOOL].get("/lists/destination")["items"]
    assert row["startable"] == ["destination_modification", "destination_void"]
    done = change(cast, record, contract_from="2027-08-01")
    assert (done["ended"], done["status"]["label"]) == (True, "修改完成")
    assert label(cast, GRADUATE, record) == label(cast, DEPARTMENT, record) == "审核通过"
    assert answers(cast, record) == {**before, "contract_from": "2027-08-01"}
    sent = cast.outbox("ems")
    assert [letter.topic for letter in sent] == ["destination.report", "destination.report"]
    assert sent[-1].body["data"]["answers"]["contract_from"] == "2027-08-01"
    (told, *_) = cast[GRADUATE].get("/messages")["items"]
    assert told["title"] == "毕业去向登记信息被修改"
    assert REASON["change_reason"] in told["text"]
    history = cast[GRADUATE].get(f"/instances/{record}/history")["items"]
    assert (history[-1]["kind"], history[-1]["name"]) == ("changed", "学校修改")
    (handed_in,) = [h for h in history if h["kind"] == "started"]
    assert handed_in is not None  # what was registered first is still told


@pytest.mark.req("R-149")
def test_another_type_changes_what_the_record_is_called_everywhere(cast: Cast) -> None:
    record = passed(cast, WORK)
    change(cast, record, type="employed")
    (row,) = cast[SCHOOL].get("/lists/destination")["items"]
    assert (row["type_label"], row["unit"]) == ("其他录用证明就业", WORK.unit)
    assert cast[SCHOOL].get(f"/instances/{record}")["title"].endswith("其他录用证明就业")
    with cast.session() as session:
        reported = session.get_one(ReportedDestination, cast.subject(GRADUATE))
        assert (reported.code, reported.unit_name) == ("12", WORK.unit)
    assert (
        "其他录用证明就业"
        in cast[GRADUATE].post(
            "/processes/destination_registration/instances",
            {"subject": "self", "data": complete(cast, kind("求职中"))},
            409,
        )["detail"]
    )


@pytest.mark.req("R-145", "R-149")
def test_the_unit_cannot_be_changed(cast: Cast) -> None:
    record = passed(cast, WORK)
    (refused,) = change(cast, record, 422, unit_name="另一家公司")["errors"]
    assert refused == {"field": "unit_name", "message": "“单位名称”不能修改，请去掉后再提交。"}
    assert answers(cast, record)["unit_name"] == WORK.unit
    assert len(cast.outbox("ems")) == 1


@pytest.mark.req("R-149")
def test_a_change_needs_a_reason_and_the_proofs_of_its_type(cast: Cast) -> None:
    record = passed(cast, WORK)
    assert [e["field"] for e in change(cast, record, 422, change_reason="")["errors"]] == ["change_reason"]
    refused = change(cast, record, 422, proofs=[])
    assert [e["field"] for e in refused["errors"]] == ["proofs"]
    assert len(cast.outbox("ems")) == 1


@pytest.mark.req("R-149")
def test_only_the_school_changes_it_and_only_while_it_is_in_effect(cast: Cast) -> None:
    record = registering(cast, WORK)
    assert startable(cast, record) == []
    assert "去向登记审核中" in change(cast, record, 409)["detail"]
    for reviewer in (DEPARTMENT, SCHOOL):
        cast[reviewer].complete(record, {"decision": "pass"})
    change(cast, record, 403, GRADUATE)
    change(cast, record, 403, DEPARTMENT)
    change(cast, record, 404, "s-10002")
    assert "destination_modification" not in startable(cast, record, GRADUATE)
    assert startable(cast, record) == ["destination_modification", "destination_void"]
    void(cast, record, comment="毕业生已另行就业")
    assert startable(cast, record) == []
    assert "学校已作废" in change(cast, record, 409)["detail"]


@pytest.mark.req("R-142", "R-143", "R-149")
def test_the_school_voids_a_passed_destination_with_a_reason(cast: Cast) -> None:
    record = passed(cast, WORK)
    assert [e["field"] for e in void(cast, record, 422)["errors"]] == ["comment"]
    done = void(cast, record, comment="毕业生已另行就业")
    assert (done["ended"], done["status"]["label"]) == (True, "学校已作废")
    for login in (GRADUATE, DEPARTMENT, SCHOOL):
        assert label(cast, login, record) == "学校已作废"
    assert [letter.topic for letter in cast.outbox("ems")] == ["destination.report", "destination.clear"]
    with cast.session() as session:
        row = session.query(DestinationRegistration).filter_by(instance_id=record).one()
        assert (row.state, row.reason) == ("voided", "毕业生已另行就业")
    assert passed(cast, kind("求职中"))


@pytest.mark.req("R-149")
def test_the_school_asks_no_review_of_itself(cast: Cast) -> None:
    cast[SCHOOL].put("/settings/10001", {"void_review": True})
    record = passed(cast, WORK)
    assert void(cast, record, comment="登记有误")["ended"] is True
    assert cast[DEPARTMENT].get("/tasks")["total"] == 0


@pytest.mark.req("R-149")
def test_new_proofs_lie_with_the_record(cast: Cast) -> None:
    record = passed(cast, WORK)
    proof = [upload(cast, SCHOOL)]
    change(cast, record, proofs=proof)
    assert answers(cast, record)["proofs"] == proof
    for login in (GRADUATE, DEPARTMENT):
        assert cast[login].raw(f"/files/{proof[0]}").status_code == 200
