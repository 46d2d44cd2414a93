"""The narrowest phones: nothing scrolls sideways, and what one taps is large enough."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}
TARGET = 44
PAGES = {
    "g-10001-01": (
        "/graduate/home",
        "/graduate/records",
        "/messages",
        "/account",
        "/graduate/modules/destination",
    ),
    "e-01": ("/employer/home", "/employer/favourites", "/employer/signings/signing", "/employer/presets/job"),
    "d-10001-01": ("/staff", "/inbox", "/lists/students", "/lists/online_signing"),
}
SMALL = """least => [...document.querySelectorAll('main a[href], main button, main select, main summary, .bottombar a')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden'))
  .map(e => [e.innerText.trim().slice(0, 20), Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height > 1 && height < least)"""


def too_small(page: Page) -> list[str]:
    """Return the controls that a thumb would miss."""
    return [f"{text} {height}px" for text, height in page.evaluate(SMALL, TARGET)]


def test_every_page_fits_and_is_made_for_thumbs(visit: Visit, cast: Cast) -> None:
    signed = cast.signed("g-10001-02")
    cast.invite("g-10001-01")
    missed = {}
    for login, paths in PAGES.items():
        phone = visit(NARROW)
        phone.sign_in(login)
        for path in paths:
            phone.go(path)
            phone.look(f"narrow-{login}{path.replace('/', '-')}")
            if found := too_small(phone.page):
                missed[path] = found
    graduate = visit(NARROW)
    graduate.sign_in("g-10001-02")
    graduate.go(f"/instances/{signed}")
    graduate.look("narrow-signed")
    assert missed == {}


def test_what_follows_a_decision_is_read_in_full_lines(visit: Visit, cast: Cast) -> None:
    cast["g-10001-01"].complete(cast.invite("g-10001-01")["id"], {"decision": "accept"})
    phone = visit(PHONE)
    phone.sign_in("d-10001-01")
    phone.go("/inbox").locator("main").get_by_role("link", name="陈喆").first.click()
    phone.get("btn-reject").tap()
    said = phone.page.locator("[data-consequence-line]")
    expect(said).to_contain_text("本次签约失败")
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > PHONE["width"] * 0.8
    phone.look("narrow-reject")
