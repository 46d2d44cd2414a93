"""The story: one letter to three graduates, an answer on the phone, two reviews, the agreement, and everybody is told."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Visit
from tests.browser.steps import approve, confirm, fill_letter
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
NAMES = ("陈喆", "李䶮", "王𬭩")


def invite_three(visit: Visit) -> Visitor:
    """The employer sends one letter to three graduates of the favourites."""
    employer = visit()
    page = employer.sign_in("e-01")
    employer.check("employer-1-workbench")
    page.get_by_role("link", name="学生收藏夹").first.click()
    for name in NAMES:
        page.get_by_label(f"选择{name}").check()
    employer.check("employer-2-favourites")
    employer.get("btn-invite-chosen").click()
    expect(employer.get("recipient")).to_have_count(3)
    fill_letter(page)
    employer.check("employer-3-letter")
    employer.get("btn-send").click()
    expect(employer.get("batch-result-row")).to_have_count(3)
    employer.check("employer-4-sent")
    return employer


def answer(visit: Visit) -> Visitor:
    """The graduate accepts on the phone."""
    graduate = visit(PHONE)
    page = graduate.sign_in("g-10001-01")
    graduate.check("graduate-1-home")
    graduate.get("next-task").first.click()
    expect(page.get_by_text("北京星河数联科技有限公司").first).to_be_visible()
    graduate.check("graduate-2-invitation")
    expect(graduate.get("btn-accept")).to_be_in_viewport(ratio=1)
    confirm(graduate, "btn-accept")
    expect(page.get_by_text("已提交。")).to_be_visible()
    graduate.check("graduate-3-progress")
    return graduate


def agreement(graduate: Visitor) -> str:
    """Return the text of the agreement that the graduate can open."""
    page = graduate.go("/graduate/home")
    graduate.get("record").get_by_role("link").first.click()
    graduate.check("graduate-4-signed")
    href = graduate.get("document").first.get_attribute("href")
    assert href
    body = page.request.get(href).body()
    return "".join(p.extract_text() for p in PdfReader(io.BytesIO(body)).pages)


@pytest.mark.req("R-061", "R-064", "R-113")
def test_three_invitations_one_agreement_and_everybody_is_told(visit: Visit) -> None:
    employer = invite_three(visit)
    expect(employer.get("batch-state")).to_contain_text(
        "已全部处理：3 项完成", timeout=30_000
    )  # it asks again by itself
    assert employer.page.locator("main").get_by_role("link", name=NAMES[0]).count() == 1
    graduate = answer(visit)

    for login, step in (("d-10001-01", "department"), ("s-10001", "school")):
        reviewer = visit()
        reviewer.sign_in(login)
        reviewer.go("/inbox")
        reviewer.check(f"{step}-1-inbox")
        approve(reviewer, "陈喆", f"{step}-2-review")
        reviewer.check(f"{step}-3-decided")

    text = agreement(graduate)
    assert "陈喆" in text
    assert "北京星河数联科技有限公司" in text

    graduate.go("/messages")
    graduate.check("graduate-5-messages")
    expect(graduate.get("message-row")).to_have_count(2)
    page = employer.go("/messages")
    employer.check("employer-5-messages")
    expect(page.locator("main")).to_contain_text("陈喆")
    employer.go("/")
    employer.check("employer-6-workbench")
