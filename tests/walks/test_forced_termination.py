"""P10: the school ends a signing that the employer does not answer for."""

import pytest

from tests.support.cast import Cast
from tests.walks.endings import (
    ACCEPT,
    DEPARTMENT,
    EMPLOYER,
    GRADUATE,
    SCHOOL,
    asked,
    begin,
    ems,
    label,
    page,
    said,
    topics,
)

REASON = {"comment": "单位多次联系未回应，毕业生已提交情况说明"}


def force(cast: Cast, login: str, instance: str, status: int = 200, **data: str) -> dict[str, object]:
    answer: dict[str, object] = cast[login].post(
        f"/instances/{instance}/messages/force", {"data": data or REASON}, status
    )
    return answer


@pytest.mark.req("R-138", "R-140")
def test_the_school_forces_what_waits_for_the_employer(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    (offer,) = cast[SCHOOL].get(f"/instances/{instance}")["messages"]
    assert (offer["name"], offer["label"], offer["allowed"]) == ("force", "强制解约", True)
    assert "用人单位沟通" in offer["confirm"]
    refused = force(cast, SCHOOL, instance, 422, comment="")
    assert refused["status"] == 422

    done = force(cast, SCHOOL, instance)
    assert done["ended"]
    assert done["status"]["label"] == "解约完成（强制解约）"
    assert said(cast, record) == {"graduate": "线上解约完成", "employer": "已解约", "school": "解约完成"}
    assert ems(cast) == ["destination.report", "destination.clear"]
    assert cast[GRADUATE].get("/records")["destination"] is None
    assert cast[EMPLOYER].get("/tasks")["total"] == 0
    assert REASON["comment"] in page(cast, GRADUATE, f"/instances/{instance}")
    for login in (GRADUATE, EMPLOYER):
        assert topics(cast, login, instance)[0] == "termination_forced"
    assert cast.signed(GRADUATE, "e-02")


@pytest.mark.req("R-139")
def test_only_the_school_is_offered_it(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    for login in (DEPARTMENT, GRADUATE, EMPLOYER):
        assert cast[login].get(f"/instances/{instance}")["messages"] == []
        force(cast, login, instance, 403)
    force(cast, "s-10002", instance, 404)
    assert label(cast, DEPARTMENT, instance) == "学生申请解约，等待单位回应"


@pytest.mark.req("R-138")
def test_what_does_not_wait_for_the_employer_is_not_forced(cast: Cast) -> None:
    record = cast.signed()
    by_employer = begin(cast, EMPLOYER, record, "online_termination", {"comment": "岗位取消"})["id"]
    assert cast[SCHOOL].get(f"/instances/{by_employer}")["messages"] == []
    force(cast, SCHOOL, by_employer, 409)
    cast[GRADUATE].complete(by_employer, {"decision": "decline"})
    instance = asked(cast, record)
    cast[EMPLOYER].complete(instance, ACCEPT)
    assert "现在不能" in str(force(cast, SCHOOL, instance, 409)["detail"])
    assert label(cast, SCHOOL, instance) == "已同意解约，等待学院审核"


def test_an_answer_and_force_at_once_end_in_one_state(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    task = cast[EMPLOYER].task(instance)
    force(cast, SCHOOL, instance)
    body = {"version": task["version"], "data": ACCEPT}
    late = cast[EMPLOYER].post(f"/tasks/{task['id']}/completion", body, 409, key="late")
    assert late["detail"]
    assert said(cast, record)["school"] == "解约完成"
    assert ems(cast) == ["destination.report", "destination.clear"]
