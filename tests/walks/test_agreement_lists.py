"""在线签约管理 and 补登管理: what they count and what is downloaded from them."""

import csv
import re
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.support.cast import Cast
from tests.support.papers import DEPARTMENT, GRADUATE, RETURNED, SCHOOL, apply, decide, picture, stamped

OTHER = "g-10001-03"


def passed(cast: Cast, login: str) -> str:
    """Return an application whose content has passed both reviews."""
    instance = str(apply(cast, "offline_agreement", login)["id"])
    decide(cast, instance, "pass", "pass")
    return instance


@pytest.mark.req("R-120", "R-121", "R-123")
def test_the_list_counts_what_waits_and_hides_none_of_it(cast: Cast) -> None:
    apply(cast, "offline_agreement")
    stamped(cast, passed(cast, OTHER), OTHER)
    cast["g-10001-02"].complete(cast.invite("g-10001-02")["id"], {"decision": "accept"})
    assert cast[DEPARTMENT].get("/lists/online_signing")["total"] == 3
    page = cast.tab(DEPARTMENT).get("/lists/online_signing").text
    for words in (
        "在线签约管理待审核总数",
        "就业协议审核中，等待学院审核",
        "签约审核中，等待学院审核",
        "学生已同意签约，等待学院审核",
    ):
        assert words in page
    one_click = cast[DEPARTMENT].raw("/lists/online_signing?status=agreement_department").json
    assert one_click["total"] == 1
    assert cast[DEPARTMENT].get("/lists/online_signing", stage="pending")["total"] == 3
    assert cast[DEPARTMENT].get("/lists/online_signing", initiator="graduate")["total"] == 2
    assert cast[DEPARTMENT].get("/lists/online_signing", initiator="employer")["total"] == 1


@pytest.mark.req("R-124", "R-125", "R-126")
@pytest.mark.parametrize("process", ["online_signing", "paper_supplement"])
def test_the_query_and_the_returned_are_downloaded(cast: Cast, process: str) -> None:
    start = "offline_agreement" if process == "online_signing" else process
    for login in (GRADUATE, OTHER):
        files = {"images": [picture(cast, login)]} if start == "paper_supplement" else {}
        instance = str(apply(cast, start, login, **files)["id"])
    decide(cast, instance, RETURNED)
    page = cast.tab(SCHOOL).get(f"/lists/{process}?degree=11").text
    links = {
        word.strip(): unescape(href)
        for href, word in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>([^<]+)</a>', page)
    }

    sheet = CalamineWorkbook.from_filelike(BytesIO(downloaded(cast, links["导出退回修改学生名单"])))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert (len(rows), "王𬭩" in rows[1]) == (2, True)
    asked = downloaded(cast, links["下载 CSV"]).decode("utf-8-sig").splitlines()
    shown = cast[SCHOOL].get(f"/lists/{process}", degree="11")["items"]
    assert [row["姓名"] for row in csv.DictReader(asked)] == [row["name"] for row in shown] == ["王𬭩"]
    everybody = downloaded(cast, f"/api/v1/lists/{process}.csv").decode("utf-8-sig").splitlines()
    assert len(list(csv.DictReader(everybody))) == 2


def downloaded(cast: Cast, href: str) -> bytes:
    """Return what the school downloads from an address."""
    answer = cast.tab(SCHOOL).get(href)
    assert answer.status_code == 200
    return bytes(answer.data)
