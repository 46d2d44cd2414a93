"""P30, DT-20 through the doors: numbers for all whose destination was reported, anew where something changed."""

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.support.cast import API, Cast
from tests.walks.doors.test_reports import DOOR, given
from tests.walks.test_transfers import UNIT, registered
from tests.walks.verifying import DEPARTMENT, GRADUATE, KINDS, NAME, SCHOOL, generate, knows, listed, undated

OTHER, OTHER_NAME = "g-10001-03", "王𬭩"  # reported as well
UNREPORTED, UNREPORTED_NAME = "g-10001-01", "陈喆"
LISTS = {"archive": "transfer", "household": "household_transfer"}


def number(cast: Cast, kind: str = "archive", login: str = SCHOOL, name: str = NAME) -> tuple[str, str]:
    row = listed(cast, LISTS[kind], login, name)
    return row["number"], row["state_label"]


def told(cast: Cast, login: str = SCHOOL) -> str:
    return str(cast[login].get("/messages")["items"][0]["text"])


@pytest.mark.req("R-274", "R-275", "R-283")
@pytest.mark.parametrize("login", [DEPARTMENT, SCHOOL])
@pytest.mark.parametrize("kind", KINDS)
def test_whose_destination_was_reported_has_a_number_whether_confirmed_or_not(
    cast: Cast, kind: str, login: str
) -> None:
    assert number(cast, kind, login) == ("", "未生成")
    made = generate(cast, kind, login)
    found, state = number(cast, kind, login)
    assert state == "已生成"
    assert len(found) == 18
    assert found.startswith(f"{cast.graduate(GRADUATE).cohort % 100:02}10001")
    assert number(cast, kind, login, UNREPORTED_NAME) == ("", "未生成")
    assert cast[login].get(f"/instances/{made['id']}")["status"]["label"] == "已完成"
    assert "新生成 2 个，重新生成 0 个，保持不变 0 个" in told(cast, login)
    assert knows(cast, found, kind=kind)


@pytest.mark.req("R-276", "R-277", "R-278", "R-287")
def test_only_where_something_changed_there_is_a_new_number(cast: Cast) -> None:
    generate(cast)
    old, kept = number(cast)[0], number(cast, name=OTHER_NAME)[0]
    cast["ems"].post(DOOR, given(cast, GRADUATE))
    assert number(cast) == ("", "已失效")
    assert not knows(cast, old)
    generate(cast)
    assert "新生成 0 个，重新生成 1 个，保持不变 1 个" in told(cast)
    new, state = number(cast)
    assert (state, new != old) == ("已更新", True)
    assert number(cast, name=OTHER_NAME)[0] == kept
    assert (knows(cast, new), knows(cast, old)) == (True, False)


@pytest.mark.req("R-277")
def test_a_change_ends_the_number_of_the_sheet_that_shows_it(cast: Cast) -> None:
    for kind in KINDS:
        generate(cast, kind)
    registered(cast, "archive", login=GRADUATE)
    assert number(cast, "archive")[1] == "已失效"
    assert number(cast, "household")[1] == "已生成"


def test_a_destination_that_is_cleared_ends_the_number_and_has_no_new_one(cast: Cast) -> None:
    generate(cast)
    cast["ems"].post(DOOR, given(cast, GRADUATE, action="clear"))
    generate(cast)
    assert number(cast) == ("", "已失效")


def test_a_department_generates_for_its_own_graduates_only(cast: Cast) -> None:
    cast["ems"].post(DOOR, given(cast, "g-10001-04"))
    generate(cast, login="d-10001-02")
    assert number(cast) == ("", "未生成")
    assert number(cast, name=cast.graduate("g-10001-04").name)[1] == "已生成"
    body = {"data": {"kind": "archive", "cohort": 2027}}
    cast[GRADUATE].post("/processes/transfer_numbers/instances", body, 403)
    cast["e-01"].post("/processes/transfer_numbers/instances", body, 403)


@pytest.mark.req("R-279")
def test_the_list_is_filtered_by_state_and_by_when_it_changed(cast: Cast) -> None:
    generate(cast)
    today = date.today()

    def names(query: str) -> set[str]:
        rows = cast[SCHOOL].raw(f"/lists/transfer?{query}").get_json()["items"]
        return {row["name"] for row in rows}

    assert names("state=generated") == {NAME, OTHER_NAME}
    assert NAME not in names("state=none")
    assert names(f"changed_from={today - timedelta(days=1)}") == {NAME, OTHER_NAME}
    assert names(f"changed_from={today + timedelta(days=2)}") == set()
    refused = cast[SCHOOL].raw("/lists/transfer?changed_from=2027")
    assert refused.status_code == 422
    assert "应当是日期" in refused.get_json()["errors"][0]["message"]


@pytest.mark.req("R-280")
def test_what_is_needed_for_passing_on_is_downloaded(cast: Cast) -> None:
    registered(cast, "archive", login=GRADUATE)
    generate(cast)
    body = cast[SCHOOL].raw(f"/lists/transfer.xlsx?q={NAME}").get_data()
    head, row = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()[:2]
    found = dict(zip(head, row, strict=True))
    person = cast.graduate(GRADUATE)
    assert (found["姓名"], found["学号"], found["专业"]) == (NAME, person.student_no, person.major)
    assert (found["毕业去向"], found["接收单位名称"]) == ("求职中", UNIT["unit"])
    assert (found["邮编"], found["联系人"], found["联系电话"]) == (
        UNIT["postcode"],
        UNIT["contact"],
        UNIT["phone"],
    )
    assert found["转递编号"] == number(cast)[0]


def test_the_sheets_of_all_that_are_found_are_downloaded_together(cast: Cast) -> None:
    tab = cast.tab(SCHOOL)
    refused = tab.get("/staff/sheets/transfer/archive.zip")
    assert refused.status_code == 409
    assert "没有有效的转递编号" in refused.get_data(as_text=True)
    generate(cast)
    body = tab.get("/staff/sheets/transfer/archive.zip").get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        texts = {
            name: PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text()
            for name in archive.namelist()
        }
    assert {name.partition("_")[0] for name in texts} == {NAME, OTHER_NAME}
    (mine,) = [text for name, text in texts.items() if name.startswith(NAME)]
    assert f"转递编号：{number(cast)[0]}" in mine
    assert "第二年3月31日" in mine
    subject = cast.subject(GRADUATE)
    one = tab.get(f"/staff/sheets/transfer/archive/{subject}.pdf").get_data()
    assert undated(PdfReader(io.BytesIO(one)).pages[0].extract_text()) == undated(mine)


@pytest.mark.req("R-281")
def test_the_page_advises_to_generate_before_looking(cast: Cast) -> None:
    page = cast.tab(SCHOOL).get("/lists/transfer").get_data(as_text=True)
    assert "查看和下载之前，请先点“批量生成/重新生成转递编号”" in page
    assert "/start/transfer_numbers?kind=archive" in page
    start = cast.tab(SCHOOL).get("/start/transfer_numbers?kind=household").get_data(as_text=True)
    assert "保持不变" in start


@pytest.mark.req("R-282")
def test_a_graduate_nowhere_finds_the_number(cast: Cast) -> None:
    made = generate(cast)["id"]
    found = number(cast)[0]
    cast[GRADUATE].get(f"/instances/{made}", 404)
    subject = cast.subject(GRADUATE)
    tab = cast.tab(GRADUATE)
    paths = (f"/staff/sheets/transfer/archive/{subject}", f"/staff/sheets/transfer/archive/{subject}.pdf")
    assert {tab.get(path).status_code for path in paths} == {403}
    seen: list[Any] = [
        cast[GRADUATE].raw(path).get_data(as_text=True) for path in ("/records", "/instances", "/messages")
    ]
    assert not [text for text in seen if found in text]
    assert cast[GRADUATE].raw("/lists/transfer").status_code == 404


@pytest.mark.req("R-289")
def test_the_number_ends_with_march_of_the_year_after(cast: Cast) -> None:
    generate(cast)
    found = number(cast)[0]
    year = cast.graduate(GRADUATE).cohort + 1
    cast.clock(f"{year}-03-31T23:59:00+08:00")
    assert knows(cast, found)
    cast.clock(f"{year}-04-01T00:00:01+08:00")
    assert not knows(cast, found)
    generate(cast)
    assert number(cast) == ("", "已失效")


def test_many_are_done_part_by_part(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.graduates.verification.generating.PART", 3)
    generate(cast)
    assert (number(cast)[1], number(cast, name=OTHER_NAME)[1]) == ("已生成", "已生成")
    assert "新生成 2 个" in told(cast)


def test_two_that_generate_at_once_give_one_number(cast: Cast) -> None:
    year = cast.graduate(GRADUATE).cohort
    body = {"data": {"kind": "archive", "cohort": year}}
    for login in (SCHOOL, DEPARTMENT, SCHOOL):
        cast[login].post("/processes/transfer_numbers/instances", body, 201)
    cast.run_jobs()
    assert number(cast)[1] == "已生成"
    assert datetime.now().year >= 2026
    assert cast.visitor().get(f"{API}/lists/transfer").status_code == 401
