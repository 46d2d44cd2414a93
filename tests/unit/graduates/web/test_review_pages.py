"""The inbox and the review page of staff: filters, working through a list, holding, being too late, what forbids passing."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest

from app.graduates.tables import EmsGraduate, Warning
from app.store.files import StoredFile
from tests.support.cast import API, Cast
from tests.unit.files.pictures import jpeg
from tests.unit.graduates.web.conftest import Browser, Visit

FACET = r'<a href="([^"]+)" class="[^"]*"[^>]*data-testid="facet-[^"]+">\s*<span[^>]*>[^<]*</span><span[^>]*>(\d+)<'
WAITING = ("g-10001-01", "g-10001-02", "g-10001-03")


@pytest.fixture
def waiting(cast: Cast) -> list[str]:
    """Three graduates have accepted and wait for their department."""
    found = []
    for login in WAITING:
        found.append(cast.invite(login)["id"])
        cast[login].complete(found[-1], {"decision": "accept"})
    return found


def rows(browser: Browser) -> list[str]:
    """Return the links of the rows of the inbox."""
    return [link.replace("&amp;", "&") for link in re.findall(r'class="title" href="([^"]+)"', browser.page)]


def post_to(browser: Browser, path: str) -> str:
    """Return the address to which the form of a task is sent."""
    browser.get(path)
    found = re.search(r'id="decide"[^>]* action="([^"]+)"', browser.page)
    assert found
    return found.group(1).replace("&amp;", "&")


def decide(browser: Browser, path: str, status: int = 302, **data: str) -> str:
    """Decide about the task of a row and return where it leads."""
    target = post_to(browser, path)
    hidden = {n: browser.values(n)[0] for n in ("version", "idempotency_key")}
    return browser.post(target, status, **hidden, _auto_next="true", **data)


def test_every_number_beside_the_list_is_the_total_of_its_list(waiting: list[str], visit: Visit) -> None:
    browser = visit("d-10001-01")
    browser.get("/inbox")
    numbers = re.findall(FACET, browser.page)
    assert len(numbers) >= 6
    for link, total in numbers:
        browser.get(link.replace("&amp;", "&"))
        assert f'data-testid="inbox-total">{total}<' in browser.page
        assert browser.count("inbox-row") == int(total)


def test_choices_are_named_and_can_be_taken_off(waiting: list[str], visit: Visit) -> None:
    browser = visit("d-10001-01")
    browser.get("/inbox", process="online_signing", step="department", q="陈")
    for words in ("业务：线上签约", "步骤：院系审核", "搜索：陈"):
        assert words in browser.text
    assert "online_signing" not in browser.text
    browser.get("/inbox", q="没有这个人")
    assert "没有符合条件的任务" in browser.text
    assert "清除全部条件" in browser.text


def test_what_waits_is_shown_by_its_deadline(waiting: list[str], cast: Cast, visit: Visit) -> None:
    due = [t["due_at"] for t in cast["d-10001-01"].get("/tasks", sort="due")["items"]]
    assert due == sorted(due)
    assert all(due)
    browser = visit("d-10001-01")
    browser.get("/inbox")
    assert "排序：到期优先" in browser.text.replace(" ", "")


def test_after_a_decision_comes_the_next_one_and_then_the_end(waiting: list[str], visit: Visit) -> None:
    browser = visit("d-10001-01")
    browser.get("/inbox")
    first, second, third = rows(browser)
    browser.get(first)
    assert "第 1 / 3 条" in browser.text
    assert decide(browser, first, decision="pass").split("?")[0] == second.split("?")[0]
    # Leaving one out: the next one after it comes first, the one left out is offered at the end.
    target = decide(browser, third, decision="reject", reason="04", comment="岗位名称不符")
    assert target.startswith("/inbox/end")
    browser.get(target)
    assert browser.count("run-end") == 1
    assert "通过 1" in browser.text
    assert "不通过 1" in browser.text
    assert "这个列表里还有 1" in browser.text


def test_an_open_page_holds_its_task_and_lets_it_go(waiting: list[str], cast: Cast, visit: Visit) -> None:
    task = cast["d-10001-01"].task(waiting[0])["id"]
    first, second = visit("d-10001-01"), visit("d-10001-01-b")
    for browser in (first, second):
        browser.get(f"/tasks/{task}")
    first.post(f"/tasks/{task}/hold")
    second.post(f"/tasks/{task}/hold", 409)
    second.get(f"/tasks/{task}")
    assert second.count("held-by") == 1
    assert second.count("btn-approve") == 0
    second.post(f"/tasks/{task}/hold/end", 204)  # nobody lets go what somebody else holds
    first.get(f"/tasks/{task}")
    first.post(f"/tasks/{task}/hold")
    first.get(f"/tasks/{task}")
    first.post(f"/tasks/{task}/hold/end", 204)
    second.get(f"/tasks/{task}")
    assert second.count("btn-approve") == 1


def test_leaving_the_page_keeps_a_claim(waiting: list[str], cast: Cast, visit: Visit) -> None:
    task = cast["d-10001-01"].task(waiting[0])["id"]
    cast["d-10001-01"].post(f"/tasks/{task}/claim")
    browser = visit("d-10001-01")
    browser.get(f"/tasks/{task}")
    assert "我领取的" in browser.text
    browser.post(f"/tasks/{task}/hold")
    browser.get(f"/tasks/{task}")
    browser.post(f"/tasks/{task}/hold/end", 204)
    assert cast["d-10001-01-b"].get(f"/tasks/{task}")["claimed_by"]


def test_who_is_too_late_reads_who_was_faster_and_keeps_the_own_words(
    waiting: list[str], cast: Cast, visit: Visit
) -> None:
    browser = visit("d-10001-01-b")
    browser.get("/inbox")
    first = rows(browser)[0]
    target = post_to(browser, first)
    hidden = {n: browser.values(n)[0] for n in ("version", "idempotency_key")}
    task = first.split("?")[0].removeprefix("/tasks/")
    instance = cast["d-10001-01"].get(f"/tasks/{task}")["instance"]
    cast["d-10001-01"].complete(instance, {"decision": "pass"})
    words = {"decision": "reject", "reason": "04", "comment": "岗位名称不符"}
    browser.post(target, 409, **hidden, _auto_next="true", **words)
    assert re.search(r"这条任务已由李老师于 .* 办理：审核通过，你的“不通过”没有生效。", browser.text)
    assert "岗位名称不符" in browser.text
    for words_of_button in ("复制我的意见", "查看结果", "下一条"):
        assert words_of_button in browser.text


def test_a_key_value_that_differs_forbids_passing(waiting: list[str], cast: Cast, visit: Visit) -> None:
    with cast.session() as session:
        session.get_one(EmsGraduate, cast.subject("g-10001-01")).name = "陈某"
    task = cast["d-10001-01"].task(waiting[0])["id"]
    browser = visit("d-10001-01")
    browser.get(f"/tasks/{task}")
    button = re.search(r'data-testid="btn-approve".*?</button>', browser.page, re.S)
    assert button
    assert "disabled" in button.group(0)
    assert "关键信息不一致：姓名" in button.group(0)
    refused = cast["d-10001-01"].complete(waiting[0], {"decision": "pass"}, 409)
    assert refused["detail"] == "关键信息不一致：姓名。更正以前不能通过。"
    rejected = {"decision": "reject", "reason": "05", "comment": "姓名不一致，请更正"}
    assert cast["d-10001-01"].complete(waiting[0], rejected)["ended"]


@pytest.mark.req("R-118")
def test_at_a_warning_passing_is_asked_about_once_more(waiting: list[str], cast: Cast, visit: Visit) -> None:
    graduate = cast.graduate("g-10001-01")
    unit = cast["e-01"].get("/me")["memberships"][0]["party"]["code"]
    with cast.session() as session:
        mark = {"school_id": graduate.school_id, "marked_at": datetime.now(UTC), "category": "虚假宣传"}
        session.add(Warning(credit_code=unit, **mark))
    browser = visit("d-10001-01")
    browser.get(f"/tasks/{cast['d-10001-01'].task(waiting[0])['id']}")
    assert 'data-confirm="预警单位：本校已标记“虚假宣传”。 仍要审核通过吗？"' in browser.page


@pytest.mark.req("R-113")
def test_the_page_shows_the_unit_the_graduate_and_the_agreement(
    waiting: list[str], cast: Cast, visit: Visit
) -> None:
    task = cast["d-10001-01"].task(waiting[0])["id"]
    browser = visit("d-10001-01")
    browser.get(f"/tasks/{task}")
    for words in ("用人单位", "统一社会信用代码", "毕业生", "身份证号", "签约邀请函", "毕业生信息对比"):
        assert words in browser.text
    assert cast.graduate("g-10001-01").id_number not in browser.page
    assert browser.count("reveal-id_number") == 1
    answer = browser._client.get(f"/tasks/{task}/preview.pdf")
    assert answer.data.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    visit("d-10001-02").get(f"/tasks/{task}/preview.pdf", 404)


def test_files_are_shown_beside_the_decision_with_their_original(
    waiting: list[str], cast: Cast, visit: Visit
) -> None:
    person = cast["g-10001-01"]
    answer = person._client.post(
        f"{API}/files", data={"file": (BytesIO(jpeg()), "合同.jpg")}, headers=person._headers
    )
    with cast.session() as session:
        session.get_one(StoredFile, answer.get_json()["id"]).instance_id = waiting[0]
    browser = visit("d-10001-01")
    browser.get(f"/tasks/{cast['d-10001-01'].task(waiting[0])['id']}")
    shown = re.search(r"<a href=[^>]*data-kind=\"image\"[^>]*>", browser.page)
    assert shown
    assert "合同.jpg" in shown.group(0)
    assert "/original" in shown.group(0)
    browser.get(f"/instances/{waiting[0]}")
    assert browser.count("file") == 1
