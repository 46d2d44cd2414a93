"""Files go up beside a form that is drawn anew meanwhile: none is lost."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.walks.endings import GRADUATE, offline

pytestmark = pytest.mark.browser


def test_a_file_that_came_while_the_form_was_drawn_anew_stays(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    record = offline(cast)
    letter = tmp_path / "解约函.jpg"
    Image.new("RGB", (400, 500), "white").save(letter)
    graduate = visit(PHONE)
    graduate.sign_in(GRADUATE)
    page = graduate.go(f"/instances/{record}")
    graduate.get("start-offline_termination").click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/start/offline_termination", hold)
    page.get_by_label("解约原因").select_option(label="继续深造(升学)")
    page.locator("input[type=file]").first.set_input_files(letter)
    card = graduate.get("upload-card").get_by_role("checkbox")
    expect(card).to_be_checked()
    page.evaluate("document.addEventListener('redrawn', () => { document.title = 'drawn anew'; })")
    held[0].continue_()
    expect(page).to_have_title("drawn anew")
    expect(card).to_be_checked()
    assert card.count() == 1
