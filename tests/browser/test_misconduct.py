"""A graduate reports without a name on the phone; the province handles it; the code says how it stands."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.support.papers import jpeg

pytestmark = pytest.mark.browser
PROOF = {"name": "通知.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}


@pytest.mark.req("R-259", "R-260", "R-261")
def test_a_report_is_made_handled_and_followed(visit: Visit, cast: Cast) -> None:
    graduate = visit(PHONE)
    page = graduate.sign_in("g-10001-02")
    graduate.go("/graduate/modules/confirmation")
    graduate.check("misconduct-1-confirmation")
    page.get_by_role("link", name="违反“四不准”行为举报").click()
    graduate.check("misconduct-2-form")
    graduate.expect_refusal()
    graduate.get("btn-submit").click()
    expect(page.get_by_test_id("error-summary")).to_contain_text("问题类型")
    graduate.check("misconduct-3-missing")
    page.get_by_label("将毕业证书、学位证书发放与毕业生签约挂钩").check()
    page.get_by_label("详细说明").fill("辅导员要求先交就业协议书，再发毕业证书。")
    page.locator("input[type=file]").set_input_files(PROOF)
    expect(page.get_by_test_id("upload-card")).to_be_visible()
    expect(page.locator("[data-uploading]")).to_have_count(0)
    graduate.get("btn-submit").click()
    code = graduate.get("code").inner_text()
    graduate.check("misconduct-4-code")
    cast.run_jobs()

    province = visit()
    handled = province.sign_in("p-11")
    province.go("/inbox")
    province.check("misconduct-5-inbox")
    handled.get_by_role("link", name="“四不准”举报 · 京华大学").first.click()
    expect(handled.get_by_text("辅导员要求先交")).to_be_visible()
    expect(handled.locator("main")).not_to_contain_text("李䶮")
    province.check("misconduct-6-report")
    province.get("btn-take").click()
    expect(handled.get_by_text("已提交。")).to_be_visible()
    graduate.go(f"/receipts/{code}")
    expect(page.get_by_text("处理中")).to_be_visible()
    graduate.check("misconduct-7-receipt")
    graduate.go("/graduate/records")
    expect(page.locator("main")).not_to_contain_text("四不准")


@pytest.mark.req("R-300")
def test_what_is_invalid_is_listed_with_the_reason(visit: Visit, cast: Cast) -> None:
    cast.signed("g-10001-01")
    cast["ems"].post("/roster/10001/removals", {"candidate_no": cast.graduate("g-10001-01").candidate_no})
    cast.run_jobs()
    staff = visit()
    page = staff.sign_in("s-10001")
    for key in ("invalid", "invalid_archive", "invalid_household"):
        staff.go(f"/lists/{key}")
        staff.check(f"invalid-{key}")
    staff.go("/lists/invalid")
    expect(page.get_by_test_id("list-row").filter(has_text="陈喆")).to_contain_text("删除了毕业生基本信息")
