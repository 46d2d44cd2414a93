"""The roster comes from the employment management system: entries come, change, leave and come back."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from app.graduates.demo.numbers import candidate_no, id_number
from app.graduates.roster_fields import COLUMNS
from app.graduates.tables import EmsGraduate, Graduate
from app.reports import write_xlsx
from app.store.sealed import blind
from tests.support.cast import API, Cast

DOOR = "/roster/10001/graduates"
NEWCOMER = {
    "candidate_no": candidate_no(2027, "110101", 901),
    "student_no": "202301901",
    "name": "新同学",
    "id_number": id_number("110101", "20050101", 901),
    "gender": "1",
    "department": "计算机学院",
    "major": "计算机科学与技术",
    "degree": "31",
    "training_mode": "11",
    "cohort": 2027,
}


def entry(cast: Cast, number: str) -> Graduate:
    with cast.session() as session:
        hashed = blind(number, "graduate.candidate_no")
        return session.scalars(select(Graduate).where(Graduate.candidate_hash == hashed)).one()


def known(cast: Cast, login: str = "g-10001-01", **more: Any) -> dict[str, Any]:
    return {"candidate_no": cast.graduate(login).candidate_no, **more}


def test_a_graduate_comes_into_the_roster_and_is_found_by_the_school(cast: Cast) -> None:
    made = cast["ems"].post(DOOR, NEWCOMER, 201)
    assert made["result"] == "created"
    names = [row["name"] for row in cast["s-10001"].get("/lists/students", q="新同学")["items"]]
    assert names == ["新同学"]
    assert cast["s-10001"].get("/records", subject=made["subject"])["destination"] is None


def test_the_same_candidate_number_is_the_same_entry(cast: Cast) -> None:
    first = cast["ems"].post(DOOR, NEWCOMER, 201)
    again = cast["ems"].post(DOOR, {**NEWCOMER, "phone": "13800000000", "department": "10001-02"})
    assert (again["subject"], again["result"]) == (first["subject"], "updated")
    row = entry(cast, NEWCOMER["candidate_no"])
    assert (row.phone, row.name) == ("13800000000", "新同学")
    assert row.department_id == cast.graduate("g-10001-04").department_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"id_number": "110101200501010000"}, "id_number"),
        ({"gender": "9"}, "gender"),
        ({"department": "没有的学院"}, "department"),
        ({"cohort": 1}, "cohort"),
        ({"phone": "12345"}, "phone"),
        ({"graduates_on": "2027-06"}, "graduates_on"),
        ({"archive_in_school": "maybe"}, "archive_in_school"),
        ({"major": "长" * 101}, "major"),
        ({"nickname": "x"}, "nickname"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    answer = cast["ems"].post(DOOR, NEWCOMER | change, 422)
    assert [e["field"] for e in answer["errors"]] == [field]


def test_a_new_entry_needs_everything_that_identifies_somebody(cast: Cast) -> None:
    answer = cast["ems"].post(DOOR, {"candidate_no": NEWCOMER["candidate_no"]}, 422)
    assert {"name", "id_number", "student_no", "degree", "cohort"} <= {e["field"] for e in answer["errors"]}


def test_a_student_number_is_taken_once_in_a_department(cast: Cast) -> None:
    taken = cast.graduate("g-10001-01").student_no
    answer = cast["ems"].post(DOOR, {**NEWCOMER, "student_no": taken}, 409)
    assert "学号" in answer["detail"]


def test_an_entry_of_another_school_is_not_taken_over(cast: Cast) -> None:
    cast["ems"].post("/roster/10002/graduates", known(cast, phone="13800000000"), 409)
    cast["ems"].post("/roster/99999/graduates", NEWCOMER, 404)


def test_what_reviews_compare_waits_for_the_reviewer_while_a_destination_is_active(cast: Cast) -> None:
    cast.signed("g-10001-01")
    cast["ems"].post(DOOR, known(cast, political="13", phone="13811112222"))
    row = cast.graduate("g-10001-01")
    with cast.session() as session:
        there = session.get_one(EmsGraduate, row.id)
    assert (row.political, there.political) == ("01", "13")
    assert row.phone == "13811112222"
    cast["ems"].post(DOOR, known(cast, "g-10001-02", political="13"))
    assert cast.graduate("g-10001-02").political == "13"


@pytest.mark.req("R-301")
def test_who_leaves_the_roster_cannot_be_invited_and_may_come_back(cast: Cast) -> None:
    gone = cast["ems"].post("/roster/10001/removals", known(cast))
    assert gone["result"] == "removed"
    subjects = [row["subject"] for row in cast["e-01"].get("/favourites", limit=200)["items"]]
    assert gone["subject"] not in subjects
    offers = cast["e-01"].get("/processes", subject=gone["subject"])["items"]
    assert [o["allowed"] for o in offers if o["key"] == "online_signing"] == [False]
    cast["ems"].post("/roster/10001/removals", known(cast))
    back = cast["ems"].post(DOOR, known(cast))
    assert back["result"] == "restored"
    cast.invite("g-10001-01")


def test_somebody_who_is_not_in_the_roster_cannot_be_removed(cast: Cast) -> None:
    cast["ems"].post("/roster/10001/removals", {"candidate_no": "0"}, 404)
    cast["ems"].post("/roster/10002/removals", known(cast), 409)


def test_a_sheet_is_uploaded_row_by_row(cast: Cast) -> None:
    rows = [
        NEWCOMER | {"archive_in_school": "是"},
        NEWCOMER | {"student_no": "202301902", "candidate_no": "X1", "gender": "9"},
    ]
    body = write_xlsx(COLUMNS, rows, "名单")
    sent = {"file": (BytesIO(body), "名单.xlsx")}
    answer = cast["ems"].call("POST", "/roster/10001/import", data=sent).get_json()
    assert (answer["created"], answer["updated"]) == (1, 0)
    assert [(p["row"], "性别" in p["message"]) for p in answer["problems"]] == [(3, True)]
    assert entry(cast, NEWCOMER["candidate_no"]).archive_in_school is True


@pytest.mark.parametrize("login", ["g-10001-01", "e-01", "d-10001-01", "s-10001", "p-11", "centre", "admin"])
def test_only_machine_accounts_use_these_doors(cast: Cast, login: str) -> None:
    for door in (DOOR, "/roster/10001/removals", "/reports/destinations"):
        cast[login].post(door, {"candidate_no": "x"}, 403)
    cast[login].get("/changes", 403)
    assert cast.visitor().get(f"{API}/changes").status_code == 401


def test_the_roster_comes_from_the_national_system_only(cast: Cast) -> None:
    door = "/roster/10286/graduates"
    cast["province-32"].post(door, known(cast, "g-10286-01", phone="13800000000"), 403)
