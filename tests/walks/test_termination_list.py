"""解约管理: who finds which request, by which filters, with which counters."""

from typing import Any
from urllib.parse import urlencode

import pytest

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
    image,
    offline,
    page,
)

LIST = "/lists/termination"


def listed(cast: Cast, login: str, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = cast[login].raw(f"{LIST}?{urlencode(query)}").get_json()
    return found


@pytest.mark.req("R-131")
def test_a_request_is_found_by_its_status_way_and_words(cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    found = listed(cast, SCHOOL)
    (row,) = found["items"]
    assert row["id"] == instance
    assert (row["initiator_label"], row["way_label"]) == ("学生", "线上解约")
    assert row["status_label"] == "学生申请解约，等待单位回应"
    assert row["reason"].startswith("继续深造(升学)")
    assert (found["counters"]["pending"], found["counters"]["waiting_employer"]) == (0, 1)

    cast[EMPLOYER].complete(instance, ACCEPT)
    for login in (SCHOOL, DEPARTMENT):
        found = listed(cast, login, status="department_review", way="online_termination", q="陈喆")
        assert [r["id"] for r in found["items"]] == [instance]
        assert found["counters"]["pending"] == found["counters"]["department_review"] == 1
    assert listed(cast, SCHOOL, way="offline_termination")["items"] == []
    assert listed(cast, SCHOOL, q="没有这样的单位")["items"] == []
    for stranger in ("d-10001-02", "s-10002"):
        assert listed(cast, stranger)["items"] == []
    cast[GRADUATE].get(LIST, 404)


@pytest.mark.req("R-122")
def test_the_list_opens_on_everything_and_the_waiting_is_one_click_away(cast: Cast) -> None:
    record = offline(cast)
    given = {"reason": "01", "comment": "已签订解约函", "materials": [image(cast, GRADUATE)]}
    waiting = begin(cast, GRADUATE, record, "offline_termination", given)["id"]
    shown = page(cast, DEPARTMENT, LIST)
    assert waiting in shown
    assert "status=offline_department" in shown
    found = listed(cast, DEPARTMENT, status="offline_department")
    assert [r["status_label"] for r in found["items"]] == ["解约中，等待学院审核"]
    assert "解约管理" in page(cast, DEPARTMENT, "/staff/destination")


@pytest.mark.req("R-126")
def test_what_is_shown_is_exported_and_so_are_the_returned(cast: Cast) -> None:
    record = offline(cast)
    given = {"reason": "01", "comment": "已签订解约函", "materials": [image(cast, GRADUATE)]}
    instance = begin(cast, GRADUATE, record, "offline_termination", given)["id"]
    sheet = cast[DEPARTMENT].raw(f"{LIST}.csv").get_data(as_text=True)
    assert "解约中，等待学院审核" in sheet
    assert "陈喆" not in cast[DEPARTMENT].raw(f"{LIST}.csv?stage=returned").get_data(as_text=True)
    cast[DEPARTMENT].complete(instance, {"decision": "return", "reason": "06", "comment": "材料不清晰"})
    returned = cast[DEPARTMENT].raw(f"{LIST}.csv?stage=returned").get_data(as_text=True)
    assert "老师退回" in returned


def test_an_ended_request_stays_in_the_list(cast: Cast) -> None:
    instance = asked(cast, cast.signed())
    cast[EMPLOYER].complete(instance, ACCEPT)
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    (row,) = listed(cast, SCHOOL, status="terminated")["items"]
    assert row["status_label"] == "解约完成"
