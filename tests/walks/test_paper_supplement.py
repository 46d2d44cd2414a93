"""P14 through the doors: an agreement that was signed on paper is registered afterwards."""

import pytest

from tests.support.cast import Cast
from tests.support.papers import (
    DEPARTMENT,
    GRADUATE,
    REJECTED,
    RETURNED,
    SCHOOL,
    answers,
    apply,
    decide,
    label,
    picture,
)

PROCESS = "paper_supplement"


def applied(cast: Cast) -> str:
    """Return a registration with a picture of the agreement."""
    return str(apply(cast, PROCESS, images=[picture(cast, GRADUATE)])["id"])


@pytest.mark.req("R-170", "R-173", "R-174")
def test_an_agreement_on_paper_is_registered_and_reported(cast: Cast) -> None:
    instance = applied(cast)
    assert label(cast, GRADUATE, instance) == "补登审核中，等待学院审核"
    (row,) = cast[DEPARTMENT].get("/lists/paper_supplement")["items"]
    assert (row["status_label"], row["employer"]) == ("补登审核中，等待学院审核", "北京远景数据有限公司")
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert label(cast, SCHOOL, instance) == "补登审核中，等待学校审核"
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert label(cast, GRADUATE, instance) == "补登审核通过"
    (sent,) = cast.outbox("ems")
    assert sent.topic == "destination.report"
    assert sent.body["data"]["full_name"] == "北京远景数据有限公司"
    assert cast[SCHOOL].get("/lists/online_signing")["total"] == 0
    record = cast[GRADUATE].get("/records")["destination"]
    assert (record["unit"], record["state"]) == ("北京远景数据有限公司", "signed")


@pytest.mark.req("R-170", "R-171")
@pytest.mark.parametrize("missing", ["unit_name", "credit_code", "position", "signed_on", "images"])
def test_without_data_or_picture_it_is_refused_by_field(cast: Cast, missing: str) -> None:
    given = {**answers(cast, PROCESS), "images": [picture(cast, GRADUATE)]}
    given.pop(missing)
    refused = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", {"data": given}, 422)
    assert [e["field"] for e in refused["errors"]] == [missing]


@pytest.mark.req("R-172")
def test_before_anybody_decided_it_is_withdrawn_and_changed(cast: Cast) -> None:
    instance = applied(cast)
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert label(cast, GRADUATE, instance) == "已撤回，待修改提交"
    kept = cast[GRADUATE].get(f"/instances/{instance}")["data"][PROCESS]
    cast[GRADUATE].complete(instance, {**kept, "position": "测试工程师"})
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert cast[GRADUATE].get(f"/instances/{instance}")["messages"] == []
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}}, 409)


@pytest.mark.req("R-173")
def test_what_is_returned_is_changed_and_reviewed_from_the_department_on(cast: Cast) -> None:
    instance = applied(cast)
    kept = cast[GRADUATE].get(f"/instances/{instance}")["data"][PROCESS]
    decide(cast, instance, "pass", RETURNED)
    assert label(cast, GRADUATE, instance) == "补登待提交（老师退回）"
    assert RETURNED["comment"] in cast[GRADUATE].get("/messages")["items"][0]["text"]
    cast[GRADUATE].complete(instance, kept)
    decide(cast, instance, "pass", "pass")
    assert label(cast, GRADUATE, instance) == "补登审核通过"


@pytest.mark.req("R-173")
@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ([REJECTED], "补登审核不通过（学院审核不通过）"),
        (["pass", REJECTED], "补登审核不通过（学校审核不通过）"),
    ],
)
def test_what_is_rejected_is_void_and_may_be_registered_again(cast: Cast, decisions: list, said: str) -> None:
    instance = applied(cast)
    decide(cast, instance, *decisions)
    assert label(cast, GRADUATE, instance) == "补登审核不通过"
    assert label(cast, SCHOOL, instance) == said
    assert cast.outbox("ems") == []
    assert applied(cast) != instance


@pytest.mark.parametrize("revising", [False, True])
def test_who_gives_it_up_is_free(cast: Cast, revising: bool) -> None:
    instance = applied(cast)
    if revising:
        cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert "已有有效的毕业去向" in apply(cast, "offline_agreement", status=409)["detail"]
    done = cast[GRADUATE].post(f"/instances/{instance}/messages/stop", {"data": {}})
    assert (done["end"], done["status"]["label"]) == ("abandoned", "已撤销")
    apply(cast, "offline_agreement")


def test_a_picture_that_is_of_somebody_else_is_refused(cast: Cast) -> None:
    foreign = picture(cast, "g-10001-03")
    refused = apply(cast, PROCESS, images=[foreign], status=422)
    assert [e["field"] for e in refused["errors"]] == ["images"]
