"""What people do on the pages, as a line each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

REGION = ("江苏省", "南京市", "玄武区")


def choose_region(page: Page, name: str, places: Sequence[str] = REGION) -> None:
    """Choose province, city and county; each level comes after the one above."""
    for part, place in zip(("province", "city", "county"), places, strict=True):
        page.locator(f"[name='{name}.{part}'] option", has_text=place).wait_for(state="attached")
        page.select_option(f"[name='{name}.{part}']", label=place)


def in_days(days: int) -> str:
    """Return what is typed into a date and time field."""
    return f"{datetime.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def fill_letter(page: Page, position: str = "软件工程师") -> None:
    """Fill in the invitation letter as short as it may be."""
    page.get_by_label("岗位名称").fill(position)
    page.get_by_label("职位类别").select_option(index=1)
    choose_region(page, "place")
    page.get_by_label("薪酬（元/月）").fill("12000")
    page.locator("[name=archive_accepted][value=no]").check()
    page.locator("[name=household_accepted][value=no]").check()
    page.get_by_label("应约截止时间").fill(in_days(20))


def confirm(visitor: Visitor, testid: str) -> None:
    """Press a button that asks once more, and say yes."""
    visitor.get(testid).click()
    visitor.get("confirm-dialog").locator("button[value=yes]").click()


def approve(visitor: Visitor, title: str, shot: str = "") -> None:
    """Find somebody's task in the inbox and pass it."""
    page = visitor.go("/inbox")
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(visitor.get("btn-approve")).to_be_visible()
    if shot:
        visitor.check(shot)
    visitor.get("btn-approve").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
