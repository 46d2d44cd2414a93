"""Archive and household around the applications: cohorts, what came with a signing, what the other system changed."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, complete, kind
from tests.walks.destinations import apply as apply_for
from tests.walks.test_confirmation import RIGHT, confirm, state
from tests.walks.test_transfers import GIVEN, KINDS, UNIT, listed, registered, reviewed, standing, start
from tests.walks.verifying import authorised

DOOR = "/reports/transfers"
PREVIOUS, OLDER = "g-10001-08", "g-10001-09"


def told(cast: Cast, kind_: str, status: int = 200, login: str = GRADUATE, **more: Any) -> Any:
    given = {"type": "1", "unit": "某某人才服务中心", "region": "320102", "address": "中山路 1 号"}
    body = {"candidate_no": cast.graduate(login).candidate_no, "kind": kind_, "data": {**given, **more}}
    return cast["ems"].post(DOOR, body, status)


@KINDS
@pytest.mark.req("R-030")
def test_the_previous_cohort_registers_until_the_end_of_january_and_looks_from_then_on(
    cast: Cast, kind_: str
) -> None:
    year = cast.graduate(PREVIOUS).cohort + 1
    cast.clock(f"{year}-01-31T23:40:00+08:00")
    made = registered(cast, kind_, login=PREVIOUS)
    cast.clock(f"{year}-02-01T00:00:01+08:00")
    refused = start(cast, f"{kind_}_change", GIVEN[kind_] | {"type": "2"}, PREVIOUS, 409)
    assert "届" in refused["detail"]
    assert standing(cast, kind_, PREVIOUS)["type"] == "1"
    assert cast[PREVIOUS].get(f"/instances/{made}")["id"] == made
    page = cast.tab(PREVIOUS).get(f"/graduate/modules/{kind_}").get_data(as_text=True)
    assert "只能查看" in page


@KINDS
@pytest.mark.req("R-030")
def test_an_older_cohort_only_looks(cast: Cast, kind_: str) -> None:
    assert "届" in start(cast, f"{kind_}_registration", GIVEN[kind_], OLDER, 409)["detail"]


@KINDS
@pytest.mark.req("R-112")
def test_what_a_signing_says_of_it_is_in_its_module(cast: Cast, kind_: str) -> None:
    made = cast.invite(GRADUATE, archive_accepted="yes", household_accepted="yes")["id"]
    asked = cast[GRADUATE].get(f"/instances/{made}")["data"]["invitation"]
    cast[GRADUATE].complete(made, {"decision": "accept"})
    cast[DEPARTMENT].complete(made, {"decision": "pass"})
    assert standing(cast, kind_) is None
    cast[SCHOOL].complete(made, {"decision": "pass"})
    found = standing(cast, kind_)
    assert found is not None
    assert (found["source"], found["type"]) == ("destination", asked[f"{kind_}_type"])
    (row,) = listed(cast, kind_, SCHOOL)
    assert (row["state_label"], row["source"]) == ("已登记", "随毕业去向登记")


@KINDS
@pytest.mark.req("R-239")
def test_a_review_shows_the_application_what_is_in_effect_and_the_destination(cast: Cast, kind_: str) -> None:
    done = apply_for(cast, complete(cast, kind("签劳动合同就业")))["id"]
    reviewed(cast, done, "pass", "pass")
    registered(cast, kind_)
    made = start(cast, f"{kind_}_change", GIVEN[kind_] | {"address": "学院路 5 号"})["id"]
    task = cast[DEPARTMENT].task(made)["id"]
    page = cast.tab(DEPARTMENT).get(f"/tasks/{task}").get_data(as_text=True)
    for words in ("学院路 5 号", GIVEN[kind_]["address"], "已上报的毕业去向", "签劳动合同形式就业"):
        assert words in page
    own = cast.tab(GRADUATE).get(f"/instances/{made}").get_data(as_text=True)
    assert "已上报的毕业去向" not in own


@KINDS
@pytest.mark.req("R-244")
def test_what_the_other_system_changed_shows_here(cast: Cast, kind_: str) -> None:
    registered(cast, kind_)
    assert told(cast, kind_)["changed"] is True
    found = standing(cast, kind_)
    assert (found["source"], found["address"]) == ("ems", "中山路 1 号")
    assert listed(cast, kind_, SCHOOL)[0]["source"] == "就业管理系统"
    assert told(cast, kind_)["changed"] is False


@pytest.mark.req("R-244", "R-252")
def test_a_change_there_of_what_counts_has_it_confirmed_again(cast: Cast) -> None:
    done = apply_for(cast, complete(cast, kind("签劳动合同就业")))["id"]
    reviewed(cast, done, "pass", "pass")
    told(cast, "archive")
    confirm(cast, RIGHT)
    told(cast, "archive", contact="另一位老师")
    cast.run_jobs()
    assert state(cast)[0] == "确认无误"
    told(cast, "archive", address="北京东路 2 号")
    cast.run_jobs()
    assert state(cast)[0] == "未确认"


def test_what_cannot_be_read_is_named_by_field(cast: Cast) -> None:
    refused = told(cast, "archive", 422, type="9", region="999999", colour="red")
    assert {e["field"] for e in refused["errors"]} == {"type", "region", "colour"}
    body = {"candidate_no": cast.graduate(GRADUATE).candidate_no, "kind": "car", "data": UNIT}
    assert cast["ems"].post(DOOR, body, 422)["errors"][0]["field"] == "kind"
    cast[SCHOOL].post(DOOR, body, 403)


@pytest.mark.req("R-258")
def test_who_completes_without_a_degree_does_everything_that_a_graduate_does(cast: Cast) -> None:
    login = "g-10001-02"
    number = cast.graduate(login).candidate_no
    cast["ems"].post("/roster/10001/graduates", {"candidate_no": number, "degree": "33"})
    row = cast[SCHOOL].raw(f"/lists/students?q={cast.graduate(login).name}").get_json()["items"][0]
    assert "结业" in row["degree_label"]
    registered(cast, "archive", login=login)
    found = authorised(cast, login)
    assert set(found) == {"archive", "household"}
    cast.invite(login)
