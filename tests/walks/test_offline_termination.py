"""P15 and P16: the end of a signing in which the employer takes no part here, with all outcomes."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.endings import (
    ASKED,
    DEPARTMENT,
    GRADUATE,
    PASS,
    REJECT,
    SCHOOL,
    begin,
    ems,
    image,
    label,
    offline,
    page,
    topics,
)

RETURN = {"decision": "return", "reason": "06", "comment": "解约函没有盖章"}
REASON = {"comment": "单位拒绝出具解约函，毕业生已提交情况说明"}


def request(cast: Cast, **changes: Any) -> dict[str, Any]:
    letter = image(cast, GRADUATE)
    return {"reason": "01", "comment": "已与单位签订解约函", "materials": [letter], **changes}


def applied(cast: Cast, record: str) -> str:
    instance: str = begin(cast, GRADUATE, record, "offline_termination", request(cast))["id"]
    return instance


@pytest.mark.req("R-175", "R-176", "R-178", "R-179")
@pytest.mark.parametrize("kind", ["offline", "paper"])
def test_the_graduate_hands_in_the_letter_and_both_levels_pass(cast: Cast, kind: str) -> None:
    record = offline(cast, kind)
    assert "申请解约" in page(cast, GRADUATE, f"/instances/{record}")
    instance = applied(cast, record)
    assert label(cast, DEPARTMENT, instance) == "解约中，等待学院审核"
    assert label(cast, GRADUATE, instance) == "等待审核"
    cast[DEPARTMENT].complete(instance, PASS)
    assert label(cast, SCHOOL, instance) == "解约中，等待学校审核"
    cast[SCHOOL].complete(instance, PASS)
    assert label(cast, SCHOOL, instance) == "解约完成"
    assert label(cast, GRADUATE, instance) == "线下解约完成"
    assert ems(cast) == ["destination.report", "destination.clear"]
    assert cast[GRADUATE].get("/records")["destination"] is None
    assert topics(cast, GRADUATE, instance) == ["termination_completed"]
    assert cast.signed(GRADUATE, "e-02")


@pytest.mark.req("R-177")
def test_reason_explanation_and_letter_are_all_needed(cast: Cast) -> None:
    record = offline(cast)
    for missing in ("reason", "comment", "materials"):
        given = {name: value for name, value in request(cast).items() if name != missing}
        refused = begin(cast, GRADUATE, record, "offline_termination", given, 422)
        assert [e["field"] for e in refused["errors"]] == [missing]
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"


@pytest.mark.req("R-180")
def test_a_returned_request_is_corrected_and_reviewed_from_the_first_level(cast: Cast) -> None:
    instance = applied(cast, offline(cast))
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, RETURN)
    assert label(cast, GRADUATE, instance) == "老师退回"
    assert "解约函没有盖章" in page(cast, GRADUATE, f"/instances/{instance}")
    cast[GRADUATE].complete(instance, request(cast, comment="已补盖公章"))
    assert label(cast, DEPARTMENT, instance) == "解约中，等待学院审核"
    task = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(instance)['id']}")
    assert task["instance"] == instance
    assert cast[DEPARTMENT].get(f"/instances/{instance}")["data"]["request"]["comment"] == "已补盖公章"


@pytest.mark.req("R-181")
def test_a_rejected_request_leaves_the_signing_valid_and_another_is_possible(cast: Cast) -> None:
    record = offline(cast)
    instance = applied(cast, record)
    cast[DEPARTMENT].complete(instance, REJECT)
    assert label(cast, SCHOOL, instance) == "解约不通过（学院审核不通过）"
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"
    assert ems(cast) == ["destination.report"]
    assert label(cast, DEPARTMENT, applied(cast, record)) == "解约中，等待学院审核"


def test_before_any_decision_the_graduate_withdraws_it_to_correct_it_or_gives_it_up(cast: Cast) -> None:
    record = offline(cast)
    instance = applied(cast, record)
    names = {m["name"] for m in cast[GRADUATE].get(f"/instances/{instance}")["messages"]}
    assert names == {"withdraw", "stop"}
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert label(cast, GRADUATE, instance) == "已撤回，待修改提交"
    cast[GRADUATE].complete(instance, request(cast))
    cast[GRADUATE].post(f"/instances/{instance}/messages/stop", {"data": {}})
    assert label(cast, GRADUATE, instance) == "已放弃解约"
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"

    again = applied(cast, record)
    cast[DEPARTMENT].complete(again, PASS)
    cast[GRADUATE].post(f"/instances/{again}/messages/withdraw", {"data": {}}, 409)
    cast[GRADUATE].post(f"/instances/{again}/messages/stop", {"data": {}}, 409)


@pytest.mark.req("R-141")
def test_the_school_ends_it_one_sidedly_with_a_reason_at_either_level(cast: Cast) -> None:
    record = offline(cast)
    instance = applied(cast, record)
    for other in (DEPARTMENT, GRADUATE):
        cast[other].post(f"/instances/{instance}/messages/one_sided", {"data": REASON}, 403)
    cast[SCHOOL].post(f"/instances/{instance}/messages/one_sided", {"data": {"comment": ""}}, 422)
    done = cast[SCHOOL].post(f"/instances/{instance}/messages/one_sided", {"data": REASON})
    assert done["ended"]
    assert done["status"]["label"] == "解约完成（学校单方解约）"
    assert cast[DEPARTMENT].get("/tasks")["total"] == 0
    assert ems(cast) == ["destination.report", "destination.clear"]
    assert topics(cast, GRADUATE, instance) == ["termination_one_sided"]
    assert cast[GRADUATE].get("/records")["destination"] is None


def test_what_was_signed_online_is_ended_online(cast: Cast) -> None:
    refused = begin(cast, GRADUATE, cast.signed(), "offline_termination", request(cast), 409)["detail"]
    assert "线上解约" in refused


def test_what_was_signed_on_paper_is_ended_offline(cast: Cast) -> None:
    refused = begin(cast, GRADUATE, offline(cast, "paper"), "online_termination", ASKED, 409)["detail"]
    assert "线下解约" in refused
