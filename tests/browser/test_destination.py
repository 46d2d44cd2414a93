"""A labour contract is registered on the phone, returned, changed, and passed after the reviewer has corrected it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import approve, choose_region
from tests.browser.visitor import PHONE, Visitor
from tests.support.cast import Cast
from tests.unit.files.pictures import jpeg

pytestmark = pytest.mark.browser
PROOF = {"name": "劳动合同.jpg", "mimeType": "image/jpeg", "buffer": jpeg((400, 300))}
GRADUATE, DEPARTMENT, SCHOOL = "g-10001-01", "d-10001-01", "s-10001"


def fill_unit(page: Page) -> None:
    """Fill in the employer and the contract as short as it may be."""
    for label, text in (
        ("单位名称", "北京青禾科技有限公司"),
        ("统一社会信用代码", "91110108749352307A"),
        ("单位地址", "中关村大街 1 号"),
        ("联系人", "何丽"),
        ("联系电话", "010-67410355"),
    ):
        page.get_by_label(label, exact=False).first.fill(text)
    for label in ("单位性质", "单位行业", "职位类别"):
        page.get_by_label(label).select_option(index=1)
    choose_region(page, "unit_place")
    page.get_by_label("合同开始日期").fill("2027-07-01")


def register(visit: Visit) -> Visitor:
    """The graduate chooses the type, is told which proof is missing, and registers."""
    graduate = visit(PHONE)
    page = graduate.sign_in(GRADUATE)
    graduate.get("module-destination").get_by_role("link").click()
    graduate.check("destination-1-module")
    page.get_by_text("其他形式就业", exact=True).click()
    graduate.check("destination-2-types")
    page.get_by_role("link", name="签劳动合同就业").click()
    fill_unit(page)
    graduate.check("destination-3-form")
    graduate.expect_refusal()
    graduate.get("btn-submit").click()
    expect(page.get_by_text("请上传劳动合同").first).to_be_visible()
    graduate.check("destination-4-missing")
    page.locator("[name='_upload.proofs']").set_input_files([PROOF])  # type: ignore[list-item]
    expect(page.get_by_role("link", name="劳动合同.jpg")).to_be_visible()
    graduate.get("btn-submit").click()
    expect(page.get_by_text("去向登记审核中，等待学院审核").first).to_be_visible()
    graduate.check("destination-5-waiting")
    return graduate


def give_back(visit: Visit) -> Visitor:
    """The department returns it with a reason."""
    reviewer = visit()
    page = reviewer.sign_in(DEPARTMENT)
    page.goto("/inbox")
    page.locator("main").get_by_role("link", name="签劳动合同就业").first.click()
    expect(reviewer.get("message-amend")).to_be_visible()
    reviewer.check("destination-6-review")
    reviewer.get("btn-return").click()
    reviewer.get("reason-06").check()
    page.locator("textarea[name=comment]").fill("合同缺少签字页")
    reviewer.get("reason-submit").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    return reviewer


@pytest.mark.req("R-190", "R-192", "R-193", "R-194")
def test_a_labour_contract_with_a_return_and_a_correction(visit: Visit, cast: Cast) -> None:
    graduate = register(visit)
    reviewer = give_back(visit)
    page = graduate.go("/graduate/home")
    graduate.check("destination-7-home")
    graduate.get("next-task").click()
    expect(page.get_by_text("合同缺少签字页").first).to_be_visible()
    graduate.check("destination-8-correct")
    graduate.get("btn-submit").click()
    expect(page.get_by_text("去向登记审核中，等待学院审核").first).to_be_visible()

    staff = reviewer.go("/inbox")
    staff.locator("main").get_by_role("link", name="签劳动合同就业").first.click()
    reviewer.get("message-amend").click()
    reviewer.check("destination-9-amend")
    staff.get_by_label("单位名称").first.fill("北京青禾科技股份有限公司")
    reviewer.get("message-amend-send").click()
    expect(staff.get_by_text("北京青禾科技股份有限公司").first).to_be_visible()
    reviewer.get("btn-approve").click()
    expect(staff.get_by_text("已提交。")).to_be_visible()
    school = visit()
    school.sign_in(SCHOOL)
    approve(school, "签劳动合同就业")
    school.go("/lists/destination")
    school.check("destination-10-list")
    graduate.go("/graduate/records")
    expect(page.get_by_text("审核通过").first).to_be_visible()
    graduate.check("destination-11-records")
    (sent,) = cast.outbox("ems")
    assert sent.body["data"]["full_name"] == "北京青禾科技股份有限公司"
