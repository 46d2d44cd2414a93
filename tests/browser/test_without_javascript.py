"""The graduate's pages and the letter's region fields do their work without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import REGION, in_days
from tests.browser.visitor import PHONE
from tests.support.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.req("R-006")
def test_a_first_sign_in_passes_the_check_of_the_basic_information(visit: Visit) -> None:
    phone = visit(PHONE, java_script_enabled=False)
    page = phone.sign_in("g-10001-06")
    expect(phone.get("basic-info")).to_contain_text("何欣怡")
    phone.look("plain-1-check")
    phone.get("btn-confirm").click()
    expect(phone.get("module-destination")).to_be_visible()
    phone.look("plain-2-home")
    page.goto("/graduate/records")
    expect(page.locator("main")).to_be_visible()


def test_an_invitation_is_accepted_and_followed(visit: Visit, cast: Cast) -> None:
    cast.invite("g-10001-01")
    cast.run_jobs()
    phone = visit(PHONE, java_script_enabled=False)
    page = phone.sign_in("g-10001-01")
    phone.get("next-task").click()
    expect(page.locator("main")).to_contain_text("软件工程师")
    expect(page.locator("noscript p").last).to_contain_text("拒绝后这份邀请失效")
    expect(page.get_by_role("button", name="更新表单")).to_have_count(0)  # nothing on it depends on anything
    phone.look("plain-3-invitation")
    phone.get("btn-accept").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    expect(phone.get("timeline-event").first).to_be_visible()
    phone.look("plain-4-progress")

    page.goto("/messages")
    phone.get("message-row").first.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("北京星河数联科技有限公司")
    phone.look("plain-5-message")


def test_a_withdrawal_is_a_page_with_a_form(visit: Visit, cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    phone = visit(PHONE, java_script_enabled=False)
    page = phone.sign_in("g-10001-01")
    page.goto(f"/instances/{instance}")
    page.get_by_role("link", name="中止签约").click()
    phone.look("plain-6-stop")
    for box in page.locator("main select").all():
        box.select_option(index=1)
    for box in page.locator("main textarea, main input[type=text]").all():
        box.fill("家庭原因，不再签约。")
    page.get_by_role("button", name="中止签约").click()
    expect(page.get_by_text("已提交。")).to_be_visible()


def test_the_letter_is_written_with_its_buttons(visit: Visit) -> None:
    employer = visit(java_script_enabled=False)
    page = employer.sign_in("e-01")
    page.get_by_role("link", name="学生收藏夹").first.click()
    page.get_by_label("选择陈喆").check()
    employer.get("btn-invite-chosen").click()
    page.get_by_label("岗位名称").fill("测试工程师")
    for part, place in zip(("province", "city", "county"), REGION, strict=True):
        page.select_option(f"[name='place.{part}']", label=place)
        page.locator("[data-region-refresh]").click()
    page.get_by_label("职位类别").select_option(index=1)
    page.get_by_label("薪酬（元/月）").fill("9000")
    page.locator("[name=archive_accepted][value=no]").check()
    page.locator("[name=household_accepted][value=no]").check()
    page.get_by_label("应约截止时间").fill(in_days(10))
    employer.look("plain-7-letter")
    employer.get("btn-send").click()
    expect(page.locator("main")).to_contain_text("测试工程师")
    expect(page.locator("main")).to_contain_text("江苏省 南京市 玄武区")
