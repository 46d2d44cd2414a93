"""Staff at the keyboard: through the inbox, one decision after the other, and what happens when a colleague is faster."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.reading import strange_words
from tests.browser.visitor import Visitor
from tests.support.cast import Cast

pytestmark = pytest.mark.browser
WAITING = ("g-10001-01", "g-10001-02", "g-10001-03")
DEAD_MS = 450  # single keys do nothing in the first moment after an item was painted


@pytest.fixture
def waiting(cast: Cast) -> list[str]:
    """Three graduates have accepted and wait for their department."""
    found = []
    for login in WAITING:
        found.append(cast.invite(login)["id"])
        cast[login].complete(found[-1], {"decision": "accept"})
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrived(staff: Visitor, name: str) -> None:
    """Wait for somebody's task, and for its dead time to be over."""
    expect(staff.page.locator(".review-who .name")).to_have_text(name)
    staff.page.wait_for_load_state("load")
    staff.page.wait_for_timeout(DEAD_MS)


def test_three_decisions_without_a_mouse(visit: Visit, waiting: list[str], cast: Cast) -> None:
    staff = visit()
    staff.sign_in("d-10001-01")
    page = staff.go("/inbox")
    rows = staff.get("inbox-row")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    press(page, "?")
    expect(staff.get("shortcut-sheet")).to_be_visible()
    staff.check("keys-1-sheet")
    press(page, "Escape", "j", "k", "g")

    arrived(staff, "陈喆")
    assert strange_words(page) == []
    staff.check("keys-2-review")
    page.keyboard.press("Control+a")  # with a modifier it is the browser's
    expect(page.locator(".review-who .name")).to_have_text("陈喆")
    press(page, "a")
    expect(page.get_by_text("已提交。陈喆：审核通过。")).to_be_visible()

    arrived(staff, "李䶮")
    press(page, "d")
    expect(page.get_by_role("heading", name="不通过：请选择原因")).to_be_visible()
    press(page, "Control+Enter")
    expect(page.get_by_text("请选择原因。请填写具体问题。")).to_be_visible()  # nothing was sent
    press(page, "4", "Control+Enter")
    expect(page.get_by_text("请填写具体问题。")).to_be_visible()
    expect(page.get_by_label("具体问题")).to_be_focused()
    page.get_by_label("具体问题").fill("岗位名称不符 adr")  # letters typed here decide nothing
    staff.check("keys-3-reason")
    press(page, "Control+Enter")
    expect(page.get_by_text("已提交。李䶮：不通过。")).to_be_visible()

    arrived(staff, "王𬭩")
    cast["d-10001-01"].complete(waiting[2], {"decision": "pass"})  # in another window of the same person
    staff.expect_refusal()
    press(page, "a")
    dialog = staff.get("conflict-dialog")
    expect(dialog).to_contain_text(
        re.compile("这条任务已由李老师于 .* 办理：审核通过，你的“审核通过”没有生效。")
    )
    staff.check("keys-4-conflict")
    dialog.get_by_role("link", name="下一条").click()
    expect(staff.get("run-end")).to_contain_text("通过 2 · 不通过 1")
    staff.check("keys-5-end")

    page = staff.go("/inbox?box=done")
    row = staff.get("inbox-row").filter(has_text="李䶮")
    expect(row.get_by_test_id("outcome")).to_have_text("不通过")
    expect(row.get_by_test_id("status")).to_have_text("签约审核不通过（学院审核不通过）")
    row.get_by_role("link", name="李䶮").click()
    way = page.locator(".steps-line li")
    expect(way.nth(1)).to_have_class("is-done")
    expect(way.nth(2)).to_have_class("is-failed")


def test_an_open_task_is_held_and_free_again_when_it_is_left(visit: Visit, waiting: list[str]) -> None:
    first, second = visit(), visit()
    first.sign_in("d-10001-01")
    page = first.go("/inbox")
    page.locator("a.title").first.click()
    expect(first.get("lease-chip")).to_have_text("我正在办理")

    second.sign_in("d-10001-01-b")
    other = second.go("/inbox")
    expect(other.get_by_text("李老师 处理中")).to_be_visible()
    other.locator("a.title").first.click()
    expect(second.get("held-by")).to_contain_text("李老师正在办理")
    expect(second.get("btn-approve")).to_have_count(0)

    page.keyboard.press("u")
    expect(first.get("inbox-row").first).to_be_visible()
    other.reload()
    expect(second.get("btn-approve")).to_be_visible()
