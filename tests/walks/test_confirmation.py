"""P27, DT-16 through the doors: a graduate confirms what was reported; what changes afterwards is confirmed again."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, label, passed
from tests.walks.doors.test_reports import DOOR, given
from tests.walks.endings import topics

WORK = kind("签劳动合同就业")
RIGHT = {"result": "right"}
WRONG = {
    "result": "wrong",
    "errors": ["destination"],
    "destination_note": "单位名称已变更",
    "contact": "13800138000",
}


def confirm(cast: Cast, data: dict[str, Any], status: int = 201, login: str = GRADUATE) -> Any:
    body = {"subject": "self", "data": data}
    return cast[login].post("/processes/destination_confirmation/instances", body, status)


def state(cast: Cast, login: str = SCHOOL, name: str = "陈喆") -> tuple[str, str]:
    (row,) = cast[login].raw(f"/lists/confirmation?q={name}").get_json()["items"]
    return row["state_label"], row["source"]


def offer(cast: Cast) -> dict[str, Any]:
    offers = cast[GRADUATE].get("/processes", subject="self")["items"]
    return next(o for o in offers if o["key"] == "destination_confirmation")


@pytest.mark.req("R-245")
def test_what_was_not_reported_cannot_be_confirmed(cast: Cast) -> None:
    assert state(cast) == ("未上报", "")
    assert "未上报" in confirm(cast, RIGHT, 409)["detail"]
    assert cast[GRADUATE].get("/records")["confirmation"] is None
    page = cast.tab(GRADUATE).get("/graduate/modules/confirmation").get_data(as_text=True)
    assert "上报以后才能确认" in page


@pytest.mark.req("R-246", "R-247", "R-248")
def test_what_was_reported_is_shown_with_its_source_and_confirmed(cast: Cast) -> None:
    passed(cast, WORK)
    assert state(cast) == ("未确认", "登记系统")
    page = cast.tab(GRADUATE).get("/start/destination_confirmation").get_data(as_text=True)
    for words in ("签劳动合同形式就业", WORK.unit, "以上毕业去向信息于", "日通过登记系统上报", "海淀区"):
        assert words in page
    done = confirm(cast, RIGHT)
    assert label(cast, GRADUATE, done["id"]) == label(cast, DEPARTMENT, done["id"]) == "确认无误"
    assert state(cast) == state(cast, DEPARTMENT) == ("确认无误", "登记系统")
    assert cast[GRADUATE].get("/records")["confirmation"] == {"state": "right"}
    assert "已确认无误" in confirm(cast, RIGHT, 409)["detail"]
    assert offer(cast)["allowed"] is False


@pytest.mark.req("R-249", "R-250")
def test_what_is_wrong_needs_its_kind_an_explanation_and_a_contact(cast: Cast) -> None:
    passed(cast, WORK)
    refused = confirm(cast, {"result": "wrong"}, 422)
    assert [e["field"] for e in refused["errors"]] == ["errors", "contact"]
    refused = confirm(cast, {**WRONG, "errors": ["destination", "archive"]}, 422)
    assert [e["field"] for e in refused["errors"]] == ["archive_note"]
    assert [e["field"] for e in confirm(cast, {}, 422)["errors"]] == ["result"]
    done = confirm(cast, WRONG)["id"]
    assert state(cast) == ("确认有误", "登记系统")
    for reader in (DEPARTMENT, SCHOOL):
        given = cast[reader].get(f"/instances/{done}")["data"]["confirmation"]
        assert (given["errors"], given["destination_note"]) == (["destination"], "单位名称已变更")
    assert "请先在那次确认里撤销" in confirm(cast, RIGHT, 409)["detail"]
    cast["d-10001-02"].get(f"/instances/{done}", 404)


@pytest.mark.req("R-251")
def test_what_was_right_after_all_is_taken_back(cast: Cast) -> None:
    passed(cast, WORK)
    done = confirm(cast, WRONG)["id"]
    (revoke,) = cast[GRADUATE].get(f"/instances/{done}")["messages"]
    assert (revoke["label"], revoke["allowed"]) == ("实际信息无误，撤销确认", True)
    cast[SCHOOL].post(f"/instances/{done}/messages/revoke", {}, 403)
    cast[GRADUATE].post(f"/instances/{done}/messages/revoke", {})
    assert state(cast) == ("未确认", "登记系统")
    right = confirm(cast, RIGHT)["id"]
    assert cast[GRADUATE].get(f"/instances/{right}")["messages"] == []
    cast[GRADUATE].post(f"/instances/{right}/messages/revoke", {}, 409)


@pytest.mark.req("R-252", "R-253")
@pytest.mark.parametrize("before", [RIGHT, WRONG], ids=["right", "wrong"])
def test_a_change_of_what_counts_has_it_confirmed_again(cast: Cast, before: dict[str, Any]) -> None:
    record = passed(cast, WORK)
    done = confirm(cast, before)["id"]
    answers = cast[SCHOOL].get(f"/instances/{record}")["data"]["destination"]

    def change(**data: str) -> None:
        given = {**answers, "change_reason": "核对原件", **data}
        body = {"subject": record, "data": given}
        cast[SCHOOL].post("/processes/destination_modification/instances", body, 201)
        cast.run_jobs()

    change(contract_from="2027-08-01")
    assert state(cast)[0] == {"right": "确认无误", "wrong": "确认有误"}[before["result"]]
    change(type="employed")
    assert state(cast) == ("未确认", "登记系统")
    assert label(cast, GRADUATE, done) == "信息已更新，请重新确认"
    assert "confirmation_reset" in topics(cast, GRADUATE, done)
    confirm(cast, RIGHT)
    assert state(cast)[0] == "确认无误"


@pytest.mark.req("R-254")
def test_earlier_confirmations_stand_on_the_page_of_the_last(cast: Cast) -> None:
    passed(cast, WORK)
    first = confirm(cast, WRONG)["id"]
    cast[GRADUATE].post(f"/instances/{first}/messages/revoke", {})
    last = confirm(cast, RIGHT)["id"]
    for reader in (DEPARTMENT, SCHOOL, GRADUATE):
        page = cast.tab(reader).get(f"/instances/{last}").get_data(as_text=True)
        related = page[page.index('id="related"') :]
        assert f"/instances/{first}" in related
        assert "已撤销确认" in related
    home = cast.tab(GRADUATE).get("/graduate/home").get_data(as_text=True)
    assert "确认无误" in home


@pytest.mark.req("R-252")
def test_what_is_reported_no_more_is_confirmed_no_more(cast: Cast) -> None:
    record = passed(cast, WORK)
    confirm(cast, RIGHT)
    body = {"subject": record, "data": {"comment": "登记有误"}}
    cast[SCHOOL].post("/processes/destination_void/instances", body, 201)
    cast.run_jobs()
    assert state(cast) == ("未上报", "")
    assert "未上报" in confirm(cast, RIGHT, 409)["detail"]


@pytest.mark.req("R-252")
def test_a_report_from_before_does_not_undo_a_confirmation(cast: Cast) -> None:
    passed(cast, WORK)  # its message is still on the way
    confirm(cast, RIGHT)
    cast.run_jobs()
    assert state(cast)[0] == "确认无误"


@pytest.mark.req("R-256", "R-257")
def test_the_list_counts_and_filters_by_state_and_source(cast: Cast) -> None:
    before = cast[SCHOOL].get("/lists/confirmation")["counters"]
    passed(cast, WORK)
    confirm(cast, RIGHT)
    whole = cast[SCHOOL].get("/lists/confirmation")
    counted = whole["counters"]
    assert (counted["right"], counted["open"], counted["wrong"]) == (1, before["open"], 0)
    assert counted["unreported"] == before["unreported"] - 1
    assert sum(counted.values()) == whole["total"]
    for key, number in counted.items():
        assert cast[SCHOOL].get("/lists/confirmation", state=key)["total"] == number
    uploaded = cast[SCHOOL].get("/lists/confirmation", source="就业管理系统上传")["items"]
    assert {r["state_label"] for r in uploaded} == {"未确认"}
    assert {r["source"] for r in uploaded} == {"就业管理系统上传"}
    assert cast["s-10002"].get("/lists/confirmation", state="right")["total"] == 0
    cast[GRADUATE].get("/lists/confirmation", 404)


@pytest.mark.req("R-257")
def test_what_a_province_pushes_is_unconfirmed_and_confirmed_here(cast: Cast) -> None:
    login = "g-10286-01"
    cast["province-32"].post(DOOR, given(cast, login))
    name = cast.graduate(login).name
    assert state(cast, "s-10286", name) == ("未确认", "就业管理系统接口")
    confirm(cast, RIGHT, login=login)
    assert state(cast, "s-10286", name) == ("确认无误", "就业管理系统接口")
