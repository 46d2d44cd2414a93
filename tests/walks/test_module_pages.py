"""What the modules of staff offer besides their work: the roster with each entry (学生名单管理), guides, whom to ask."""

import re
from html import unescape
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.test_transfers import UNIT, registered
from tests.walks.test_verification import words

DEPARTMENT, SCHOOL, GRADUATE = "d-10001-01", "s-10001", "g-10001-01"
WITHOUT = "g-10001-04"
MODULES = ("destination", "archive", "household", "confirmation", "transfer")
ROSTERS = ("students", "archive_students", "household_students")


def page(cast: Cast, login: str, path: str, status: int = 200) -> str:
    answer = cast.tab(login).get(path)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def entry(cast: Cast, login: str) -> str:
    return f"/staff/graduates/{cast.graduate(login).id}"


def names(cast: Cast, key: str) -> set[str]:
    return {row["name"] for row in cast[SCHOOL].get(f"/lists/{key}", limit=200)["items"]}


@pytest.mark.req("R-229")
def test_each_module_has_its_roster_and_households_only_those_that_can_move(cast: Cast) -> None:
    with cast.session() as session:
        graduate = cast.graduate(WITHOUT)
        session.merge(graduate).hukou_in_school = False
    everybody = names(cast, "students")
    assert names(cast, "archive_students") == everybody
    assert graduate.name in everybody
    assert graduate.name not in names(cast, "household_students")
    for key in ROSTERS[1:]:
        assert f"/lists/{key}" in page(cast, DEPARTMENT, f"/staff/{key.removesuffix('_students')}")


def test_an_entry_shows_basic_data_and_what_is_in_effect(cast: Cast) -> None:
    registered(cast, "archive")
    listed = page(cast, DEPARTMENT, "/lists/students?q=陈喆")
    (address,) = re.findall(r'<a href="(/staff/graduates/[^"]+)"[^>]*>陈喆</a>', listed)
    shown = page(cast, DEPARTMENT, address)
    for said in (
        "计算机科学与技术",
        "培养方式",
        "生源所在地",
        "北京市东城区",
        "户口是否转入学校",
        UNIT["unit"],
    ):
        assert said in shown
    graduate = cast.graduate(GRADUATE)
    for secret in (graduate.id_number, graduate.candidate_no, graduate.phone):
        assert str(secret) not in shown


@pytest.mark.parametrize("login", ["d-10001-02", "s-10002"])
def test_an_entry_is_there_for_its_own_staff_alone(cast: Cast, login: str) -> None:
    page(cast, login, entry(cast, GRADUATE), 404)


@pytest.mark.parametrize("login", ["e-01", GRADUATE])
def test_nobody_else_reads_the_roster(cast: Cast, login: str) -> None:
    assert cast.tab(login).get(entry(cast, GRADUATE)).status_code in (403, 404)


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_its_guide(cast: Cast, module: str) -> None:
    address = f"/guides/guide_{module}.pdf"
    assert address in page(cast, SCHOOL, f"/staff/{module}")
    paper: Any = cast.tab(DEPARTMENT).get(address)
    assert paper.mimetype == "application/pdf"
    assert "操作指南" in words(paper.get_data())
    assert cast.tab(GRADUATE).get(address).status_code == 404


@pytest.mark.parametrize("key", ["agreement", "nothing", "registration_sheet"])
def test_what_is_no_guide_is_not_printed_as_one(cast: Cast, key: str) -> None:
    assert cast.tab(SCHOOL).get(f"/guides/{key}.pdf").status_code == 404


def test_the_module_says_whom_graduates_ask(cast: Cast) -> None:
    assert "周明远" in page(cast, DEPARTMENT, "/staff/destination")
    assert "周明远" not in page(cast, "s-10002", "/staff/destination")
