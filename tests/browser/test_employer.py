"""An employer takes a letter back: a reason, one more question, and what comes of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.reading import strange_words
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
