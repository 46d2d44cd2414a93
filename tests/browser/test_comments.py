"""A reviewer looks at proofs, writes comments at fields and gives the request back; the graduate finds each on the phone."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect

from app.graduates.tables import EmsGraduate
from app.store.session import begin_write
from tests.browser.conftest import Visit
from tests.browser.test_review_run import arrived, press
from tests.browser.visitor import PHONE, Visitor
from tests.support.cast import Cast
from tests.unit.files.pictures import jpeg
from tests.walks.destinations import DEPARTMENT, GRADUATE, apply, complete, kind

pytestmark = pytest.mark.browser
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
)
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def asked(cast: Cast) -> str:
    """A registration with two pictures and a document as proofs, of a graduate whom the other system knows otherwise."""
    person = cast[GRADUATE]
    files = []
    for name, body in (("第一页.jpg", jpeg((400, 300))), ("第二页.jpg", jpeg((300, 500))), ("合同.pdf", PDF)):
        data = {"file": (BytesIO(body), name), "purpose": "proof"}
        files.append(person.call("POST", "/files", data=data).get_json()["id"])
    with cast.session() as session:
        begin_write(session)
        session.get_one(EmsGraduate, cast.subject(GRADUATE)).length = "5"
    data = {**complete(cast, kind("其他录用证明就业")), "proofs": files}
    return str(apply(cast, data)["id"])


def opened(visit: Visit, cast: Cast, asked: str, **how: object) -> Visitor:
    staff = visit(**how)
    staff.sign_in(DEPARTMENT)
    staff.go(f"/tasks/{cast[DEPARTMENT].task(asked)['id']}")
    return staff


def test_proofs_are_turned_enlarged_and_leafed_through_by_key(visit: Visit, cast: Cast, asked: str) -> None:
    staff = opened(visit, cast, asked)
    page = staff.page
    arrived(staff, page.locator(".review-who .name").inner_text())
    label, picture = page.locator("[data-evidence-label]"), staff.get("evidence-img")
    expect(label).to_contain_text("材料 1/3 · 第一页.jpg")
    zoom = page.locator("[data-zoom]").inner_text()
    press(page, "+")
    expect(page.locator("[data-zoom]")).not_to_have_text(zoom)
    press(page, "w")
    expect(picture).to_have_attribute("style", re.compile(r"rotate\(90deg\)"))
    staff.check("viewer-1-turned")
    press(page, ".")
    expect(label).to_contain_text("第二页.jpg")
    page.get_by_role("button", name="下一份").click()
    frame = page.locator(".evidence-stage iframe")
    expect(frame).to_have_attribute("src", re.compile(r"^https?://127|^/api/v1/files/|/files/"))
    expect(label).to_contain_text("合同.pdf")
    expect(page.get_by_role("button", name="下一份")).to_be_disabled()
    staff.check("viewer-2-document")
    press(page, ",")
    expect(label).to_contain_text("第二页.jpg")


def test_without_scripts_every_proof_is_a_link(visit: Visit, cast: Cast, asked: str) -> None:
    staff = opened(visit, cast, asked, java_script_enabled=False)
    links = staff.page.locator(".evidence-thumbs a")
    expect(links).to_have_count(3)
    for name in ("第一页.jpg", "第二页.jpg", "合同.pdf"):
        expect(staff.page.locator(".evidence-thumbs").get_by_role("link", name=name)).to_be_visible()
    expect(staff.page.locator("[data-act=in]")).to_be_hidden()
    expect(staff.get("comment-field_comments.unit_name")).to_be_visible()
    staff.look("viewer-3-no-scripts")


@pytest.mark.req("R-194")
def test_comments_go_from_the_desk_to_the_phone(visit: Visit, cast: Cast, asked: str) -> None:
    staff = opened(visit, cast, asked)
    page = staff.page
    arrived(staff, page.locator(".review-who .name").inner_text())
    expect(staff.get("refresh")).to_be_checked()
    press(page, "y")
    expect(staff.get("refresh")).not_to_be_checked()
    press(page, "m")
    first = page.locator(".comment-box textarea:focus")
    expect(first).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".comment-box[open]")).to_have_count(0)
    staff.get("comment-field_comments.unit_name").click()
    expect(page.locator("[id='field-field_comments.unit_name']")).to_be_focused()
    page.keyboard.type("请写全称 ard")  # letters typed here decide nothing
    staff.get("comment-field_comments.proofs").click()
    expect(page.locator("[id='field-field_comments.proofs']")).to_be_focused()
    page.keyboard.type("第二页看不清公章")
    staff.check("comments-1-desk")
    staff.get("btn-return").click()
    press(page, "6")
    staff.check("comments-2-reason")
    assert page.evaluate("document.documentElement.scrollTop") == 0  # the page stands still, its parts scroll
    press(page, "Control+Enter")
    expect(page.get_by_text(re.compile("已提交。.*退回修改。"))).to_be_visible()

    graduate = visit(PHONE)
    page = graduate.sign_in(GRADUATE)
    graduate.get("next-task").click()
    back = graduate.get("given-back")
    expect(back).to_contain_text("有 2 处需要修改")
    expect(graduate.get("field-comment-unit_name")).to_contain_text("请写全称 ard")
    expect(page.get_by_label("单位名称", exact=False).first).to_have_attribute(
        "aria-describedby", re.compile("comment-unit_name")
    )
    graduate.check("comments-3-phone")
    back.get_by_role("link", name="单位名称").tap()
    expect(page.locator("#field-unit_name")).to_be_in_viewport()
    graduate.look("comments-4-field")


def test_on_a_narrow_screen_comments_are_written_too(visit: Visit, cast: Cast, asked: str) -> None:
    staff = opened(visit, cast, asked, size=PHONE)
    staff.get("comment-field_comments.unit_name").tap()
    expect(staff.page.locator("[id='field-field_comments.unit_name']")).to_be_focused()
    staff.page.keyboard.type("请写全称")
    staff.check("comments-5-narrow")
    staff.page.locator("[data-viewer]").scroll_into_view_if_needed()
    staff.page.get_by_role("button", name="下一份").tap()
    expect(staff.page.locator("[data-evidence-label]")).to_contain_text("第二页.jpg")
    staff.look("comments-6-narrow-viewer")
