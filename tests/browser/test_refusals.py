"""What people see when something does not work: Chinese sentences, their words kept, nothing of the inside."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.reading import strange_words
from tests.browser.steps import confirm
from tests.browser.visitor import PHONE, Visitor
from tests.support.cast import Cast

pytestmark = pytest.mark.browser


def open_letter(employer: Visitor, name: str = "陈喆") -> None:
    page = employer.sign_in("e-01")
    page.get_by_role("link", name="学生收藏夹").first.click()
    page.get_by_label(f"选择{name}").check()
    employer.get("btn-invite-chosen").click()


def test_a_wrong_password_keeps_the_account_and_says_what_to_do(desktop: Visitor) -> None:
    desktop.expect_refusal()
    page = desktop.sign_in("e-01", "not the password")
    expect(desktop.get("error-summary")).to_contain_text("密码")
    expect(page.locator("#field-account")).to_have_value("e-01")
    expect(page.locator("#field-password")).to_have_value("")
    assert strange_words(page) == []
    desktop.check("refused-password")


def test_an_empty_form_is_shown_again_with_every_problem_and_what_was_typed(desktop: Visitor) -> None:
    open_letter(desktop)
    page = desktop.page
    page.get_by_label("补充条款").fill("提供住宿")
    desktop.expect_refusal()
    desktop.get("btn-send").click()

    summary = desktop.get("error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("处需要修改")
    expect(page.get_by_label("补充条款")).to_have_value("提供住宿")
    said = desktop.get("field-error-position").inner_text().replace("错误：", "").strip()
    expect(summary.get_by_role("link", name=said)).to_have_count(1)
    for name in ("category", "place", "archive_accepted", "household_accepted", "answer_by"):
        expect(desktop.get(f"field-error-{name}")).to_be_visible()
    expect(page).to_have_title(re.compile("^错误："))
    assert strange_words(page) == []
    desktop.check("refused-letter")

    summary.get_by_role("link", name=said).click()
    expect(page.locator("#field-position")).to_be_focused()


def test_what_is_not_there_or_not_mine_looks_the_same(phone: Visitor, cast: Cast) -> None:
    other = cast.invite("g-10001-02")["id"]
    phone.sign_in("g-10001-01")
    seen = []
    for path in (f"/instances/{other}", "/instances/nothing", "/no/such/page"):
        phone.expect_refusal()
        page = phone.go(path)
        expect(phone.get("error-page")).to_be_visible()
        assert strange_words(page) == []
        seen.append(phone.get("error-page").inner_text())
    assert seen[0] == seen[1]
    phone.check("refused-404")


@pytest.mark.req("R-080")
def test_who_answers_second_reads_what_happened(visit: Visit, cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    phone = visit(PHONE)
    phone.sign_in("g-10001-01")
    phone.get("next-task").click()
    cast["g-10001-01"].complete(instance, {"decision": "decline"})

    phone.expect_refusal()
    confirm(phone, "btn-accept")
    expect(phone.get("conflict-dialog")).to_be_visible()
    assert strange_words(phone.page) == []
    phone.check("refused-second")
    phone.get("conflict-dialog").get_by_role("link", name="查看结果").click()
    expect(phone.page.locator("main")).to_contain_text("拒绝")


@pytest.mark.req("R-079")
def test_with_one_signing_under_way_the_other_letter_can_only_be_read(visit: Visit, cast: Cast) -> None:
    first = cast.invite("g-10001-01", "e-01")["id"]
    cast.invite("g-10001-01", "e-02")
    cast["g-10001-01"].complete(first, {"decision": "accept"})
    phone = visit(PHONE)
    phone.sign_in("g-10001-01")
    expect(phone.get("next-task")).to_have_count(0)  # there is nothing to be done with it
    expect(phone.get("blocked")).to_contain_text("此邀请仅可查看")
    expect(phone.get("module-destination")).to_contain_text("等待学校（院系）签约审核")
    phone.get("other-task").click()
    expect(phone.get("btn-accept")).to_be_disabled()
    expect(phone.get("btn-decline")).to_be_disabled()
    expect(phone.page.locator(".note-danger")).to_be_visible()
    assert strange_words(phone.page) == []
    phone.check("refused-blocked")
