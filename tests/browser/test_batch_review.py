"""Rows are ticked and decided together; the rule for archives that go home is looked at and applied."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE
from tests.walks.test_batch_review import EXACT, OTHER
from tests.walks.test_transfers import HOMEWARD, UNIT, start

pytestmark = pytest.mark.browser


@pytest.mark.req("R-240", "R-241")
@pytest.mark.parametrize("how", [{}, {"size": PHONE}], ids=["desktop", "phone"])
def test_a_reviewer_clears_a_step_by_ticks_and_by_rule(visit: Visit, cast: Cast, how: dict) -> None:
    for login, data in ((GRADUATE, UNIT), (OTHER, UNIT), (HOMEWARD, EXACT)):
        start(cast, "archive_registration", data, login)
    name = "-".join(["batch", *(["phone"] if how else [])])
    reviewer = visit(*how.values())
    page = reviewer.sign_in(DEPARTMENT)
    reviewer.go("/inbox?process=archive_registration&step=department")
    reviewer.check(f"{name}-1-inbox")
    reviewer.get("btn-start-quick").click()
    expect(page.get_by_text("3 项待审核中有 1 项符合")).to_be_visible()
    reviewer.check(f"{name}-2-quick")
    reviewer.get("btn-quick").click()
    expect(reviewer.get("batch-state")).to_contain_text("已全部处理：1 项完成")
    reviewer.go("/inbox?process=archive_registration&step=department")
    for number in range(2):
        reviewer.get("tick").nth(number).check()
    reviewer.get("btn-start-batch").click()
    reviewer.check(f"{name}-3-chosen")
    page.get_by_label("不通过").check()
    page.get_by_label("原因").select_option("02")
    page.get_by_label("具体问题").fill("接收单位名称与盖章不一致")
    reviewer.check(f"{name}-4-reason")
    reviewer.get("btn-batch").click()
    expect(reviewer.get("batch-state")).to_contain_text("已全部处理：2 项完成")
    reviewer.check(f"{name}-5-done")
