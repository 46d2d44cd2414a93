"""The end of a signing in the browser: online by both parties, offline by a letter; forced and one-sided by the school."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.reading import strange_words
from tests.browser.steps import approve
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.support.cast import Cast
from tests.walks.endings import EMPLOYER, GRADUATE, asked, offline

pytestmark = pytest.mark.browser


def ask(graduate: Visitor, record: str, key: str) -> None:
    """Begin the end of a signing from its page."""
    page = graduate.go(f"/instances/{record}")
    graduate.check(f"{key}-1-record")
    graduate.get(f"start-{key}").click()
    page.wait_for_url(f"**/start/{key}*", wait_until="load")  # what draws the fields anew is there
    with page.expect_response(lambda answer: answer.url.endswith(f"/start/{key}")):  # draws the fields anew
        page.get_by_label("解约原因").select_option(label="继续深造(升学)")
    page.get_by_label("解约说明").fill("已考取研究生，与单位协商一致")


@pytest.mark.req("R-128", "R-131", "R-134", "R-137")
def test_graduate_and_employer_end_a_signing_online(visit: Visit, cast: Cast) -> None:
    record = cast.signed()
    graduate = visit(PHONE)
    graduate.sign_in(GRADUATE)
    ask(graduate, record, "online_termination")
    graduate.check("online_termination-2-form")
    graduate.get("btn-submit").click()
    expect(graduate.get("next-steps")).to_contain_text("单位回应")
    graduate.check("online_termination-3-asked")

    employer = visit(DESKTOP)
    employer.sign_in(EMPLOYER)
    page = employer.go("/employer/signings/terminating")
    employer.check("online_termination-4-employer")
    employer.get("answer-agree").click()
    expect(page.get_by_text("已考取研究生").first).to_be_visible()
    employer.check("online_termination-5-answer")
    employer.get("btn-accept").click()
    expect(page.get_by_text("已提交。")).to_be_visible()

    for login in ("d-10001-01", "s-10001"):
        staff = visit(DESKTOP)
        staff.sign_in(login)
        staff.go("/lists/termination")
        staff.check(f"online_termination-6-list-{login}")
        approve(staff, "陈喆", f"online_termination-7-review-{login}")
        assert strange_words(staff.page) == []
    page = graduate.go("/graduate/records")
    expect(page.get_by_text("线上解约完成")).to_be_visible()
    graduate.check("online_termination-8-done")


@pytest.mark.req("R-138", "R-142")
def test_the_school_forces_what_the_employer_does_not_answer(visit: Visit, cast: Cast) -> None:
    record = cast.signed()
    instance = asked(cast, record)
    school = visit(DESKTOP)
    school.sign_in("s-10001")
    page = school.go("/lists/termination")
    page.get_by_role("link", name="陈喆").click()
    assert instance in page.url
    school.get("message-force").click()
    page.get_by_label("具体原因").fill("单位多次联系未回应")
    school.check("forced-1-dialog")
    school.get("message-force-send").click()
    school.get("confirm-dialog").locator("button[value=yes]").click()
    expect(school.get("next-steps")).to_contain_text("强制解约")
    expect(school.get("next-steps")).to_contain_text("单位多次联系未回应")

    again = cast.signed()
    page = school.go(f"/instances/{again}")
    school.check("forced-2-record")
    school.get("start-record_modification").click()
    expect(page.get_by_text("企业客服")).to_be_visible()
    expect(page.get_by_label("岗位名称")).not_to_have_value("")
    school.check("forced-3-modification")


@pytest.mark.req("R-177", "R-179")
def test_a_graduate_ends_a_signing_by_letter(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    record = offline(cast)
    letter = tmp_path / "解约函.jpg"
    Image.new("RGB", (400, 500), "white").save(letter)
    graduate = visit(PHONE)
    graduate.sign_in(GRADUATE)
    ask(graduate, record, "offline_termination")
    graduate.page.locator("input[type=file]").first.set_input_files(letter)
    expect(graduate.get("upload-card").get_by_role("checkbox")).to_be_checked()
    graduate.check("offline_termination-2-form")
    graduate.get("btn-submit").click()
    expect(graduate.get("next-steps")).to_contain_text("院系审核")
    for login in ("d-10001-01", "s-10001"):
        staff = visit(DESKTOP)
        staff.sign_in(login)
        approve(staff, "陈喆", f"offline_termination-3-review-{login}")
    page = graduate.go("/graduate/records")
    expect(page.get_by_text("解约完成")).to_be_visible()
