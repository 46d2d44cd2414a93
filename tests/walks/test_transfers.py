"""P20–P23 through the doors: where archive and household go, applied for, reviewed, changed, and what came along."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, apply, complete, kind, label
from tests.walks.endings import ems, topics

HOMEWARD = "g-10001-03"  # from 济南市历下区, for which a receiver is known
UNKNOWN = "g-10001-04"  # from 广州, for which none is
ELSEWHERE = "g-10001-07"  # whose household did not come to the school
UNIT = {
    "type": "1",
    "unit": "北京星河数联科技有限公司",
    "region": "110100",
    "address": "中关村软件园 8 号楼",
    "postcode": "100193",
    "contact": "人力资源部",
    "phone": "010-67410355",
}
HOME = {f"home_{name}": value for name, value in UNIT.items() if name != "type"} | {"type": "4"}
PLACE = {"type": "1", "region": "110108", "address": "中关村大街 1 号"}
GIVEN = {"archive": UNIT, "household": PLACE}
KINDS = pytest.mark.parametrize("kind_", ["archive", "household"])


def start(
    cast: Cast, process: str, data: dict[str, Any], login: str = GRADUATE, status: int = 201
) -> dict[str, Any]:
    body = {"subject": "self", "data": data}
    found: dict[str, Any] = cast[login].post(f"/processes/{process}/instances", body, status)
    return found


def reviewed(cast: Cast, instance: str, *decisions: str) -> None:
    for login, decision in zip((DEPARTMENT, SCHOOL), decisions, strict=False):
        more = {"reason": "02", "comment": "接收单位名称与盖章不一致"} if decision == "reject" else {}
        cast[login].complete(instance, {"decision": decision, **more})


def registered(cast: Cast, kind_: str, data: dict[str, Any] | None = None, login: str = GRADUATE) -> str:
    made = str(start(cast, f"{kind_}_registration", data or GIVEN[kind_], login)["id"])
    reviewed(cast, made, "pass", "pass")
    return made


def standing(cast: Cast, kind_: str, login: str = GRADUATE) -> Any:
    return cast[login].get("/records")[kind_]


def fields(cast: Cast, process: str, login: str) -> dict[str, Any]:
    offers = cast[login].get("/processes", subject="self")["items"]
    return {f["name"]: f for f in next(o for o in offers if o["key"] == process)["form"]["fields"]}


@KINDS
@pytest.mark.req("R-208", "R-209", "R-214", "R-216", "R-226", "R-227", "R-228")
def test_what_both_levels_pass_is_in_effect_and_reported(cast: Cast, kind_: str) -> None:
    made = start(cast, f"{kind_}_registration", GIVEN[kind_])["id"]
    assert label(cast, DEPARTMENT, made) == "待审核，等待学院审核"
    assert standing(cast, kind_) is None
    reviewed(cast, made, "pass")
    assert standing(cast, kind_) is None
    cast[SCHOOL].complete(made, {"decision": "pass"})
    assert label(cast, GRADUATE, made) == "审核通过"
    found = standing(cast, kind_)
    assert {name: found[name] for name in GIVEN[kind_]} == GIVEN[kind_]
    assert found["source"] == "graduate"
    assert f"{kind_}.report" in ems(cast)
    assert "已经登记" in start(cast, f"{kind_}_registration", GIVEN[kind_], status=409)["detail"]


@KINDS
@pytest.mark.req("R-214", "R-227")
def test_each_part_is_asked_for(cast: Cast, kind_: str) -> None:
    for name in GIVEN[kind_]:
        data = {key: value for key, value in GIVEN[kind_].items() if key != name}
        errors = start(cast, f"{kind_}_registration", data, status=422)["errors"]
        assert name in {error["field"] for error in errors}


@KINDS
@pytest.mark.req("R-217", "R-219", "R-228")
def test_what_is_rejected_says_why_and_may_be_registered_anew(cast: Cast, kind_: str) -> None:
    made = start(cast, f"{kind_}_registration", GIVEN[kind_])["id"]
    cast[DEPARTMENT].complete(made, {"decision": "return", "comment": "请改"}, 422)
    reviewed(cast, made, "pass", "reject")
    page = cast.tab(GRADUATE).get(f"/instances/{made}").get_data(as_text=True)
    assert "审核不通过" in page
    assert "接收单位名称与盖章不一致" in page
    assert standing(cast, kind_) is None
    registered(cast, kind_)
    assert standing(cast, kind_)["type"] == "1"


@KINDS
@pytest.mark.req("R-215", "R-223", "R-228")
@pytest.mark.parametrize("action", ["registration", "change"])
def test_before_a_review_it_can_be_taken_back_and_corrected(cast: Cast, kind_: str, action: str) -> None:
    if action == "change":
        registered(cast, kind_)
    made = start(cast, f"{kind_}_{action}", GIVEN[kind_] | {"type": "2"})["id"]
    cast[GRADUATE].post(f"/instances/{made}/messages/withdraw", {})
    cast[GRADUATE].complete(made, GIVEN[kind_] | {"type": "3"})
    reviewed(cast, made, "pass", "pass")
    assert standing(cast, kind_)["type"] == "3"


@KINDS
@pytest.mark.req("R-222", "R-224", "R-225", "R-228")
def test_a_change_replaces_what_was_registered_only_when_it_passed(cast: Cast, kind_: str) -> None:
    assert "还没有登记" in start(cast, f"{kind_}_change", GIVEN[kind_], status=409)["detail"]
    registered(cast, kind_)
    page = cast.tab(GRADUATE).get(f"/start/{kind_}_change").get_data(as_text=True)
    assert GIVEN[kind_]["address"] in page
    new = GIVEN[kind_] | {"address": "学院路 5 号"}
    made = start(cast, f"{kind_}_change", new)["id"]
    assert "在办理" in start(cast, f"{kind_}_change", new, status=409)["detail"]
    reviewed(cast, made, "reject")
    assert standing(cast, kind_)["address"] == GIVEN[kind_]["address"]
    sent = ems(cast).count(f"{kind_}.report")
    reviewed(cast, start(cast, f"{kind_}_change", new)["id"], "pass", "pass")
    assert standing(cast, kind_)["address"] == "学院路 5 号"
    assert ems(cast).count(f"{kind_}.report") == sent + 1


@pytest.mark.req("R-210", "R-211", "R-212")
def test_who_goes_home_finds_the_receiver_filled_in_and_the_province_fixed(cast: Cast) -> None:
    page = cast.tab(HOMEWARD).get("/start/archive_registration?type=4").get_data(as_text=True)
    for words in ("济南市历下区人才服务中心", "示例路 2 号", "250011", "历下档案科", "0531-60000002"):
        assert words in page
    moved = HOME | {"home_region": "110100"}
    (error,) = start(cast, "archive_registration", moved, HOMEWARD, 422)["errors"]
    assert error["field"] == "home_region"
    assert "只能在山东省范围内选择" in error["message"]
    registered(cast, "archive", HOME | {"home_region": "370200"}, HOMEWARD)
    found = standing(cast, "archive", HOMEWARD)
    assert (found["type"], found["unit"], found["region"]) == ("4", UNIT["unit"], "370200")


@pytest.mark.req("R-213")
def test_where_no_receiver_is_known_all_is_typed(cast: Cast) -> None:
    page = cast.tab(UNKNOWN).get("/start/archive_registration?type=4").get_data(as_text=True)
    assert "没有找到你生源地的接收单位" in page
    cast_department, school = "d-10001-02", SCHOOL
    made = start(cast, "archive_registration", HOME, UNKNOWN)["id"]
    cast[cast_department].complete(made, {"decision": "pass"})
    cast[school].complete(made, {"decision": "pass"})
    assert standing(cast, "archive", UNKNOWN)["region"] == "110100"


@KINDS
@pytest.mark.req("R-218", "R-242", "R-228")
def test_a_reviewer_corrects_what_was_applied_for_and_the_school_still_decides(
    cast: Cast, kind_: str
) -> None:
    made = start(cast, f"{kind_}_registration", GIVEN[kind_])["id"]
    cast[DEPARTMENT].post(
        f"/instances/{made}/messages/amend", {"data": GIVEN[kind_] | {"address": "知春路 9 号"}}
    )
    assert standing(cast, kind_) is None
    reviewed(cast, made, "pass", "pass")
    assert standing(cast, kind_)["address"] == "知春路 9 号"
    assert any("被修改" in m["title"] for m in cast[GRADUATE].get("/messages")["items"])


@pytest.mark.req("R-220")
def test_what_came_along_with_a_destination_is_not_asked_again_and_goes_with_it(cast: Cast) -> None:
    along = {
        "archive_given": True,
        **{f"archive_{name}": value for name, value in UNIT.items() if name != "region"},
    }
    made = apply(cast, complete(cast, kind("签劳动合同就业")) | along)["id"]
    assert standing(cast, "archive") is None
    reviewed(cast, made, "pass", "pass")
    assert standing(cast, "archive")["source"] == "destination"
    assert standing(cast, "household") is None
    assert "已经登记" in start(cast, "archive_registration", UNIT, status=409)["detail"]
    cast[SCHOOL].post(
        "/processes/destination_void/instances", {"subject": made, "data": {"comment": "信息有误"}}, 201
    )
    assert standing(cast, "archive") is None


@pytest.mark.req("R-252")
def test_a_change_of_either_asks_for_a_new_confirmation(cast: Cast) -> None:
    made = apply(cast, complete(cast, kind("签劳动合同就业")))["id"]
    reviewed(cast, made, "pass", "pass")
    for kind_, data in GIVEN.items():
        confirmed = start(cast, "destination_confirmation", {"result": "right"})["id"]
        registered(cast, kind_, data)
        cast.run_jobs()
        assert label(cast, GRADUATE, confirmed) == "信息已更新，请重新确认"
    page = cast.tab(GRADUATE).get("/start/destination_confirmation").get_data(as_text=True)
    for words in (UNIT["unit"], UNIT["address"], PLACE["address"]):
        assert words in page


def test_whose_household_is_elsewhere_does_not_register_it(cast: Cast) -> None:
    start(cast, "household_registration", PLACE, ELSEWHERE, 409)
    assert cast.tab(ELSEWHERE).get("/graduate/modules/household").status_code in (403, 404)


def listed(cast: Cast, key: str, login: str, name: str = "陈喆") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = cast[login].raw(f"/lists/{key}?q={name}").get_json()["items"]
    return items


@KINDS
@pytest.mark.req("R-231", "R-216")
def test_the_list_of_all_graduates_says_how_each_stands(cast: Cast, kind_: str) -> None:
    states = []
    for step in (None, "apply", "pass"):
        if step == "apply":
            made = start(cast, f"{kind_}_registration", GIVEN[kind_])["id"]
        if step == "pass":
            reviewed(cast, made, "pass", "pass")
        states.append(
            [row["state_label"] for login in (DEPARTMENT, SCHOOL) for row in listed(cast, kind_, login)]
        )
    assert states == [["未登记"] * 2, ["审核中"] * 2, ["已登记"] * 2]
    assert listed(cast, kind_, "s-10002") == []
    page = cast.tab(GRADUATE).get(f"/graduate/modules/{kind_}").get_data(as_text=True)
    assert GIVEN[kind_]["address"] in page
    assert "审核通过" in page


@pytest.mark.req("R-229")
def test_whose_household_is_elsewhere_is_not_in_the_list_of_households(cast: Cast) -> None:
    name = cast.graduate(ELSEWHERE).name
    assert listed(cast, "archive", SCHOOL, name)
    assert listed(cast, "household", SCHOOL, name) == []


@pytest.mark.req("R-238")
def test_applications_are_listed_with_their_kind_and_what_waits_is_counted(cast: Cast) -> None:
    registered(cast, "archive")
    start(cast, "archive_change", UNIT | {"type": "2"})
    start(cast, "household_registration", PLACE)
    rows = listed(cast, "applications", SCHOOL)
    assert [(r["kind_label"], r["action_label"], r["type_label"]) for r in rows] == [
        ("户口", "登记", "签约单位接收"),
        ("档案", "修改", "上级主管单位接收"),
        ("档案", "登记", "签约单位接收"),
    ]
    answer = cast[DEPARTMENT].raw("/lists/archive_applications?stage=pending").get_json()
    assert [row["action_label"] for row in answer["items"]] == ["修改"]
    assert (answer["counters"]["pending"], answer["counters"]["passed"]) == (1, 1)
    assert listed(cast, "applications", "s-10002") == []


ENTERED = {
    "archive": {"kind": "archive", **UNIT},
    "household": {"kind": "household", "type": "1", "place": "110108", "street": "中关村大街 1 号"},
}


@KINDS
@pytest.mark.req("R-221", "R-232", "R-233", "R-243")
@pytest.mark.parametrize("login", [DEPARTMENT, SCHOOL])
def test_staff_enter_what_is_in_effect_at_once(cast: Cast, kind_: str, login: str) -> None:
    assert "staff_entry" in listed(cast, kind_, login)[0]["startable"]
    body = {"subject": cast.subject(GRADUATE), "data": ENTERED[kind_]}
    made = cast[login].post("/processes/staff_entry/instances", body, 201)
    assert made["ended"]
    found = standing(cast, kind_)
    assert (found["source"], found["address"]) == ("staff", GIVEN[kind_]["address"])
    assert "已经登记" in start(cast, f"{kind_}_registration", GIVEN[kind_], status=409)["detail"]
    assert "transfer_entered" in topics(cast, GRADUATE, made["id"])
    cast[login].post("/processes/staff_entry/instances", body | {"data": ENTERED[kind_] | {"type": "3"}}, 201)
    assert standing(cast, kind_)["type"] == "3"


def test_staff_enter_only_for_their_own_graduates_and_a_graduate_not_at_all(cast: Cast) -> None:
    body = {"subject": cast.subject(GRADUATE), "data": ENTERED["archive"]}
    cast["s-10002"].post("/processes/staff_entry/instances", body, 404)
    cast[GRADUATE].post("/processes/staff_entry/instances", body, 403)
