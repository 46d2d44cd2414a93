"""Lists as content describes them, and the same rows in the same order as a sheet."""

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.store.audit import AuditRow
from tests.support.cast import Cast
from tests.support.world import Template
from tests.walks.doors.test_errors import check

READERS = {
    "students": "s-10001",
    "online_signing": "s-10001",
    "employer_signing": "e-01",
    "employers": "centre",
    "graduate_records": "g-10001-01",
}


def as_csv(cast: Cast, login: str, key: str, **query: Any) -> list[list[str]]:
    answer = cast[login].call("GET", f"/lists/{key}.csv", query_string=query)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def as_xlsx(cast: Cast, login: str, key: str, **query: Any) -> list[list[Any]]:
    answer = cast[login].call("GET", f"/lists/{key}.xlsx", query_string=query)
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("key", READERS)
def test_a_list_has_columns_and_its_sheets_the_same_rows(cast: Cast, key: str) -> None:
    cast.signed()
    login = READERS[key]
    found = cast[login].get(f"/lists/{key}", limit=200)
    assert {"items", "total", "capped", "next", "columns"} <= set(found)
    assert found["total"] == len(found["items"]) > 0
    keys = [c["key"] for c in found["columns"]]
    shown = [["" if row[k] is None else str(row[k]) for k in keys] for row in found["items"]]
    head, *rows = as_csv(cast, login, key)
    assert head == [c["label"] for c in found["columns"]]
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
    assert [[str(cell) for cell in row] for row in as_xlsx(cast, login, key)] == [head, *shown]


def test_filters_and_search_narrow_the_sheet_as_they_narrow_the_list(cast: Cast) -> None:
    for query in (
        {"q": "陈喆"},
        {"department": "计算机学院"},
        {"roster": "out"},
        {"q": "%"},
        {"cohort": "1999"},
    ):
        found = cast["s-10001"].get("/lists/students", limit=200, **query)
        rows = as_csv(cast, "s-10001", "students", **query)[1:]
        assert len(rows) == found["total"]
    assert cast["s-10001"].get("/lists/students", q="陈喆")["total"] == 1
    assert cast["s-10001"].get("/lists/students", q="%")["total"] == 0
    check(cast["s-10001"].call("GET", "/lists/students?cohort=x"), 422)


def test_a_list_comes_in_pages(shown: Cast) -> None:
    whole = [r["id"] for r in shown["s-10001"].get("/lists/students", limit=200)["items"]]
    found, after = [], None
    for _ in range(0, len(whole), 5):
        query = {"limit": 5} | ({"after": after} if after else {})
        page = shown["s-10001"].get("/lists/students", **query)
        found += [r["id"] for r in page["items"]]
        after = page["next"]
    assert after is None
    assert found == whole
    check(shown["s-10001"].call("GET", "/lists/students?after=x"), 400)


def test_identity_numbers_are_masked_in_lists_and_sheets(shown: Cast) -> None:
    number = shown.graduate("g-10001-01").id_number
    assert number not in str(shown["s-10001"].get("/lists/students", limit=200))
    assert number not in str(as_csv(shown, "s-10001", "students"))


def test_an_export_leaves_an_audit_row(cast: Cast) -> None:
    as_csv(cast, "s-10001", "students")
    with cast.session() as session:
        (row,) = session.query(AuditRow).filter_by(action="export_list").all()
    assert (row.target, row.result, row.detail["format"]) == ("list:students", "done", "csv")
    assert row.detail["rows"] > 0


def test_nobody_reads_a_list_of_other_roles_or_one_that_is_not_there(shown: Cast) -> None:
    for login, key in (("e-01", "students"), ("g-10001-01", "online_signing"), ("s-10001", "no_such")):
        for path in (f"/lists/{key}", f"/lists/{key}.csv", f"/lists/{key}.xlsx"):
            check(shown[login].call("GET", path), 404)
    check(shown["s-10001"].call("GET", "/lists/students.pdf"), 404)


def test_each_reads_the_own_department_school_and_employer_only(cast: Cast) -> None:
    cast.signed()
    schools = {login: cast[login].get("/lists/students", limit=200) for login in ("s-10001", "s-10002")}
    assert not {r["id"] for r in schools["s-10001"]["items"]} & {r["id"] for r in schools["s-10002"]["items"]}
    first, second = (cast[d].get("/lists/students", limit=200) for d in ("d-10001-01", "d-10001-02"))
    assert not {r["id"] for r in first["items"]} & {r["id"] for r in second["items"]}
    for login in ("s-10002", "d-10001-02"):
        assert cast[login].get("/lists/online_signing")["total"] == 0
    assert cast["e-02"].get("/lists/employer_signing")["total"] == 0
    assert cast["g-10001-02"].get("/lists/graduate_records")["total"] == 0
    subject = cast.subject("g-10001-01")
    assert cast["g-10001-02"].get("/lists/graduate_records", subject=subject)["total"] == 0


def test_too_many_exports_are_told_when_to_come_back(template: Template, tmp_path) -> None:
    strict = Cast(template.copy(tmp_path, LIMITS="strict"))
    answers = [strict["s-10001"].call("GET", "/lists/students.csv") for _ in range(11)]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    strict.close()
