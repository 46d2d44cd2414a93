"""P12: the school voids a signing that is in effect."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.support.cast import Cast
from tests.walks.endings import (
    ACCEPT,
    DEPARTMENT,
    EMPLOYER,
    GRADUATE,
    PASS,
    SCHOOL,
    asked,
    begin,
    ems,
    label,
    offline,
    page,
    said,
    topics,
)

REASON = {"comment": "单位已注销，经双方确认"}


def newest(cast: Cast, login: str, record: str) -> str:
    """Return the text of the newest agreement of a record."""
    document = cast[login].get(f"/instances/{record}")["documents"][0]
    pages = PdfReader(BytesIO(cast[login].raw(f"/documents/{document['id']}").data)).pages
    return "".join(p.extract_text() for p in pages).replace("\n", "")


@pytest.mark.req("R-142", "R-146", "R-147")
def test_the_school_voids_a_signing_and_frees_the_graduate(cast: Cast) -> None:
    record = cast.signed()
    shown = page(cast, SCHOOL, f"/instances/{record}")
    assert "start-record_void" in shown
    assert "start-record_modification" in shown
    refused = begin(cast, SCHOOL, record, "record_void", {}, 422)
    assert [e["field"] for e in refused["errors"]] == ["comment"]

    done = begin(cast, SCHOOL, record, "record_void", REASON)
    assert done["ended"]
    assert said(cast, record) == {"graduate": "已作废", "employer": "已作废", "school": "学校已作废"}
    assert ems(cast) == ["destination.report", "destination.clear"]
    assert cast[GRADUATE].get("/records")["destination"] is None
    (row,) = cast[EMPLOYER].get("/lists/employer_signing", state="voided")["items"]
    assert (row["status_label"], row["startable"]) == ("已作废", [])
    for login in (GRADUATE, EMPLOYER):
        assert topics(cast, login, done["id"]) == ["record_voided"]
        assert "已作废" in newest(cast, login, record)
        assert len(cast[login].get(f"/instances/{record}")["documents"]) == 2
    assert cast.signed(GRADUATE, "e-02")


@pytest.mark.req("R-143")
def test_a_voided_and_a_failed_record_can_only_be_viewed(cast: Cast) -> None:
    failed = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(failed, {"decision": "decline"})
    voided = cast.signed()
    begin(cast, SCHOOL, voided, "record_void", REASON)
    for record, state in ((failed, "学生已拒绝，签约失败"), (voided, "学校已作废")):
        shown = page(cast, SCHOOL, f"/instances/{record}")
        assert "start-record_void" not in shown
        assert "start-record_modification" not in shown
        detail = begin(cast, SCHOOL, record, "record_void", REASON, 409)["detail"]
        assert detail == f"当前状态：{state}。只有生效的记录可以修改或作废，现在只能查看。"
    found = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert [row["startable"] for row in found] == [[], []]


@pytest.mark.req("R-142")
def test_a_signing_in_effect_is_offered_to_the_school_alone(cast: Cast) -> None:
    record = cast.signed()
    (row,) = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert row["startable"] == ["record_modification", "record_void"]
    (row,) = cast[DEPARTMENT].get("/lists/online_signing")["items"]
    assert row["startable"] == []
    for login in (DEPARTMENT, GRADUATE, EMPLOYER):
        begin(cast, login, record, "record_void", REASON, 403)
    begin(cast, "s-10002", record, "record_void", REASON, 404)
    assert said(cast, record)["school"] == "签约审核通过"


def test_what_is_being_ended_is_not_voided_meanwhile(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    detail = begin(cast, SCHOOL, record, "record_void", REASON, 409)["detail"]
    assert "学生申请解约，等待单位回应" in detail
    cast[EMPLOYER].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    detail = begin(cast, SCHOOL, record, "record_void", REASON, 409)["detail"]
    assert "当前状态：解约完成" in detail


@pytest.mark.req("R-148")
def test_a_paper_agreement_is_voided_without_a_document(cast: Cast) -> None:
    record = offline(cast, "paper")
    begin(cast, SCHOOL, record, "record_void", REASON)
    assert label(cast, SCHOOL, record) == "学校已作废"
    assert cast[GRADUATE].get(f"/instances/{record}")["documents"] == []
    assert ems(cast) == ["destination.report", "destination.clear"]
