"""An administrator in the back office: a member is made by choosing account, role and organisation by name."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
PARTY = "10001-02 经济管理学院（院系）"


def test_a_member_is_made_with_pickers_and_deleted_again(desktop: Visitor) -> None:
    page = desktop.sign_in("admin")
    page.get_by_role("link", name="后台管理").first.click()
    desktop.check("office-1-home")
    desktop.get("office-membership").click()
    desktop.check("office-2-members")
    desktop.get("btn-new").click()

    desktop.get("btn-save").click()
    summary = desktop.get("error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)

    page.get_by_label("账号").press_sequentially("秦老")
    option = page.locator("#options-account_id option")
    expect(option).to_have_attribute("value", "d-10001-01-b 秦老师")
    page.get_by_label("账号").fill("d-10001-01-b 秦老师")
    page.get_by_label("角色").select_option(label="院系")
    page.get_by_label("机构").press_sequentially("经济")
    expect(page.locator("#options-party_id option")).to_have_attribute("value", PARTY)
    page.get_by_label("机构").fill(PARTY)
    desktop.check("office-3-chosen")
    desktop.get("btn-save").click()

    page.get_by_label("搜索").fill("秦老师")
    page.get_by_role("button", name="搜索").click()
    expect(desktop.get("office-row")).to_have_count(2)
    mine = desktop.get("office-row").filter(has_text="经济管理学院")
    mine.get_by_test_id("btn-delete").click()
    desktop.get("confirm-dialog").get_by_role("button", name="删除").click()
    expect(desktop.get("office-row")).to_have_count(1)
