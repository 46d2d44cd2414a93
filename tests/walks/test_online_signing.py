"""P07 and P08 through the doors, with all outcomes."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.graduates.tables import Signing
from tests.support.cast import Cast

GRADUATE, DEPARTMENT, SCHOOL, EMPLOYER = "g-10001-01", "d-10001-01", "s-10001", "e-01"


def label(cast: Cast, login: str, instance: str) -> str:
    return cast[login].get(f"/instances/{instance}")["status"]["label"]


@pytest.mark.req("R-081", "R-082", "R-083", "R-087", "R-088", "R-099", "R-100")
def test_an_agreement_is_signed_through_department_and_school(cast: Cast) -> None:
    invitation = cast.invite(GRADUATE)
    instance = invitation["id"]
    assert invitation["status"]["label"] == "签约中·等待学生应约"
    assert cast[GRADUATE].task(instance)["status"]["label"] == "收到签约邀请，等待应约"

    cast[GRADUATE].complete(instance, {"decision": "accept"})
    assert label(cast, EMPLOYER, instance) == "签约中·学生已应约提交审核中"
    assert label(cast, DEPARTMENT, instance) == "学生已同意签约，等待学院审核"
    assert label(cast, GRADUATE, instance) == "等待学校（院系）签约审核"

    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert label(cast, SCHOOL, instance) == "学生已同意签约，等待学校审核"
    cast[SCHOOL].complete(instance, {"decision": "pass"})

    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert seen["ended"]
    assert seen["end"] == "signed"
    assert seen["status"]["label"] == "线上签约完成"
    assert label(cast, EMPLOYER, instance) == "已签约"
    assert label(cast, SCHOOL, instance) == "签约审核通过"


@pytest.mark.req("R-101", "R-104", "R-309")
def test_the_agreement_is_there_for_everybody_and_is_reported_once_the_school_passed(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert cast.outbox("ems") == []
    cast[SCHOOL].complete(instance, {"decision": "pass"})

    for login in (GRADUATE, EMPLOYER, DEPARTMENT, SCHOOL):
        (document,) = cast[login].get(f"/instances/{instance}")["documents"]
        pdf = cast[login].raw(f"/documents/{document['id']}")
        assert pdf.status_code == 200
        assert pdf.data.startswith(b"%PDF")
    (sent,) = cast.outbox("ems")
    assert sent.topic == "destination.report"
    with cast.session() as session:
        row = session.query(Signing).filter_by(instance_id=instance).one()
        assert re.fullmatch(r"\d{4}4\d{5}\d{9}", row.agreement_number)


@pytest.mark.req("R-102", "R-061", "R-321", "R-319")
def test_the_pdf_names_the_parties_and_needs_no_stamp(cast: Cast) -> None:
    instance = cast.signed()
    (document,) = cast[GRADUATE].get(f"/instances/{instance}")["documents"]
    pages = PdfReader(BytesIO(cast[GRADUATE].raw(f"/documents/{document['id']}").data)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    for printed in (
        "甲方",
        "乙方",
        "丙方",
        "无需加盖公章",
        "统一社会信用代码",
        "单位性质",
        "公司地址",
        "陈喆",
    ):
        assert printed in text, printed


@pytest.mark.req("R-084", "R-086", "R-094")
def test_a_refusal_ends_the_signing_and_leaves_the_way_free_for_another(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "decline"})
    assert label(cast, EMPLOYER, instance) == "签约失败"
    assert cast[EMPLOYER].get(f"/instances/{instance}")["ended"]
    assert cast.invite(GRADUATE)["status"]["code"] == "invited"


@pytest.mark.req("R-085", "R-095")
def test_an_invitation_that_nobody_answers_fails_at_its_deadline(cast: Cast) -> None:
    sent = cast.invite(GRADUATE)
    instance, due = sent["id"], datetime.fromisoformat(sent["data"]["invitation"]["answer_by"])
    cast.clock((due - timedelta(minutes=1)).isoformat())
    assert not cast[EMPLOYER].get(f"/instances/{instance}")["ended"]
    cast.clock((due + timedelta(minutes=1)).isoformat())
    assert label(cast, SCHOOL, instance) == "学生逾期未回应，签约失败"
    assert label(cast, EMPLOYER, instance) == "签约失败"
    assert cast.invite(GRADUATE)["status"]["code"] == "invited"


@pytest.mark.req("R-090")
def test_the_deadline_does_not_end_the_review(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    due = datetime.fromisoformat(cast[GRADUATE].task(instance)["due_at"])
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    cast.clock((due + timedelta(days=30)).isoformat())
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert label(cast, GRADUATE, instance) == "线上签约完成"


@pytest.mark.req("R-091", "R-092")
def test_who_accepted_one_invitation_can_only_view_the_others(cast: Cast) -> None:
    first, second = cast.invite(GRADUATE, "e-01")["id"], cast.invite(GRADUATE, "e-02")["id"]
    cast[GRADUATE].complete(first, {"decision": "accept"})
    task = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(second)['id']}")
    assert not task["allowed"]
    assert "仅可查看" in task["reason"]
    answer = cast[GRADUATE].complete(second, {"decision": "accept"}, 409)
    assert "仅可查看" in answer["detail"]
    cast[DEPARTMENT].complete(first, {"decision": "reject", "reason": "04", "comment": "岗位信息有误"})
    cast[GRADUATE].complete(second, {"decision": "accept"})
    assert label(cast, "e-02", second) == "签约中·学生已应约提交审核中"


@pytest.mark.req("R-093")
def test_an_open_invitation_cannot_be_repeated(cast: Cast) -> None:
    cast.invite(GRADUATE)
    (offer,) = [
        p
        for p in cast[EMPLOYER].get("/processes", subject=cast.subject(GRADUATE))["items"]
        if p["key"] == "online_signing"
    ]
    assert not offer["allowed"]
    assert "不能重复邀请" in offer["reason"]
    assert "不能重复邀请" in cast.invite(GRADUATE, status=409)["detail"]


@pytest.mark.req("R-096", "R-097")
def test_an_invitation_is_withdrawn_with_a_reason_and_after_a_question(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    (offer,) = cast[EMPLOYER].get(f"/instances/{instance}")["messages"]
    assert offer["label"] == "撤回签约"
    assert offer["confirm"]
    cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", {"data": {}}, 422)
    done = cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", {"data": {"reason": "01"}})
    assert done["ended"]
    assert done["status"]["label"] == "签约失败（已撤回）"
    assert cast[GRADUATE].get("/tasks")["total"] == 0
    assert cast.invite(GRADUATE)["status"]["code"] == "invited"


@pytest.mark.req("R-098")
def test_after_acceptance_the_employer_is_told_to_ask_the_graduate(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    (offer,) = cast[EMPLOYER].get(f"/instances/{instance}")["messages"]
    assert offer == {**offer, "name": "withdraw", "allowed": False, "reason": "请联系学生中止签约"}
    answer = cast[EMPLOYER].post(f"/instances/{instance}/messages/withdraw", {"data": {}}, 409)
    assert answer["detail"] == "请联系学生中止签约"
    assert label(cast, EMPLOYER, instance) == "签约中·学生已应约提交审核中"


def test_the_graduate_stops_an_accepted_signing_while_nobody_decided(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    cast[GRADUATE].post(f"/instances/{instance}/messages/stop", {"data": {"comment": "已考取研究生"}})
    assert label(cast, GRADUATE, instance) == "已中止"
    other = cast.invite(GRADUATE, "e-02")["id"]
    cast[GRADUATE].complete(other, {"decision": "accept"})
    cast[DEPARTMENT].complete(other, {"decision": "pass"})
    cast[GRADUATE].post(f"/instances/{other}/messages/stop", {"data": {"comment": "晚了"}}, 409)


@pytest.mark.req("R-106", "R-107", "R-322")
def test_a_rejection_needs_reason_and_text_and_frees_the_graduate(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    refused = cast[DEPARTMENT].complete(instance, {"decision": "reject"}, 422)
    assert {e["field"] for e in refused["errors"]} == {"reason", "comment"}
    cast[DEPARTMENT].complete(instance, {"decision": "reject", "reason": "04", "comment": "薪酬与岗位不符"})
    assert label(cast, GRADUATE, instance) == "线上签约失败"
    assert label(cast, SCHOOL, instance) == "签约审核不通过（学院审核不通过）"
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    (decided,) = [h for h in history if h["kind"] == "completed" and h["step"] == "department"]
    assert decided["outcome"] == "reject"
    assert decided["role"] == "department"
    assert "薪酬与岗位不符" in decided["reason"]
    assert decided["who"]
    assert decided["at"]
    assert cast.invite(GRADUATE)["status"]["code"] == "invited"


@pytest.mark.req("R-108")
def test_the_review_of_a_signing_offers_no_return(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    task = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(instance)['id']}")
    assert [d["value"] for d in task["decisions"]] == ["pass", "reject"]
    cast[DEPARTMENT].complete(instance, {"decision": "return", "reason": "04", "comment": "改一下"}, 422)


@pytest.mark.req("R-089", "R-315")
def test_in_a_school_that_reviews_alone_the_record_goes_straight_to_the_school(cast: Cast) -> None:
    instance = cast.invite("g-10002-01")["id"]
    cast["g-10002-01"].complete(instance, {"decision": "accept"})
    assert label(cast, "s-10002", instance) == "学生已同意签约，等待学校审核"
    assert cast["d-10002-01"].get("/tasks")["total"] == 0
    cast["s-10002"].complete(instance, {"decision": "pass"})
    assert label(cast, "e-01", instance) == "已签约"


@pytest.mark.req("R-119")
def test_two_parties_have_it_witnessed_three_have_it_reviewed(cast: Cast) -> None:
    two, three = cast.invite("g-10002-01")["id"], cast.invite(GRADUATE)["id"]
    cast["g-10002-01"].complete(two, {"decision": "accept"})
    cast[GRADUATE].complete(three, {"decision": "accept"})
    for login, instance, verb in (("s-10002", two, "鉴证"), (DEPARTMENT, three, "审核")):
        task = cast[login].task(instance)
        decisions = cast[login].get(f"/tasks/{task['id']}")["decisions"]
        assert task["name"].endswith(verb)
        assert decisions[0]["label"] == f"{verb}通过"


@pytest.mark.req("R-312")
def test_everybody_concerned_is_told(cast: Cast) -> None:
    instance = cast.signed()
    graduate = [m["topic"] for m in cast[GRADUATE].get("/messages")["items"] if m["instance"] == instance]
    employer = [m["topic"] for m in cast[EMPLOYER].get("/messages")["items"] if m["instance"] == instance]
    assert graduate == ["signing_passed", "invitation_sent"]
    assert employer == ["signing_passed", "invitation_accepted"]


@pytest.mark.req("R-015", "R-016")
def test_other_departments_schools_and_people_see_nothing(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    for stranger in ("d-10001-02", "s-10002", "g-10001-02", "e-02"):
        missing = cast[stranger].get("/instances/00000000000000000000000000", 404)
        assert cast[stranger].get(f"/instances/{instance}", 404) == missing
        assert cast[stranger].get("/tasks")["total"] == 0
    task = cast[DEPARTMENT].task(instance)["id"]
    body = {"version": 1, "data": {"decision": "pass"}}
    cast["d-10001-02"].post(f"/tasks/{task}/completion", body, 404, key="x")
    cast[SCHOOL].post(f"/tasks/{task}/completion", body, 404, key="x")
