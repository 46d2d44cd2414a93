"""The story of an offline agreement: applied for on a phone, stamped by the employer through a link, signed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import approve, choose_region
from tests.browser.visitor import PHONE, Visitor
from tests.support.cast import Cast
from tests.support.papers import jpeg

pytestmark = pytest.mark.browser
REVIEWERS = (("d-10001-01", "department"), ("s-10001", "school"))
UNIT = "北京远景数据有限公司"


def fill_application(page: Page) -> None:
    """Fill in the agreement's form as short as it may be."""
    page.get_by_label("单位名称").first.fill(UNIT)
    page.get_by_label("统一社会信用代码").fill("91110108749352307A")
    for label in ("单位性质", "单位行业", "职位类别"):
        page.get_by_label(label).select_option(index=1)
    choose_region(page, "unit_place")
    page.get_by_label("单位详细地址").fill("知春路 1 号")
    page.get_by_label("单位联系人").fill("周经理")
    page.get_by_label("单位联系电话").fill("010-67410355")
    page.get_by_label("岗位名称").fill("软件工程师")
    choose_region(page, "place")
    page.locator("[name=archive_accepted][value=no]").check()
    page.locator("[name=household_accepted][value=no]").check()


def review(visit: Visit, stage: str) -> None:
    """Both levels pass it."""
    for login, level in REVIEWERS:
        reviewer = visit()
        reviewer.sign_in(login)
        approve(reviewer, "陈喆", f"{stage}-{level}")


def apply(visit: Visit) -> Visitor:
    """The graduate applies on the phone."""
    graduate = visit(PHONE)
    page = graduate.sign_in("g-10001-01")
    graduate.go("/graduate/modules/destination")
    page.get_by_role("link", name="向学校申请电子就业协议书 线下登记").click()
    fill_application(page)
    graduate.check("offline-1-application")
    graduate.get("btn-submit").click()
    expect(page.get_by_text("就业协议审核中，等待学院审核").first).to_be_visible()
    return graduate


@pytest.mark.req("R-151", "R-155", "R-160", "R-161", "R-163")
def test_an_employer_stamps_what_a_graduate_applied_for(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    graduate = apply(visit)
    review(visit, "content")

    page = graduate.go("/graduate/home")
    graduate.get("next-task").first.click()
    page.get_by_label("用人单位协助回传协议书").check()
    page.get_by_label("单位经办人手机号码").fill("13800138000")
    graduate.check("offline-2-asking")
    graduate.get("btn-submit").click()
    expect(page.get_by_text("等待用人单位回传协议书").first).to_be_visible()

    path = "/" + str(cast.outbox("sms")[0].body["url"]).split("/", 3)[3]
    employer = visit(PHONE)
    shown = employer.go(path)
    expect(shown.get_by_role("link", name="就业协议书-陈喆")).to_be_visible()
    employer.check("offline-3-link")
    picture = tmp_path / "盖章页.jpg"
    picture.write_bytes(jpeg())
    shown.set_input_files("input[type=file]", picture)
    employer.get("btn-submit").click()
    expect(shown.get_by_text("已收到您提交的内容")).to_be_visible()
    employer.check("offline-4-thanks")

    review(visit, "image")
    graduate.go("/graduate/records")
    expect(graduate.get("record").first).to_contain_text("签约审核通过")
