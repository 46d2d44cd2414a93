"""P25, P26 on the pages: ticked rows decided together, and what a published rule passes by itself."""

import re
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.tab import Tab
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, registering
from tests.walks.test_transfers import GIVEN, HOME, HOMEWARD, KINDS, PLACE, UNIT, standing, start

OTHER = "g-10001-02"
EXACT = {
    "type": "4",
    "home_unit": "济南市历下区人才服务中心（示例）",
    "home_region": "370100",
    "home_address": "示例路 2 号",
    "home_postcode": "250011",
    "home_contact": "历下档案科",
    "home_phone": "0531-60000002",
}


def ticks(tab: Tab, process: str) -> list[str]:
    """Return what can be ticked in the inbox of one process."""
    page = tab.get(f"/inbox?process={process}").get_data(as_text=True)
    return re.findall(r'name="_ids" value="([^"]+)"', page)


def decide(tab: Tab, ids: list[str], **answers: str) -> Any:
    return tab.post("/inbox/batch", {"_ids": ids, "_act": "decide", **answers})


@KINDS
@pytest.mark.req("R-228", "R-240", "R-242")
def test_ticked_rows_are_passed_together_at_each_level(cast: Cast, kind_: str) -> None:
    for login in (GRADUATE, OTHER, HOMEWARD):
        start(cast, f"{kind_}_registration", GIVEN[kind_], login)
    for login in (DEPARTMENT, SCHOOL):
        tab = cast.tab(login)
        ids = ticks(tab, f"{kind_}_registration")
        assert len(ids) == (3 if login == DEPARTMENT else 2)
        shown = tab.post("/inbox/batch", {"_ids": ids[:2]}).get_data(as_text=True)
        assert shown.count('data-testid="batch-row"') == 2
        assert decide(tab, ids[:2], decision="pass").status_code == 302
        cast.run_jobs()
    done = [standing(cast, kind_, login) for login in (GRADUATE, OTHER, HOMEWARD)]
    assert sum(row is not None for row in done) == 2


@pytest.mark.req("R-240")
def test_what_is_rejected_together_needs_one_common_reason(cast: Cast) -> None:
    made = [start(cast, "archive_registration", UNIT, login)["id"] for login in (GRADUATE, OTHER)]
    tab = cast.tab(DEPARTMENT)
    ids = ticks(tab, "archive_registration")
    refused = decide(tab, ids, decision="reject")
    assert refused.status_code == 422
    assert "请选择原因" in refused.get_data(as_text=True)
    assert (
        decide(tab, ids, decision="reject", reason="02", comment="接收单位名称与盖章不一致").status_code
        == 302
    )
    cast.run_jobs()
    for login, instance in zip((GRADUATE, OTHER), made, strict=True):
        page = cast.tab(login).get(f"/instances/{instance}").get_data(as_text=True)
        assert "接收单位名称与盖章不一致" in page


def test_where_the_step_does_not_permit_it_nothing_can_be_ticked(cast: Cast) -> None:
    registering(cast, kind("签劳动合同就业"))
    tab = cast.tab(DEPARTMENT)
    assert ticks(tab, "destination_registration") == []
    task = cast[DEPARTMENT].get("/tasks")["items"][0]["id"]
    assert tab.post("/inbox/batch", {"_ids": [task]}).status_code == 409


@pytest.mark.req("R-230", "R-241")
def test_the_rule_passes_what_goes_home_as_the_reference_says_and_nothing_else(cast: Cast) -> None:
    start(cast, "archive_registration", EXACT, HOMEWARD)
    start(cast, "archive_registration", UNIT, GRADUATE)
    start(cast, "archive_registration", HOME, OTHER)
    start(cast, "household_registration", PLACE, GRADUATE)
    tab = cast.tab(DEPARTMENT)
    door = "/inbox/quick?process=archive_registration&step=department"
    inbox = tab.get("/inbox?process=archive_registration&step=department").get_data(as_text=True)
    assert "/inbox/quick?" in inbox
    page = tab.get(door).get_data(as_text=True)
    assert "3 项待审核中有 1 项符合" in page
    assert cast.graduate(HOMEWARD).name in page
    assert tab.post(door).status_code == 302
    cast.run_jobs()
    assert len(cast[SCHOOL].get("/tasks")["items"]) == 1
    assert len(cast[DEPARTMENT].get("/tasks")["items"]) == 3
    households = tab.get("/inbox?process=household_registration&step=department").get_data(as_text=True)
    assert "/inbox/quick?" not in households
    assert tab.get("/inbox/quick?process=household_registration&step=department").status_code == 404
    assert tab.post(door).status_code == 409
