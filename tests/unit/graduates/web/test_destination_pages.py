"""The pages of other destinations: the choice of a type, what each needs, the form, records, the reviewer's change."""

import re

import pytest

from tests.support.cast import Cast
from tests.unit.graduates.web.conftest import Browser, Visit
from tests.walks.destinations import (
    DEPARTMENT,
    DIRECTED,
    GRADUATE,
    KINDS,
    complete,
    kind,
    passed,
    registering,
)

MODULE, TYPES = "/graduate/modules/destination", "/graduate/destination-types"
START = "/start/destination_registration"


def shown(browser: Browser) -> dict[str, list[str]]:
    """Return the types on the page by group."""
    found = {}
    for part in browser.page.split('<details class="panel"')[1:]:
        title = re.search(r"<h2>(.*?)</h2>", part)
        found[title.group(1) if title else ""] = re.findall(
            r'data-testid="type">\s*<[^>]+>(?:<strong>)?([^<]+)<', part
        )
    return found


@pytest.mark.req("R-182", "R-183", "R-184")
def test_the_types_are_offered_in_their_groups(visit: Visit) -> None:
    browser = visit(GRADUATE)
    browser.get(MODULE)
    types = shown(browser)
    assert {group: len(labels) for group, labels in types.items()} == {
        "其他形式就业": 14,
        "升学": 2,
        "未就业": 8,
    }
    assert {label for labels in types.values() for label in labels} == {k.label for k in KINDS} | {DIRECTED}


@pytest.mark.req("R-202", "R-203")
@pytest.mark.parametrize("login", ["g-10001-21", "g-10001-41"])
def test_who_cannot_sign_sees_one_type_alone(visit: Visit, login: str) -> None:
    browser = visit(login)
    browser.get(MODULE)
    assert shown(browser) == {"其他形式就业": [DIRECTED]}
    assert "签就业协议书就业" not in browser.text
    browser.get("/start/directed_registration")
    assert 'name="unit_name"' not in browser.page
    assert "不能修改" in browser.text


@pytest.mark.req("R-188", "R-185", "R-186", "R-187")
def test_what_each_type_needs_is_read_before_choosing(visit: Visit) -> None:
    browser = visit(GRADUATE)
    browser.get(MODULE)
    assert TYPES in browser.page
    browser.get(TYPES)
    for one in KINDS:
        assert one.label in browser.text
        assert one.subtype in browser.text
        assert all(word in browser.text for word in one.proofs), one


@pytest.mark.req("R-189")
def test_a_link_opens_the_form_of_its_type_and_says_which_proof_and_why(visit: Visit) -> None:
    browser = visit(GRADUATE)
    browser.get(START, group="employment", type="contract")
    assert all(f'name="{name}"' in browser.page for name in ("unit_name", "contract_from", "_upload.proofs"))
    assert 'name="school_name"' not in browser.page
    assert "劳动合同：签劳动合同就业" in browser.text
    assert "300 KB" in browser.text


@pytest.mark.req("R-185", "R-186", "R-187")
@pytest.mark.parametrize("label", ["国家基层项目", "地方基层项目", "境内升学"])
def test_a_form_offers_the_subtypes_of_its_type(cast: Cast, visit: Visit, label: str) -> None:
    browser = visit(GRADUATE)
    one = complete(cast, kind(label))
    browser.get(START, group=one["group"], type=one["type"])
    for wanted in (k.subtype for k in KINDS if k.label == label):
        assert wanted in browser.text


def test_nothing_that_is_typed_is_taken_from_an_address(visit: Visit) -> None:
    browser = visit(GRADUATE)
    browser.get(START, group="employment", type="contract", unit_name="某公司")
    assert "某公司" not in browser.page


def test_a_registration_without_proof_is_shown_again_with_what_is_missing(cast: Cast, visit: Visit) -> None:
    data = complete(cast, kind("签劳动合同就业"))
    browser = visit(GRADUATE)
    browser.get(START, group=data["group"], type=data["type"])
    data = {**data, "proofs": "", "unit_place.province": "110000", "unit_place.city": "110100"}
    browser.send(START, {**data, "unit_place.county": "110108"}, 422)
    assert "请上传劳动合同：签劳动合同就业以双方签订的劳动合同为证明。" in browser.text


def test_a_registration_is_found_on_home_and_among_the_records(cast: Cast, visit: Visit) -> None:
    instance = registering(cast, kind("签劳动合同就业"))
    browser = visit(GRADUATE)
    for path in ("/graduate/home", "/graduate/records", "/graduate/records/open", MODULE):
        browser.get(path)
        assert f"/instances/{instance}" in browser.page, path
        assert "签劳动合同就业：北京星河数联科技有限公司" in browser.text
    browser.get("/graduate/records/done")
    assert instance not in browser.page
    browser.get(MODULE)
    assert "请先撤回并放弃" in browser.text


@pytest.mark.req("R-192")
def test_a_reviewer_changes_it_from_the_review_and_comes_back(cast: Cast, visit: Visit) -> None:
    instance = registering(cast, kind("求职中"))
    task = cast[DEPARTMENT].task(instance)["id"]
    browser = visit(DEPARTMENT)
    browser.get(f"/tasks/{task}")
    assert "修改去向" in browser.text
    door = f"/instances/{instance}/messages/amend"
    browser.get(door, task=task)
    assert browser.values("job_wish") == ["软件开发，北京"]
    back = browser.send(
        f"{door}?task={task}", {"group": "none", "type": "study_plan", "direction": "考研"}, 302
    )
    assert back == f"/tasks/{task}"
    browser.get(back)
    assert "考研" in browser.text
    assert "不就业拟升学" in browser.text.partition("毕业生信息对比")[0]


def test_staff_find_registrations_in_their_list(cast: Cast) -> None:
    instance = registering(cast, kind("签劳动合同就业"))
    answer = cast[DEPARTMENT].get("/lists/destination", status=200)
    (row,) = answer["items"]
    assert (row["id"], row["type_label"], row["unit"], row["status_label"]) == (
        instance,
        "签劳动合同就业",
        "北京星河数联科技有限公司",
        "去向登记审核中，等待学院审核",
    )
    assert cast["d-10001-02"].get("/lists/destination")["total"] == 0
    assert cast[DEPARTMENT].get("/lists/destination", q="星河数联")["total"] == 1
    assert cast[DEPARTMENT].get("/lists/destination", q="润泽")["total"] == 0
    mine = cast[GRADUATE].get("/lists/destination")["items"]
    assert [r["id"] for r in mine] == [instance]


@pytest.mark.req("R-196")
def test_a_graduate_voids_a_registered_destination_from_its_page(cast: Cast, visit: Visit) -> None:
    record = passed(cast, kind("求职中"))
    browser = visit(GRADUATE)
    browser.get(f"/instances/{record}")
    assert f"/start/destination_void?subject={record}" in browser.page
    browser.get("/start/destination_void", subject=record)
    assert "不能恢复" in browser.text
    browser.post("/start/destination_void", 302, subject=record, comment="")
    browser.get(f"/instances/{record}")
    assert "已作废" in browser.text
    assert "/start/destination_void" not in browser.page
    browser.get("/graduate/records/over")
    assert record in browser.page


def test_a_school_sets_whether_voiding_is_reviewed(cast: Cast, visit: Visit) -> None:
    browser = visit("s-10001")
    browser.get("/school/settings")
    assert "直接作废，不需要审核" in browser.text
    browser.post("/school/settings", 302, void_review="true")
    assert cast["s-10001"].get("/settings/10001")["void_review"] is True
    cast["s-10001"].put("/settings/10001", {"void_review": "yes"}, 422)
