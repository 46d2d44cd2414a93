"""P37 through the doors: figures count what their lists show, by group, and add up."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, passed
from tests.walks.doors.test_reports import DOOR, given
from tests.walks.test_confirmation import RIGHT, confirm
from tests.walks.test_transfers import UNIT, registered, start

OTHER = "d-10001-02"


def figure(cast: Cast, key: str, login: str = SCHOOL) -> tuple[dict[str, dict[str, int]], int]:
    """Return group → series → number, and how many rows were counted."""
    found = cast[login].get(f"/figures/{key}")
    table = {
        label: {series["name"]: series["values"][at] for series in found["series"]}
        for at, label in enumerate(found["labels"])
    }
    return table, found["total"]


@pytest.mark.req("R-255")
def test_how_graduates_confirmed_is_counted_by_state_and_source(cast: Cast) -> None:
    sources = ("登记系统", "就业管理系统上传", "就业管理系统接口")
    before, total = figure(cast, "confirmation")
    assert list(before) == ["未上报", "未确认", "确认有误", "确认无误"]
    passed(cast, kind("签劳动合同就业"))
    confirm(cast, RIGHT)
    cast["ems"].post(DOOR, given(cast, "g-10001-04"))
    after, again = figure(cast, "confirmation")
    assert again == total
    more = {
        (state, name): number - before[state][name]
        for state, row in after.items()
        for name, number in row.items()
        if number != before[state][name]
    }
    assert more == {
        ("未上报", "总数"): -2,
        ("确认无误", "登记系统"): 1,
        ("确认无误", "总数"): 1,
        ("未确认", "就业管理系统上传"): 1,
        ("未确认", "总数"): 1,
    }
    assert sum(row["总数"] for row in after.values()) == total
    for state in ("未确认", "确认有误", "确认无误"):
        assert sum(after[state][source] for source in sources) == after[state]["总数"]


@pytest.mark.req("R-255")
def test_each_number_leads_to_the_list_with_as_many_rows(cast: Cast) -> None:
    passed(cast, kind("签劳动合同就业"))
    page = cast.tab(SCHOOL).get("/figures/confirmation").get_data(as_text=True)
    links = re.findall(r'<td class="right"><a href="([^"]+)">(\d+)</a>', page)
    assert len(links) >= 3
    for href, number in links:
        listed = cast.tab(SCHOOL).get(href.replace("&amp;", "&")).get_data(as_text=True)
        assert f'data-testid="total">{number}</b>' in listed


@pytest.mark.req("R-313", "R-314")
def test_signings_are_counted_by_department_and_each_row_adds_up(cast: Cast) -> None:
    cast.signed(GRADUATE)
    table, total = figure(cast, "signing")
    assert total >= 1
    for row in table.values():
        assert sum(value for name, value in row.items() if name != "总数") == row["总数"]
    assert sum(row["总数"] for row in table.values()) == total
    assert table["计算机学院"]["已签约"] == 1


@pytest.mark.req("R-313")
def test_archives_are_counted_in_the_scope_of_the_reader(cast: Cast) -> None:
    registered(cast, "archive")
    start(cast, "archive_registration", UNIT, "g-10001-02")
    whole, _ = figure(cast, "archive")
    own, total = figure(cast, "archive", DEPARTMENT)
    assert list(own) == ["计算机学院"]
    assert own["计算机学院"] == whole["计算机学院"]
    assert (own["计算机学院"]["已登记"], own["计算机学院"]["审核中"]) == (1, 1)
    assert len(whole) == 2
    assert own["计算机学院"]["总数"] == total
    assert figure(cast, "archive", OTHER)[0]["经济管理学院"]["已登记"] == 0
    cast[GRADUATE].get("/figures/archive", 404)
    cast[SCHOOL].get("/figures/none", 404)
    page = cast.tab(SCHOOL).get("/staff/archive").get_data(as_text=True)
    assert "/figures/archive" in page


@pytest.mark.req("R-255", "R-313")
@pytest.mark.parametrize("key", ["confirmation", "archive", "household", "signing"])
def test_a_figure_is_downloaded_with_its_sums(cast: Cast, key: str) -> None:
    cast.signed(GRADUATE)
    table, total = figure(cast, key)
    body = cast[SCHOOL].raw(f"/figures/{key}.xlsx").get_data()
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    found = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert found.pop("总计")["总数"] == total
    assert found == table
    text = cast[SCHOOL].raw(f"/figures/{key}.csv").get_data(as_text=True)
    assert "总计" in text
    cast[GRADUATE].get(f"/figures/{key}.csv", 404)
