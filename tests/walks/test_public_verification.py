"""P31, DT-19: an authority verifies without signing in; whatever does not fit gets the same answer."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.graduates.tables import IssuedNumber, VerificationQuery
from tests.support.cast import API, Cast
from tests.support.world import Template
from tests.walks.test_transfers import UNIT, registered
from tests.walks.test_verification import words
from tests.walks.verifying import (
    GRADUATE,
    NAME,
    ask,
    authorise,
    authorised,
    confirm,
    generate,
    knows,
    listed,
    numbers,
)

NOTHING = "未查询到。请核对姓名与编号"


def typed(cast: Cast, number: str, name: str = NAME, kind: str = "archive") -> str:
    answer = cast.visitor().post(f"/verify/{kind}", data={"name": name, "number": number})
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


@pytest.mark.req("R-284")
def test_name_and_number_show_the_sheet(cast: Cast) -> None:
    registered(cast, "archive", login=GRADUATE)
    found = authorised(cast)
    page = typed(cast, found["archive"])
    for said in (
        "核验通过",
        NAME,
        "京华大学",
        "求职中",
        "档案转递信息",
        UNIT["unit"],
        UNIT["contact"],
        UNIT["phone"],
    ):
        assert said in page
    answer = ask(cast, found["archive"]).get_json()
    assert (answer["name"], answer["archive"]["unit"]) == (NAME, UNIT["unit"])
    assert [part["title"] for part in answer["sections"]] == ["基本信息", "毕业去向信息", "档案转递信息"]
    assert "household" not in answer
    household = typed(cast, found["household"], kind="household")
    assert "核验通过" in household
    assert UNIT["unit"] not in household


@pytest.mark.req("R-285")
def test_the_number_that_the_school_gave_shows_it_too(cast: Cast) -> None:
    generate(cast)
    number = listed(cast, "transfer")["number"]
    assert "核验通过" in typed(cast, number)
    assert ask(cast, number).get_json()["purpose"] == "transfer"


def test_screen_and_door_say_what_the_paper_says(cast: Cast) -> None:
    registered(cast, "archive", login=GRADUATE)
    number = authorised(cast)["archive"]
    sections = ask(cast, number).get_json()["sections"]
    page = typed(cast, number)
    paper = cast.visitor().post("/verify/archive/sheet.pdf", data={"name": NAME, "number": number})
    assert paper.mimetype == "application/pdf"
    printed = words(paper.get_data())
    for row in (row for part in sections for row in part["rows"]):
        assert f"{row['label']}</th><td>{row['value']}" in page.replace('scope="row">', "")
        assert row["label"] in printed
        assert row["value"] in printed


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda n: f" {n[:7]} {n[7:]} ",
        lambda n: n.translate({i: i + 0xFEE0 for i in range(0x30, 0x5B)}),
    ],
)
def test_a_number_is_known_however_it_is_typed(cast: Cast, write: Any) -> None:
    number = authorised(cast)["archive"]
    assert "核验通过" in typed(cast, write(number))
    assert knows(cast, write(number), "李 䶮 ")


@pytest.mark.req("R-286", "R-287", "R-290")
def test_whatever_does_not_fit_gets_the_same_answer(cast: Cast) -> None:
    old = authorised(cast, days="7")
    cast.clock((datetime.now().astimezone() + timedelta(days=9)).isoformat())
    authorise(cast)
    good = numbers(cast)["archive"]
    wrong = good[:-1] + ("2" if good[-1] != "2" else "3")
    cases = [
        (good, "王𬭩", "archive"),
        (wrong, NAME, "archive"),
        (good, NAME, "household"),
        (old["archive"], NAME, "archive"),
        ("1", NAME, "archive"),
    ]
    doors = {ask(cast, *case).get_data() for case in cases}
    assert len(doors) == 1
    assert ask(cast, *cases[0]).status_code == 404
    seen = [typed(cast, *case) for case in cases if case[2] == "archive"]
    pages = {re.sub(r' value="[^"]*"', "", page) for page in seen}
    assert len(pages) == 1
    assert NOTHING in pages.pop()
    assert "核验通过" in typed(cast, good)


@pytest.mark.req("R-288")
def test_the_number_ends_six_months_after_graduation(cast: Cast) -> None:
    year = cast.graduate(GRADUATE).cohort
    cast.clock(f"{year}-07-01T12:00:00+08:00")
    number = authorised(cast, days="service")["archive"]
    cast.clock(f"{year}-12-31T23:59:00+08:00")
    assert knows(cast, number)
    cast.clock(f"{year + 1}-01-01T00:00:01+08:00")
    assert not knows(cast, number)
    assert "核验服务已到期" in authorise(cast, status=409)["detail"]


def test_no_period_goes_beyond_the_service(cast: Cast) -> None:
    confirm(cast)
    cast.clock(f"{cast.graduate(GRADUATE).cohort}-12-20T12:00:00+08:00")
    refused = authorise(cast, status=422)
    assert [e["field"] for e in refused["errors"]] == ["days"]
    page = cast.tab(GRADUATE).get("/start/verification_authorisation").get_data(as_text=True)
    assert "7 天" in page
    assert "30 天" not in page


@pytest.mark.req("R-291")
@pytest.mark.parametrize("kind", ["archive", "household"])
def test_the_page_has_the_three_notices_and_asks_for_what_is_missing(cast: Cast, kind: str) -> None:
    page = cast.visitor().get(f"/verify/{kind}").get_data(as_text=True)
    for said in ("国办发〔2022〕13号", "唯一官方网站", "第二年3月31日"):
        assert said in page
    answer = cast.visitor().post(f"/verify/{kind}", data={"name": "", "number": "x" * 61})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "请填写毕业生姓名。" in text
    assert "编号最多 60 个字" in text


def test_the_graduate_sees_that_it_was_verified_and_nothing_else_is_kept(cast: Cast) -> None:
    number = authorised(cast)["archive"]
    typed(cast, number)
    typed(cast, number, "王𬭩")
    page = cast.tab(GRADUATE).get("/graduate/modules/verification").get_data(as_text=True)
    assert "1 次，最近" in page
    with cast.session() as session:
        rows = session.query(VerificationQuery).order_by(VerificationQuery.id).all()
        assert [(row.hit, row.way, row.issued_id is None) for row in rows] == [
            (True, "form", False),
            (False, "form", True),
        ]
        raw = session.connection().exec_driver_sql("SELECT * FROM issued_number").all()
    assert number not in str(raw)
    assert NAME not in str(raw)


def test_it_is_small_not_kept_and_not_listed(cast: Cast) -> None:
    visitor = cast.visitor()
    answer = visitor.get("/verify/archive")
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'content="noindex"' in page
    size = len(page) * 3
    for name in ("plain.css", "plain.js", "icon.svg"):
        assert f"/static/{name}" in page
        with visitor.get(f"/static/{name}") as found:
            size += len(found.get_data())
    assert size <= 60_000


@pytest.fixture
def strict(template: Template, tmp_path: Path) -> Iterator[Cast]:
    given = template.copy(tmp_path, LIMITS="strict")
    cast = Cast(given)
    yield cast
    cast.close()
    template.drop(given)


def test_who_guesses_is_soon_refused(strict: Cast) -> None:
    answers = [ask(strict, f"2710001{n:08}").status_code for n in range(1_000)]
    assert answers.count(429) >= 970
    assert set(answers) == {404, 429}
    page = strict.visitor().post("/verify/archive", data={"name": NAME, "number": "1"})
    assert page.status_code == 429
    assert "操作过于频繁" in page.get_data(as_text=True)
    assert strict.visitor().get("/v/guess").status_code == 429


def test_a_code_that_leads_nowhere_says_the_same(cast: Cast) -> None:
    answer = cast.visitor().get("/v/" + "x" * 43)
    assert answer.status_code == 404
    assert NOTHING in answer.get_data(as_text=True)
    refused = cast.visitor().post(f"{API}/verifications", json={"kind": "other", "name": "a", "number": "b"})
    assert refused.status_code == 422
    with cast.session() as session:
        assert session.query(IssuedNumber).count() == 0
