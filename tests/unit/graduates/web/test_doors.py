"""The doors of the application: favourites, presets, records, settings, modules."""

from io import BytesIO

import pytest

from app.reports import write_xlsx
from tests.support.cast import API, Cast

SCHOOL = "京华大学"
COLUMNS = (("name", "学生姓名"), ("id_number", "身份证号"), ("school", "毕业院校"))


def words(cast: Cast, login: str) -> dict[str, str]:
    graduate = cast.graduate(login)
    return {"name": graduate.name, "id_number": graduate.id_number, "school": SCHOOL}


@pytest.mark.req("R-069", "R-071", "R-072", "R-323")
def test_a_graduate_is_found_kept_and_listed_masked(cast: Cast) -> None:
    made = cast["e-01"].post("/favourites", words(cast, "g-10001-22"), 201)
    assert made["subject"] == cast.subject("g-10001-22")
    assert made["id_number"] == "5201**********044X"
    listed = cast["e-01"].get("/favourites")
    assert (listed["total"], made in listed["items"]) == (7, True)
    assert {"name", "id_number", "school", "degree_label", "major", "startable"} <= set(made)


@pytest.mark.req("R-070")
def test_every_miss_has_the_same_answer(cast: Cast) -> None:
    right = words(cast, "g-10001-22")
    misses = [{**right, key: right[key] + "1"} for key in right]
    answers = [cast["e-01"].post("/favourites", miss, 404) for miss in misses]
    answers.append(cast["e-01"].post("/favourites", words(cast, "g-10001-10"), 404))
    assert len({str(sorted(a.items())) for a in answers}) == 1


@pytest.mark.req("R-076")
def test_a_favourite_is_removed_and_a_foreign_one_is_not_there(cast: Cast) -> None:
    first = cast["e-01"].get("/favourites")["items"][0]
    cast["e-02"].delete(f"/favourites/{first['id']}", 404)
    cast["e-01"].delete(f"/favourites/{first['id']}")
    assert cast["e-01"].get("/favourites")["total"] == 5


@pytest.mark.req("R-077")
def test_favourites_of_another_cohort(cast: Cast) -> None:
    older = cast["e-01"].post("/favourites", words(cast, "g-10001-08"), 201)
    assert older["id"] not in [i["id"] for i in cast["e-01"].get("/favourites")["items"]]
    assert [i["id"] for i in cast["e-01"].get("/favourites", cohort=older["cohort"])["items"]] == [
        older["id"]
    ]


@pytest.mark.req("R-074")
def test_a_sheet_is_imported_row_by_row(cast: Cast) -> None:
    good = words(cast, "g-10001-22")
    body = write_xlsx(COLUMNS, [good, {**good, "name": "别人"}], "名单")
    person = cast["e-01"]
    answer = person._client.post(
        f"{API}/favourites/import", data={"file": (BytesIO(body), "名单.xlsx")}, headers=person._headers
    )
    assert answer.status_code == 200
    found = answer.get_json()
    assert (found["added"], [p["row"] for p in found["problems"]]) == (1, [3])
    assert cast["e-01"].post("/favourites/import", {}, 422)["errors"][0]["field"] == "file"


@pytest.mark.req("R-073")
def test_the_template_can_be_downloaded(cast: Cast) -> None:
    answer = cast["e-01"].raw("/favourites/template.xlsx")
    assert answer.data[:2] == b"PK"


@pytest.mark.req("R-055")
def test_an_employer_that_is_not_authenticated_is_refused(cast: Cast) -> None:
    assert "认证" in cast["e-03"].get("/favourites", 403)["detail"]
    assert cast["e-03"].post("/favourites", words(cast, "g-10001-22"), 403)


@pytest.mark.req("R-064", "R-066")
def test_presets_are_made_changed_searched_and_deleted(cast: Cast) -> None:
    data = {"position": "工程师"}
    made = cast["e-01"].post("/presets", {"group": "job", "name": "甲", "data": data}, 201)
    assert made["data"] == data
    cast["e-01"].post("/presets?group=archive", {"name": "乙", "data": {"archive_accepted": "no"}}, 201)
    assert [p["name"] for p in cast["e-01"].get("/presets", group="job")["items"]] == ["甲"]
    assert cast["e-01"].get("/presets", q="没有")["total"] == 0
    changed = cast["e-01"].put(f"/presets/{made['id']}", {"name": "丙", "data": {}})
    assert changed["name"] == "丙"
    cast["e-02"].put(f"/presets/{made['id']}", {"name": "丙", "data": {}}, 404)
    cast["e-01"].delete(f"/presets/{made['id']}")
    assert cast["e-01"].get("/presets")["total"] == 1


def test_presets_are_checked(cast: Cast) -> None:
    cast["e-01"].post("/presets", {"group": "x", "name": "甲", "data": {}}, 422)
    cast["e-01"].post("/presets", {"group": "job", "data": {}}, 422)
    cast["e-01"].post("/presets", {"group": "job", "name": "甲", "data": []}, 422)
    cast["g-10001-01"].get("/presets", 403)


def test_records_are_those_of_a_graduate_in_scope(cast: Cast) -> None:
    cast.signed("g-10001-01")
    mine = cast["g-10001-01"].get("/records")["destination"]
    assert (mine["unit"], mine["effective"]) == ("北京星河数联科技有限公司", True)
    subject = cast.subject("g-10001-01")
    assert cast["s-10001"].get("/records", subject=subject)["destination"] == mine
    cast["s-10002"].get("/records", 404, subject=subject)
    cast["e-04"].get("/records", 404, subject=subject)


@pytest.mark.req("R-315", "R-317", "R-318")
def test_settings_are_changed_until_they_are_locked(cast: Cast) -> None:
    school = cast["s-10001"]
    found = school.get("/settings/10001")
    assert (found["opened"], found["agreement_type"], found["review_mode"]) == (
        True,
        "three",
        "department_school",
    )
    assert found["locked"] == {}
    assert school.put("/settings/10001", {"agreement_type": "two"})["agreement_type"] == "two"
    instance = cast.invite("g-10001-01")["id"]
    refusal = school.put("/settings/10001", {"agreement_type": "three"}, 409)
    assert "已有毕业生或单位开始签约" in refusal["detail"]
    assert school.put("/settings/10001", {"review_mode": "school_only"})["review_mode"] == "school_only"
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    refusal = school.put("/settings/10001", {"review_mode": "department_school"}, 409)
    assert "正在审核" in refusal["detail"]


def test_settings_are_checked_and_scoped(cast: Cast) -> None:
    school = cast["s-10001"]
    school.put("/settings/10001", {"opened": "yes"}, 422)
    school.put("/settings/10001", {"contacts": "x"}, 422)
    school.put("/settings/10001", {"cohort": "x"}, 422)
    school.get("/settings/10002", 404)
    cast["d-10001-01"].get("/settings/10001", 403)
    contacts = [{"degree_group": "default", "name": "甲", "phone": "010-1"}]
    saved = school.put("/settings/10001", {"contacts": contacts})["contacts"]
    assert [c["name"] for c in saved] == ["甲"]


def test_modules_are_switched_by_province_and_school(cast: Cast) -> None:
    province, school = cast["p-11"], cast["s-10001"]
    assert province.put("/modules/11", {"archive": False})["modules"]["archive"] is False
    assert school.get("/modules/10001")["province"]["archive"] is False
    assert "省级" in school.put("/modules/10001", {"modules": {"archive": True}}, 409)["detail"]
    province.get("/modules/32", 404)
    cast["g-10001-01"].get("/modules/11", 403)
