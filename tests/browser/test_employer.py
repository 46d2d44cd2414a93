"""An employer's letter: what is kept while it is written, and how it is taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.reading import strange_words
from tests.browser.steps import fill_letter
from tests.browser.visitor import PHONE
from tests.support.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.req("R-097")
def test_a_letter_is_taken_back_with_a_reason_and_a_second_confirmation(visit: Visit, cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    employer = visit(PHONE)
    employer.sign_in("e-01")
    page = employer.go(f"/instances/{instance}")
    employer.get("message-withdraw").click()
    reason = page.get_by_label("撤回原因")
    reason.select_option(label="其他")
    expect(page.get_by_label("补充说明")).to_be_visible()  # the other reason wants words
    page.get_by_label("补充说明").fill("岗位已取消")
    employer.check("withdraw-1-reason")

    employer.get("message-withdraw-send").click()
    asked = employer.get("confirm-dialog")
    expect(asked).to_contain_text("撤回后毕业生不能再应约")
    asked.get_by_role("button", name="取消").click()
    expect(employer.get("status")).to_contain_text("等待学生应约")

    employer.get("message-withdraw-send").click()
    employer.check("withdraw-2-asked")
    asked.get_by_role("button", name="确定撤回签约").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    expect(employer.get("next-steps")).to_contain_text("已撤回")
    expect(employer.get("next-steps")).to_contain_text("岗位已取消")
    assert strange_words(page) == []
    employer.check("withdraw-3-done")


@pytest.mark.req("R-065")
def test_a_block_is_kept_as_a_template_whatever_else_is_chosen_or_wrong(visit: Visit) -> None:
    employer = visit()
    page = employer.sign_in("e-01")
    employer.go("/employer/favourites")
    page.get_by_label("选择陈喆").check()
    employer.get("btn-invite-chosen").click()
    job = page.locator("fieldset.form-group", has_text="岗位信息")
    keep, name = job.get_by_label("保存为模板"), job.get_by_label("模板名称")
    page.locator("[name=archive_accepted][value=yes]").check()  # asks which fields there are now …
    keep.check()  # … and the answer comes after this
    name.fill("研发岗")
    expect(page.get_by_label("档案接收单位名称")).to_be_visible()
    page.locator("[name=archive_accepted][value=no]").check()
    expect(page.get_by_label("档案接收单位名称")).to_have_count(0)
    expect(keep).to_be_checked()
    employer.expect_refusal()
    employer.get("btn-send").click()
    expect(employer.get("error-summary")).to_be_visible()
    expect(keep).to_be_checked()
    expect(name).to_have_value("研发岗")
    fill_letter(page)
    employer.get("btn-send").click()
    expect(page.get_by_text("邀请函已发送")).to_be_visible()
    employer.go("/employer/presets/job")
    expect(employer.get("preset-row")).to_contain_text("研发岗")
