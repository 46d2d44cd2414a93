"""A graduate's pages: the check, the home, modules with reasons, records."""

import re

import pytest

from tests.support.cast import Cast
from tests.unit.graduates.web.conftest import Visit

LABELS = [
    "考生号",
    "姓名",
    "身份证号",
    "毕业院校",
    "学历",
    "性别",
    "民族",
    "政治面貌",
    "培养方式",
    "生源所在地",
    "入学时间",
    "毕业时间",
    "学位",
    "院系",
    "专业",
    "学制",
    "档案是否转入学校",
    "户口是否转入学校",
    "电子邮箱",
    "手机号码",
]


@pytest.mark.req("R-006", "R-007", "R-008", "R-012")
def test_before_anything_else_the_basic_information_is_shown(visit: Visit) -> None:
    browser = visit("g-10001-06")
    for path in ("/graduate/home", "/messages", "/instances", "/graduate/modules/destination"):
        assert browser.location(path) == "/graduate/check"
    browser.get("/graduate/check")
    assert all(label in browser.text for label in LABELS)
    assert "何欣怡" in browser.text
    assert re.search(r"入学时间 20\d\d年9月 毕业时间 20\d\d年6月", browser.text)
    assert "学制 4 年" in browser.text
    assert [t for t in ("text", "checkbox", "radio") if f'type="{t}"' in browser.page] == []
    assert "<select" not in browser.page
    assert "学信网" in browser.text
    assert "联系学校就业部门" in browser.text


@pytest.mark.req("R-007")
def test_what_is_empty_is_a_dash(cast: Cast, visit: Visit) -> None:
    with cast.session() as session:
        session.merge(cast.graduate("g-10001-06")).degree_type = None
    browser = visit("g-10001-06")
    browser.get("/graduate/check")
    assert "学位 - 院系" in browser.text


@pytest.mark.req("R-009", "R-011")
def test_confirming_records_the_check_and_opens_the_modules(cast: Cast, visit: Visit) -> None:
    browser = visit("g-10001-06")
    browser.get("/graduate/check")
    assert browser.post("/graduate/check", 302) == "/graduate/home"
    browser.get("/graduate/home")
    assert "选择功能模块" in browser.text
    assert visit("g-10001-06").location("/graduate/check") == "/graduate/home"


@pytest.mark.req("R-010")
def test_leaving_records_nothing(visit: Visit) -> None:
    browser = visit("g-10001-06")
    browser.get("/graduate/check")
    assert browser.post("/sign-out", 302) == "/"
    assert visit("g-10001-06").location("/graduate/home") == "/graduate/check"


@pytest.mark.req("R-017", "R-022")
def test_the_home_offers_five_modules_with_reasons(visit: Visit) -> None:
    browser = visit("g-10001-01")
    browser.get("/graduate/home")
    assert [
        browser.count(f"module-{key}") for key in ["destination", "archive", "household", "confirmation"]
    ] == [1] * 4
    assert "请先完成去向登记确认" in browser.text
    browser.get("/graduate/modules/verification", 403)
    assert "请先完成去向登记确认" in browser.text


@pytest.mark.req("R-018", "R-019")
@pytest.mark.parametrize("key", ["destination", "archive", "household"])
def test_what_the_province_closed_is_not_there(cast: Cast, visit: Visit, key: str) -> None:
    cast["p-11"].put("/modules/11", {key: False})
    browser = visit("g-10001-01")
    browser.get("/graduate/home")
    assert browser.count(f"module-{key}") == 0
    browser.get(f"/graduate/modules/{key}", 404)


@pytest.mark.req("R-020")
def test_what_the_school_closed_is_there_and_cannot_be_used(cast: Cast, visit: Visit) -> None:
    cast["s-10001"].put("/modules/10001", {"archive": False})
    browser = visit("g-10001-01")
    browser.get("/graduate/home")
    assert browser.count("module-archive") == 1
    assert "学校尚未开放" in browser.text
    browser.get("/graduate/modules/archive", 403)
    assert "学校尚未开放" in browser.text


@pytest.mark.req("R-021")
def test_without_household_in_school_the_module_cannot_be_used(visit: Visit) -> None:
    browser = visit("g-10001-07")
    browser.get("/graduate/modules/household", 403)
    assert "户口没有转入学校" in browser.text


@pytest.mark.req("R-025")
def test_in_a_province_with_its_own_system_there_are_two_modules(visit: Visit) -> None:
    browser = visit("g-10286-01")
    browser.get("/graduate/home")
    assert [browser.count(f"module-{key}") for key in ["destination", "archive", "household"]] == [0, 0, 0]
    assert [browser.count(f"module-{key}") for key in ["confirmation", "verification"]] == [1, 1]


@pytest.mark.req("R-029")
def test_an_older_cohort_only_looks(visit: Visit) -> None:
    browser = visit("g-10001-09")
    browser.get("/graduate/home")
    assert "仅可查看" in browser.text
    browser.get("/graduate/modules/destination")
    assert "只能查看" in browser.text


def test_who_was_removed_reads_so(visit: Visit) -> None:
    browser = visit("g-10001-10")
    browser.get("/graduate/home")
    assert "不在学校上报的毕业生名单中" in browser.text


@pytest.mark.req("R-082")
def test_an_invitation_is_the_next_thing_to_do(cast: Cast, visit: Visit) -> None:
    instance = cast.invite("g-10001-01")["id"]
    browser = visit("g-10001-01")
    browser.get("/graduate/home")
    assert browser.count("next-task") == 1
    assert "北京星河数联科技有限公司" in browser.text
    assert f"/instances/{instance}" in browser.page
    browser.get("/graduate/records/open")
    assert browser.count("record") == 1
    assert "收到签约邀请，等待应约" in browser.text
    browser.get("/graduate/records/done")
    assert browser.count("record") == 0
    browser.get("/graduate/records/x", 404)
    browser.get("/graduate/modules/destination")
    assert browser.count("record") == 1


def test_others_have_no_graduates_pages(visit: Visit) -> None:
    for login in ("e-01", "s-10001"):
        visit(login).get("/graduate/home", 403)
