"""A graduate authorises on the phone, an authority verifies without script, staff pass sheets on."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.walks.verifying import GRADUATE, NAME, SCHOOL, authorise, confirm, numbers

pytestmark = pytest.mark.browser


@pytest.mark.req("R-265", "R-266", "R-269", "R-284", "R-291", "R-292")
def test_a_graduate_authorises_and_an_authority_verifies(visit: Visit, cast: Cast) -> None:
    confirm(cast)
    graduate = visit(PHONE)
    page = graduate.sign_in(GRADUATE)
    graduate.get("module-verification").get_by_role("link").click()
    graduate.check("verification-1-module")
    page.get_by_role("link", name="核验授权", exact=True).last.click()
    expect(page.get_by_text("你还没有登记档案信息")).to_be_visible()
    graduate.check("verification-2-start")
    page.get_by_label("90 天").check()
    page.get_by_label("我同意向持有核验编号").check()
    graduate.get("btn-submit").click()
    expect(page.get_by_text("实人认证中").first).to_be_visible()
    cast.run_jobs()
    graduate.go("/graduate/modules/verification")
    number = graduate.get("number").first.inner_text()
    graduate.check("verification-3-sheets")
    page.get_by_role("link", name="出示二维码").first.click()
    expect(graduate.get("code")).to_be_visible()
    graduate.check("verification-4-code")

    authority = visit(java_script_enabled=False)
    authority.go("/verify/archive")
    authority.look("verification-5-form")
    authority.page.get_by_label("毕业生姓名").fill(NAME)
    authority.page.get_by_label("核验编号或转递编号").fill(f" {number.lower()} ")
    authority.get("verify").click()
    expect(authority.get("verify-result")).to_contain_text("核验通过")
    authority.look("verification-6-result")
    authority.get("verify-next").click()
    authority.page.get_by_label("毕业生姓名").fill("王𬭩")
    authority.page.get_by_label("核验编号或转递编号").fill(number)
    authority.get("verify").click()
    expect(authority.get("verify-nothing")).to_contain_text("未查询到")
    authority.look("verification-7-nothing")

    graduate.go("/graduate/modules/verification")
    expect(page.get_by_text("1 次，最近")).to_be_visible()
    page.get_by_role("link", name="停止授权").first.click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="停止授权").or_(page.get_by_role("link", name="停止授权")).first.click()
    graduate.look("verification-8-stopping")
    if page.get_by_role("dialog").count():
        page.get_by_role("dialog").get_by_role("button", name="停止授权").click()
    expect(page.get_by_text("已停止授权").first).to_be_visible()
    graduate.check("verification-9-stopped")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_the_public_pages_are_clear_on_every_screen_and_by_key(
    visit: Visit, cast: Cast, size: object
) -> None:
    confirm(cast)
    authorise(cast)
    authority = visit(PHONE) if size else visit()
    for look in ("", "large", "contrast"):
        authority.go(f"/verify/household?look={look}")
        authority.check(f"public-form-{look or 'plain'}-{'phone' if size else 'desktop'}")
    authority.go("/verify/archive")
    expect(authority.page.locator("#field-name")).to_be_focused()
    authority.page.keyboard.type(NAME)
    authority.page.keyboard.press("Tab")
    authority.page.keyboard.type(numbers(cast)["archive"])
    authority.page.keyboard.press("Enter")
    expect(authority.get("verify-result")).to_be_visible()
    authority.check(f"public-result-{'phone' if size else 'desktop'}")
    authority.page.keyboard.press("n")
    expect(authority.page.locator("#field-name")).to_be_focused()
    expect(authority.page.locator("#field-number")).to_have_value("")


@pytest.mark.req("R-274", "R-280", "R-281")
def test_staff_generate_and_look_at_a_sheet(visit: Visit, cast: Cast) -> None:
    staff = visit()
    page = staff.sign_in(SCHOOL)
    staff.go("/staff/transfer")
    staff.check("transfer-1-module")
    page.get_by_role("link", name="档案信息转递列表").click()
    staff.check("transfer-2-list")
    page.get_by_role("link", name="批量生成/重新生成转递编号").click()
    expect(page.get_by_label("档案登记信息表")).to_be_checked()
    staff.check("transfer-3-start")
    staff.get("btn-submit").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    cast.run_jobs()
    staff.go("/lists/transfer?state=generated")
    staff.check("transfer-4-generated")
    page.get_by_role("link", name=NAME).click()
    expect(staff.get("number")).to_contain_text("转递编号：")
    staff.check("transfer-5-sheet")
    staff.go(f"/lists/verification?q={NAME}")
    staff.check("transfer-6-verification")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("院校不可见")).to_be_visible()
    staff.check("transfer-7-preview")
