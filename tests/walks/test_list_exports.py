"""The four lists of staff: 下载当前查询数据, 导出退回修改学生名单, and what their module counts of them (R-124 … R-127)."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.support.cast import Cast
from tests.support.papers import DEPARTMENT, GRADUATE, RETURNED, SCHOOL, apply, decide, picture
from tests.walks.destinations import kind, passed, registering
from tests.walks.endings import begin, image, offline

OTHER = "g-10001-03"
WORK = kind("其他录用证明就业")


def agreement(cast: Cast, login: str) -> str:
    return str(apply(cast, "offline_agreement", login)["id"])


def supplement(cast: Cast, login: str) -> str:
    return str(apply(cast, "paper_supplement", login, images=[picture(cast, login)])["id"])


def termination(cast: Cast, login: str) -> str:
    given = {"reason": "01", "comment": "已签订解约函", "materials": [image(cast, login)]}
    return str(begin(cast, login, offline(cast, login=login), "offline_termination", given)["id"])


def registration(cast: Cast, login: str) -> str:
    return registering(cast, WORK, login)


Begin = Callable[[Cast, str], str]
LISTS = {
    "online_signing": agreement,
    "paper_supplement": supplement,
    "termination": termination,
    "destination": registration,
}


def downloads(cast: Cast, address: str) -> dict[str, str]:
    """Return the links of a list's page by their words."""
    page = cast.tab(SCHOOL).get(address).text
    found = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>([^<]+)</a>', page)
    return {word.strip(): unescape(href) for href, word in found}


def sheet(cast: Cast, href: str) -> list[list[Any]]:
    """Return the rows of a downloaded workbook below its heading."""
    answer = cast.tab(SCHOOL).get(href)
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert "姓名" in rows[0]
    return rows[1:]


@pytest.mark.req("R-124", "R-126")
@pytest.mark.parametrize("key", LISTS)
def test_exactly_the_rows_of_the_query_are_downloaded(cast: Cast, key: str) -> None:
    for login in (GRADUATE, OTHER):
        LISTS[key](cast, login)
    shown = cast[SCHOOL].get(f"/lists/{key}")["items"]
    everything = sheet(cast, downloads(cast, f"/lists/{key}")["下载当前查询数据"])
    assert len(everything) == len(shown)
    filtered = cast[SCHOOL].raw(f"/lists/{key}?q=陈喆").get_json()["items"]
    asked = sheet(cast, downloads(cast, f"/lists/{key}?q=陈喆")["下载当前查询数据"])
    assert len(asked) == len(filtered) == 1
    assert "陈喆" in asked[0]


@pytest.mark.req("R-125", "R-126")
@pytest.mark.parametrize("key", LISTS)
def test_the_returned_are_downloaded_by_themselves(cast: Cast, key: str) -> None:
    first, _ = (LISTS[key](cast, login) for login in (GRADUATE, OTHER))
    returned = "导出退回修改学生名单"
    assert sheet(cast, downloads(cast, f"/lists/{key}")[returned]) == []
    decide(cast, first, RETURNED)
    rows = sheet(cast, downloads(cast, f"/lists/{key}")[returned])
    assert [("陈喆" in row, "退回" in " ".join(map(str, row))) for row in rows] == [(True, True)]
    counted = cast[SCHOOL].get(f"/lists/{key}")["counters"]["returned"]
    assert (counted, cast[SCHOOL].get(f"/lists/{key}", stage="returned")["total"]) == (1, 1)


@pytest.mark.req("R-127")
@pytest.mark.parametrize("key", LISTS)
def test_the_module_counts_what_waits_in_each_list(cast: Cast, key: str) -> None:
    with cast.session() as session:
        title = cast.services.library.newest(session, "report", f"lists/{key}").title
    assert pending(cast, SCHOOL)[title] == ("0", f"/lists/{key}?stage=pending")
    first = LISTS[key](cast, GRADUATE)
    for login in (SCHOOL, DEPARTMENT):
        number, href = pending(cast, login)[title]
        assert number == "1"
        assert cast[login].get(f"/lists/{key}", stage="pending")["total"] == 1
        assert "陈喆" in cast.tab(login).get(href).text
    assert pending(cast, "d-10001-02")[title][0] == pending(cast, "s-10002")[title][0] == "0"
    decide(cast, first, RETURNED)
    assert pending(cast, SCHOOL)[title][0] == "0"


def pending(cast: Cast, login: str) -> dict[str, tuple[str, str]]:
    """Return what the module's page says of each list: how much waits, and where it leads."""
    page = cast.tab(login).get("/staff/destination").text
    pattern = (
        r'<a class="btn" href="[^"]+">([^<]+)</a>\s*<a class="chip" href="([^"]+)"[^>]*>[^<]*<b>(\d+)</b>'
    )
    return {title: (number, unescape(href)) for title, href, number in re.findall(pattern, page)}


def test_the_records_of_a_graduate_are_signings_and_other_destinations(cast: Cast) -> None:
    cast.invite(GRADUATE)
    record = passed(cast, WORK)
    rows = cast[GRADUATE].get("/lists/graduate_records")["items"]
    assert [(r["employer"], r["status_label"]) for r in rows] == [
        (f"其他录用证明就业：{WORK.unit}", "审核通过"),
        ("北京星河数联科技有限公司", "收到签约邀请，等待应约"),
    ]
    assert rows[0]["id"] == record
    first = cast[GRADUATE].get("/lists/graduate_records", limit=1)
    assert (first["total"], [r["id"] for r in first["items"]]) == (2, [record])
    assert cast[OTHER].get("/lists/graduate_records")["total"] == 0
    of = cast.subject(GRADUATE)
    assert cast[SCHOOL].get("/lists/graduate_records", subject=of)["total"] == 2
    assert cast["s-10002"].get("/lists/graduate_records", subject=of)["total"] == 0
