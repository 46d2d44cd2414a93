"""P09 begun by the employer, and the employer's lists of what ends."""

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
    SCHOOL,
    asked,
    begin,
    label,
    page,
    said,
    topics,
)

CAUSE = {"comment": "岗位调整，已与毕业生协商一致"}


def rows(cast: Cast, state: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = cast[EMPLOYER].get("/lists/employer_signing", state=state)["items"]
    return found


@pytest.mark.req("R-129", "R-130", "R-131", "R-134")
def test_the_employer_asks_the_graduate_agrees_and_the_school_passes(cast: Cast) -> None:
    record = cast.signed()
    assert "online_termination" in cast[EMPLOYER].get(f"/instances/{record}")["startable"]
    instance = begin(cast, EMPLOYER, record, "online_termination", CAUSE)["id"]
    assert said(cast, instance) == {
        "graduate": "解约申请",
        "employer": "解约中",
        "school": "单位申请解约，等待学生回应",
    }
    assert topics(cast, GRADUATE, instance) == ["termination_requested"]
    task = cast[GRADUATE].task(instance)
    assert task["name"] == "学生回应"
    assert [d["label"] for d in cast[GRADUATE].get(f"/tasks/{task['id']}")["decisions"]] == ["接受", "拒绝"]
    cast[GRADUATE].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    ended = {"graduate": "线上解约完成", "employer": "已解约", "school": "解约完成"}
    assert said(cast, instance) == said(cast, record) == ended


@pytest.mark.req("R-129", "R-132")
def test_the_graduate_refuses_and_the_employer_is_told(cast: Cast) -> None:
    record = cast.signed()
    begin(cast, EMPLOYER, record, "online_termination", {}, 422)
    instance = begin(cast, EMPLOYER, record, "online_termination", CAUSE)["id"]
    cast[GRADUATE].complete(instance, DECLINE | {"comment": "我仍要入职"})
    assert label(cast, EMPLOYER, record) == "解约失败"
    assert topics(cast, EMPLOYER, instance) == ["termination_declined"]
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"


@pytest.mark.req("R-137")
def test_a_signing_moves_through_the_lists_of_the_employer(cast: Cast) -> None:
    record = cast.signed()
    (row,) = rows(cast, "signed")
    assert row["startable"] == ["online_termination"]

    instance = asked(cast, record)
    (row,) = rows(cast, "terminating")
    assert (row["status_label"], row["startable"]) == ("解约中", [])
    assert rows(cast, "signed") == []

    cast[EMPLOYER].complete(instance, DECLINE)
    (row,) = rows(cast, "termination_failed")
    assert (row["status_label"], row["startable"]) == ("解约失败", ["online_termination"])
    (row,) = rows(cast, "signed")
    assert row["status_label"] == "已签约"
    counters = cast[EMPLOYER].get("/lists/employer_signing")["counters"]
    assert (counters["signed"], counters["termination_failed"], counters["terminating"]) == (1, 1, 0)

    instance = begin(cast, EMPLOYER, record, "online_termination", CAUSE)["id"]
    assert len(rows(cast, "terminating")) == 1
    cast[GRADUATE].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    (row,) = rows(cast, "terminated")
    assert (row["status_label"], row["startable"]) == ("已解约", [])
    assert rows(cast, "signed") == rows(cast, "termination_failed") == []


@pytest.mark.req("R-128", "R-129", "R-137")
def test_the_buttons_are_on_the_pages_of_both(cast: Cast) -> None:
    record = cast.signed()
    assert f"/start/online_termination?subject={record}" in page(cast, EMPLOYER, "/employer/signings/signed")
    assert "申请解约" in page(cast, GRADUATE, f"/instances/{record}")
    instance = asked(cast, record)
    task = cast[EMPLOYER].task(instance)["id"]
    listed = page(cast, EMPLOYER, "/employer/signings/terminating")
    assert listed.count(f"/tasks/{task}") == 2
    assert "不同意" in listed
    shown = page(cast, GRADUATE, f"/instances/{record}")
    assert "start-online_termination" not in shown
    assert f"/instances/{instance}" in shown
    cast[EMPLOYER].complete(instance, DECLINE)
    assert "发起解约" in page(cast, EMPLOYER, "/employer/signings/termination_failed")
    begin(cast, EMPLOYER, record, "online_termination", CAUSE)
    assert "不同意" not in page(cast, EMPLOYER, "/employer/signings/terminating")


@pytest.mark.req("R-129")
def test_a_record_that_is_not_in_effect_says_why_and_who_acts(cast: Cast) -> None:
    record = cast.invite(GRADUATE)["id"]
    early = begin(cast, EMPLOYER, record, "online_termination", CAUSE, 409)["detail"]
    assert "等待学生应约" in early
    cast[GRADUATE].complete(record, ACCEPT)
    cast[DEPARTMENT].complete(record, PASS)
    cast[SCHOOL].complete(record, PASS)
    instance = asked(cast, record)
    again = begin(cast, EMPLOYER, record, "online_termination", CAUSE, 409)["detail"]
    assert "学生申请解约，等待单位回应" in again
    cast[EMPLOYER].complete(instance, ACCEPT)
    under = begin(cast, GRADUATE, record, "online_termination", ASKED, 409)["detail"]
    assert "已同意解约，等待学院审核" in under
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    late = begin(cast, GRADUATE, record, "online_termination", ASKED, 409)["detail"]
    assert "当前状态：解约完成" in late


@pytest.mark.req("R-015", "R-016")
def test_nobody_else_ends_a_signing(cast: Cast) -> None:
    record = cast.signed()
    for stranger, data in (("g-10001-02", ASKED), ("e-02", CAUSE)):
        begin(cast, stranger, record, "online_termination", data, 404)
    for staff in (DEPARTMENT, SCHOOL):
        begin(cast, staff, record, "online_termination", ASKED, 403)
    assert label(cast, GRADUATE, record) == "线上签约完成"
