"""A graduate sends the archive home on the phone: the receiver is filled in, the province stays; staff find it in their list."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import approve
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.walks.test_transfers import HOMEWARD

pytestmark = pytest.mark.browser
DEPARTMENT, SCHOOL = "d-10001-01", "s-10001"


@pytest.mark.req("R-208", "R-210", "R-211", "R-216", "R-231", "R-232")
def test_the_archive_goes_home(visit: Visit, cast: Cast) -> None:
    graduate = visit(PHONE)
    page = graduate.sign_in(HOMEWARD)
    graduate.get("module-archive").get_by_role("link").click()
    graduate.check("archive-1-module")
    page.get_by_role("link", name="档案信息登记", exact=True).last.click()
    page.get_by_label("档案转递类型").select_option(label="转回生源地")
    expect(page.get_by_label("档案转递单位名称")).to_have_value("济南市历下区人才服务中心（示例）")
    graduate.check("archive-2-home")
    provinces = page.locator("[name='home_region.province'] option:not([value=''])")
    expect(provinces).to_have_count(1)
    expect(provinces).to_have_text("山东省")
    page.get_by_label("单位地址").fill("解放路 20 号")
    graduate.get("btn-submit").click()
    expect(page.get_by_text("审核中，等待学院审核").first).to_be_visible()
    graduate.check("archive-3-waiting")

    for number, login in enumerate((DEPARTMENT, SCHOOL), 1):
        reviewer = visit()
        reviewer.sign_in(login)
        reviewer.go("/inbox")
        reviewer.check(f"archive-4-inbox-{number}")
        approve(reviewer, "档案信息登记 · 王𬭩")
    staff = visit()
    staff.sign_in(SCHOOL)
    staff.go("/staff/archive")
    staff.check("archive-5-staff-module")
    staff.go("/lists/archive?state=registered")
    staff.check("archive-6-list")
    graduate.go("/graduate/modules/archive")
    expect(graduate.get("standing")).to_contain_text("解放路 20 号")
    graduate.check("archive-7-standing")
    staff.page.get_by_role("link", name="修改信息").first.click()
    staff.page.get_by_label("户口信息").check()
    staff.check("archive-8-entry")
