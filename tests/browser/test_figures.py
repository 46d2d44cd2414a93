"""A figure is a table that adds up, and a chart of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.walks.verifying import SCHOOL, confirm

pytestmark = pytest.mark.browser


@pytest.mark.req("R-255", "R-313")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_figure_is_drawn_and_each_number_leads_to_its_rows(visit: Visit, cast: Cast, size: str) -> None:
    confirm(cast)
    cast.signed("g-10001-01")
    staff = visit(PHONE) if size == "phone" else visit()
    page = staff.sign_in(SCHOOL)
    for key in ("confirmation", "archive", "signing"):
        staff.go(f"/figures/{key}")
        expect(page.locator(".chart svg")).to_be_visible()
        staff.check(f"figure-{key}-{size}")
    staff.go("/figures/confirmation")
    page.get_by_test_id("figure-row").filter(has_text="确认无误").get_by_role("link").first.click()
    expect(page.get_by_test_id("list-row")).to_have_count(1)
