"""Pages of departments, schools and provinces, and those without sign-in."""

import re

import pytest

from tests.support.cast import Cast
from tests.unit.graduates.web.conftest import Visit

MODULES = ("毕业去向登记与网签", "档案信息管理", "户口信息管理", "登记确认信息", "户档转递与核验信息")


@pytest.mark.req("R-023", "R-024")
@pytest.mark.parametrize("login", ["d-10001-01", "s-10001"])
def test_staff_choose_among_five_modules(visit: Visit, login: str) -> None:
    browser = visit(login)
    assert browser.location("/") == "/staff"
    browser.get("/staff")
    assert all(name in browser.text for name in MODULES)
    browser.get("/inbox")
    assert "功能切换" in browser.text
    assert "前往就业管理系统" in browser.text


def test_a_module_shows_what_waits_and_its_lists(cast: Cast, visit: Visit) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    browser = visit("d-10001-01")
    browser.get("/staff")
    assert "待办 1 项" in browser.text
    browser.get("/staff/destination")
    assert browser.count("pending") == 1
    assert "在线签约管理" in browser.text
    assert "学生名单管理" in browser.text
    browser.get("/staff/archive")
    assert browser.count("pending") == 0
    browser.get("/staff/x", 404)


@pytest.mark.req("R-318", "R-319")
def test_settings_have_a_page(cast: Cast, visit: Visit) -> None:
    browser = visit("s-10001")
    browser.get("/school/settings")
    assert browser.values("default.name") == ["周明远"]
    values = {
        "opened": "true",
        "agreement_type": "two",
        "review_mode": "department_school",
        "default.name": "吴老师",
    }
    browser.send("/school/settings", values, 302)
    browser.get("/school/settings")
    assert browser.values("default.name") == ["吴老师"]
    cast.invite("g-10001-01")
    browser.get("/school/settings")
    assert browser.count("locked-agreement_type") == 1
    browser.send("/school/settings", {"agreement_type": "three", "default.name": "吴老师"}, 409)
    assert "已有毕业生或单位开始签约" in browser.text
    browser.send("/school/settings", {"default.phone": "010-1"}, 422)
    assert "全部学历：请填写联系人" in browser.text
    assert browser.count("field-error-default.name") == 1
    assert browser.values("default.phone") == ["010-1"]  # what was typed is kept


def test_modules_are_switched_on_a_page(visit: Visit) -> None:
    province = visit("p-11")
    assert province.location("/") == "/modules"
    province.get("/modules")
    province.send("/modules", {"destination": "true", "household": "true"}, 302)
    school = visit("s-10001")
    school.get("/modules")
    assert "省级尚未开放" in school.text
    school.send("/modules", {"destination": "true", "archive": "true", "household": "true"}, 409)
    assert "省级就业部门尚未开放档案信息登记" in school.text


@pytest.mark.req("R-001")
def test_the_public_page_offers_the_five_entries(cast: Cast) -> None:
    client = cast.app.test_client()
    page = client.get("/").text
    for entry in (
        "毕业生去向登记",
        "用人单位在线签约",
        "省校管理",
        "档案转递信息在线核验",
        "户口迁移信息在线核验",
    ):
        assert entry in page
    for kind, status in (("archive", 200), ("household", 200), ("x", 404)):
        assert client.get(f"/verify/{kind}").status_code == status


@pytest.mark.req("R-031")
def test_lists_offer_cohorts_and_departments_and_say_which_are_shown(cast: Cast, visit: Visit) -> None:
    cast.invite("g-10001-01")
    cast.invite("g-10001-04")
    browser = visit("s-10001")
    browser.get("/lists/students")
    cohort = re.search(r'name="cohort".*?</select>', browser.page, re.S)
    assert cohort
    assert cohort.group(0).count("<option") == 5
    assert "全部" not in cohort.group(0)
    assert cohort.group(0).count("selected") == 1
    browser.get("/lists/online_signing", department="经济管理学院")
    assert browser.count("list-row") == 1
    browser.get("/lists/online_signing", q="没有这个人")
    assert "没有符合条件的记录" in browser.text
    assert "清除全部条件" in browser.text
