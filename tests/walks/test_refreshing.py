"""P42: what the employment management system says of a graduate, taken over when the review passes, or in its way."""

import re

import pytest

from app.graduates.tables import EmsGraduate, Graduate
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, label, registering

WORK = kind("其他录用证明就业")
NEWER = {
    "gender": "2",
    "ethnic": "03",
    "political": "01",
    "length": "5",
    "student_no": "20230999",
    "graduates_on": "202707",
}
KEYS = {"姓名": "name", "学历": "degree", "身份证号": "id_number", "毕业院校": "school", "专业": "major"}


def changed_there(cast: Cast, **values: str) -> None:
    """Have the other system say something else of the graduate."""
    with cast.session() as session:
        row = session.get_one(EmsGraduate, cast.subject(GRADUATE))
        for name, value in values.items():
            setattr(row, name, value)


def here(cast: Cast, *names: str) -> dict[str, str]:
    graduate = cast.graduate(GRADUATE)
    return {name: getattr(graduate, name) for name in names}


@pytest.mark.req("R-116", "R-117")
@pytest.mark.parametrize("reviewer", [DEPARTMENT, SCHOOL])
def test_newer_data_are_taken_over_when_the_review_has_passed_and_not_before(
    cast: Cast, reviewer: str
) -> None:
    with cast.session() as session:
        other = session.get_one(Graduate, cast.subject("g-10001-04")).department_id
    changed_there(cast, **NEWER, department="经济管理学院")
    kept = here(cast, "name", "degree", "id_number", "school_id", "major")
    before, unit = here(cast, *NEWER), here(cast, "department_id")
    instance = registering(cast, WORK)
    cast[DEPARTMENT].complete(instance, {"decision": "pass", "refresh": reviewer == DEPARTMENT})
    assert here(cast, *NEWER) == before
    cast[SCHOOL].complete(instance, {"decision": "pass", "refresh": reviewer == SCHOOL})
    assert here(cast, *NEWER) == NEWER
    assert here(cast, "department_id") == {"department_id": other} != unit
    assert here(cast, *kept) == kept
    assert label(cast, SCHOOL, instance) == "审核通过"


@pytest.mark.req("R-116")
def test_nothing_is_taken_over_that_nobody_wanted_or_that_did_not_pass(cast: Cast) -> None:
    changed_there(cast, **NEWER)
    before = here(cast, *NEWER)
    first = registering(cast, WORK)
    cast[DEPARTMENT].complete(first, {"decision": "pass", "refresh": True})
    cast[SCHOOL].complete(first, {"decision": "reject", "reason": "06", "comment": "看不清"})
    assert here(cast, *NEWER) == before
    second = registering(cast, WORK)
    for who in (DEPARTMENT, SCHOOL):
        cast[who].complete(second, {"decision": "pass"})
    assert here(cast, *NEWER) == before


@pytest.mark.req("R-116")
def test_the_agreement_is_printed_with_what_was_taken_over(cast: Cast) -> None:
    changed_there(cast, political="01")
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    cast[DEPARTMENT].complete(instance, {"decision": "pass", "refresh": True})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert here(cast, "political") == {"political": "01"}
    assert cast[GRADUATE].get(f"/instances/{instance}")["ended"]


@pytest.mark.req("R-117")
@pytest.mark.parametrize("word", KEYS)
def test_a_difference_in_a_key_value_cannot_be_taken_over_and_its_reason_is_prepared(
    cast: Cast, word: str
) -> None:
    changed_there(cast, **{KEYS[word]: "110101200001010013" if word == "身份证号" else "不同"})
    instance = registering(cast, WORK)
    refused = cast[DEPARTMENT].complete(instance, {"decision": "pass", "refresh": True}, 409)
    assert refused["detail"] == f"关键信息不一致：{word}。更正以前不能通过。"
    path = f"/tasks/{cast[DEPARTMENT].task(instance)['id']}"
    shown = cast.tab(DEPARTMENT).get(path).get_data(as_text=True)
    assert re.search(r'name="reason" value="12"[^>]*checked', shown)
    assert f">关键信息不一致：{word}。更正以前不能通过。</textarea>" in shown
    assert 'data-testid="refresh"' not in shown
    cast[DEPARTMENT].complete(instance, {"decision": "return", "reason": "12", "comment": f"{word}不一致"})


@pytest.mark.req("R-116")
def test_the_page_offers_it_where_something_is_newer(cast: Cast) -> None:
    instance = registering(cast, WORK)
    path = f"/tasks/{cast[DEPARTMENT].task(instance)['id']}"
    tab = cast.tab(DEPARTMENT)
    assert 'data-testid="refresh"' not in tab.get(path).get_data(as_text=True)
    changed_there(cast, length="5")
    shown = tab.get(path).get_data(as_text=True)
    assert re.search(r'form="decide" name="refresh"[^>]*data-testid="refresh" checked', shown)
    assert "通过时获取最新学生信息" in shown
    sent = {"csrf_token": tab.token, "version": "1", "idempotency_key": "one", "decision": "return"}
    again = tab.post(path, sent).get_data(as_text=True)
    assert re.search(r'data-testid="refresh"\s*/>', again)
