"""P09 begun by the graduate, through the doors, with all outcomes."""

from datetime import datetime, timedelta

import pytest

from tests.support.cast import Cast
from tests.walks.endings import (
    ACCEPT,
    ASKED,
    DECLINE,
    DEPARTMENT,
    EMPLOYER,
    GRADUATE,
    PASS,
    REJECT,
    SCHOOL,
    asked,
    begin,
    ems,
    label,
    said,
    topics,
)


@pytest.mark.req("R-128", "R-130", "R-131", "R-134", "R-135")
def test_both_agree_and_the_school_passes(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    assert said(cast, instance) == {
        "graduate": "解约申请",
        "employer": "解约中",
        "school": "学生申请解约，等待单位回应",
    }
    assert said(cast, record) == {"graduate": "解约申请", "employer": "解约中", "school": "解约中"}
    seen = cast[EMPLOYER].get(f"/instances/{instance}")["data"]["request"]
    assert (seen["reason"], seen["comment"]) == ("01", ASKED["comment"])

    cast[EMPLOYER].complete(instance, ACCEPT)
    assert label(cast, DEPARTMENT, instance) == "已同意解约，等待学院审核"
    cast[DEPARTMENT].complete(instance, PASS)
    assert said(cast, instance) == {
        "graduate": "等待审核",
        "employer": "解约中",
        "school": "已同意解约，等待学校审核",
    }
    assert ems(cast) == ["destination.report"]
    cast[SCHOOL].complete(instance, PASS)

    ended = {"graduate": "线上解约完成", "employer": "已解约", "school": "解约完成"}
    assert said(cast, instance) == said(cast, record) == ended
    assert ems(cast) == ["destination.report", "destination.clear"]
    assert cast[GRADUATE].get("/records")["destination"] is None


@pytest.mark.req("R-134")
def test_whoever_was_freed_signs_again_with_another_employer_or_the_same(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    cast[EMPLOYER].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    assert cast.invite(GRADUATE)["status"]["code"] == "invited"
    again = cast.signed(GRADUATE, "e-02")
    assert label(cast, GRADUATE, again) == "线上签约完成"


@pytest.mark.req("R-132")
def test_the_employer_refuses_and_the_signing_stays_valid(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    cast[EMPLOYER].complete(instance, DECLINE | {"comment": "请按约定履行"})
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert seen["ended"]
    assert seen["status"]["label"] == "线上解约失败"
    assert said(cast, record) == {
        "graduate": "线上解约失败",
        "employer": "解约失败",
        "school": "签约审核通过",
    }
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"
    assert ems(cast) == ["destination.report"]
    assert cast[GRADUATE].get(f"/instances/{asked(cast, record)}")["status"]["code"] == "waiting_employer"


@pytest.mark.req("R-136")
def test_a_rejection_at_either_level_keeps_the_signing_and_permits_another_request(cast: Cast) -> None:
    record = cast.signed()
    for level in (DEPARTMENT, SCHOOL):
        instance = asked(cast, record)
        cast[EMPLOYER].complete(instance, ACCEPT)
        if level == SCHOOL:
            cast[DEPARTMENT].complete(instance, PASS)
        cast[level].complete(instance, REJECT)
        assert label(cast, GRADUATE, instance) == "线上解约失败"
        assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"
    assert label(cast, SCHOOL, instance) == "解约失败（学校审核不通过）"
    assert ems(cast) == ["destination.report"]


def test_the_review_of_a_termination_offers_no_return_and_says_what_follows(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    cast[EMPLOYER].complete(instance, ACCEPT)
    task = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(instance)['id']}")
    assert [d["value"] for d in task["decisions"]] == ["pass", "reject"]
    (decision,) = [f for f in task["form"]["fields"] if f.get("role") == "decision"]
    assert "解约完成" in decision["options"][0]["consequence"]
    assert "签约仍有效" in decision["options"][1]["consequence"]
    cast[DEPARTMENT].complete(instance, {"decision": "return", "reason": "99", "comment": "改"}, 422)


@pytest.mark.req("R-133")
def test_a_request_that_nobody_answered_for_a_year_is_still_open(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    started = datetime.fromisoformat(cast[GRADUATE].get(f"/instances/{instance}")["started_at"])
    cast.clock((started + timedelta(days=365)).isoformat())
    assert label(cast, SCHOOL, instance) == "学生申请解约，等待单位回应"
    cast[EMPLOYER].complete(instance, ACCEPT)
    assert label(cast, SCHOOL, instance) == "已同意解约，等待学院审核"


@pytest.mark.req("R-128")
def test_a_request_needs_its_reason_and_explanation(cast: Cast) -> None:
    record = cast.signed()
    refused = begin(cast, GRADUATE, record, "online_termination", {}, 422)
    assert {e["field"] for e in refused["errors"]} == {"reason", "comment"}
    assert label(cast, GRADUATE, record) == "线上签约完成"


def test_the_request_cannot_be_taken_back(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    assert cast[GRADUATE].get(f"/instances/{instance}")["messages"] == []
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}}, 409)


def test_everybody_concerned_is_told(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    assert topics(cast, EMPLOYER, instance) == ["termination_requested"]
    cast[EMPLOYER].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    assert topics(cast, EMPLOYER, instance) == ["termination_completed", "termination_requested"]
    assert topics(cast, GRADUATE, instance) == ["termination_completed", "termination_accepted"]


def test_two_reviewers_at_once_end_in_one_state(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    cast[EMPLOYER].complete(instance, ACCEPT)
    for first, second, given, other in (
        (DEPARTMENT, "d-10001-01-b", PASS, REJECT),
        (SCHOOL, "s-10001-b", REJECT, PASS),
    ):
        task = cast[second].task(instance)
        cast[first].complete(instance, given)
        body = {"version": task["version"], "data": other}
        late = cast[second].post(f"/tasks/{task['id']}/completion", body, 409, key="late")
        assert late["conflict"]["what"] == given["decision"]
    assert label(cast, SCHOOL, instance) == "解约失败（学校审核不通过）"
    assert said(cast, record)["school"] == "签约审核通过"
    assert ems(cast) == ["destination.report"]


def test_the_two_parties_cannot_both_begin(cast: Cast) -> None:
    record = cast.signed()
    asked(cast, record)
    late = begin(cast, EMPLOYER, record, "online_termination", {"comment": "岗位取消"}, 409)
    assert "学生申请解约，等待单位回应" in late["detail"]
    found = cast[SCHOOL].get("/lists/termination")["items"]
    assert len(found) == 1
