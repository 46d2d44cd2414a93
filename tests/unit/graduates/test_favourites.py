"""学生收藏夹: found only by all three, kept, listed by cohort, imported from a sheet."""

import pytest
from sqlalchemy import func, select

from app.errors import Invalid, NotAllowed, NotFound
from app.graduates import favourites
from app.graduates.tables import Favourite, SigningSetting
from app.reports import write_xlsx
from tests.unit.graduates.world import SCHOOL


def sheet(*rows):
    keys = [key for key, _ in favourites.COLUMNS]
    return write_xlsx(favourites.COLUMNS, [dict(zip(keys, row, strict=True)) for row in rows], "名单")


@pytest.mark.req("R-069")
@pytest.mark.req("R-071")
def test_a_graduate_is_found_by_all_three_and_kept(desk, graduate):
    wanted = graduate("g-10001-22")
    kept = favourites.add(desk("e-01"), wanted.name, wanted.id_number, SCHOOL)
    assert kept.graduate.id == wanted.id
    assert wanted.id in [row.graduate.id for row in favourites.find(desk("e-01")).items]


@pytest.mark.req("R-070")
@pytest.mark.parametrize("wrong", ["name", "id_number", "school"])
def test_one_wrong_character_finds_nothing_and_does_not_say_which(desk, graduate, wrong):
    wanted = graduate("g-10001-22")
    words = {"name": wanted.name, "id_number": wanted.id_number, "school": SCHOOL}
    words[wrong] = words[wrong][:-1] + "某"
    with pytest.raises(NotFound) as refusal:
        favourites.search(desk("e-01"), **words)
    assert refusal.value.message == favourites.NOT_FOUND


def test_every_word_is_needed(desk):
    with pytest.raises(Invalid) as refusal:
        favourites.search(desk("e-01"), "", "", SCHOOL)
    assert [e.field for e in refusal.value.errors] == ["name", "id_number"]


@pytest.mark.req("R-111")
def test_who_is_at_a_school_that_has_not_opened_signing_is_not_found(desk, graduate):
    wanted = graduate("g-10286-01")
    with pytest.raises(NotFound):
        favourites.search(desk("e-01"), wanted.name, wanted.id_number, "金陵工业大学")
    desk("e-01").session.add(SigningSetting(school_id=wanted.school_id, cohort=wanted.cohort, opened=True))
    assert favourites.search(desk("e-01"), wanted.name, wanted.id_number, "金陵工业大学").id == wanted.id


@pytest.mark.req("R-078")
def test_who_was_removed_from_the_roster_is_neither_found_nor_listed(desk, graduate, session):
    gone = graduate("g-10001-10")
    with pytest.raises(NotFound):
        favourites.search(desk("e-01"), gone.name, gone.id_number, SCHOOL)
    kept = graduate("g-10001-01")
    kept.deleted_at = desk("e-01").now
    session.flush()
    assert kept.id not in [row.graduate.id for row in favourites.find(desk("e-01")).items]


@pytest.mark.req("R-055")
def test_an_employer_that_is_not_authenticated_has_no_favourites(desk):
    with pytest.raises(NotAllowed, match="认证"):
        favourites.find(desk("e-03"))


@pytest.mark.parametrize("login", ["g-10001-01", "s-10001", "centre"])
def test_nobody_else_has_favourites(desk, login):
    with pytest.raises(NotAllowed):
        favourites.find(desk(login))


@pytest.mark.req("R-077")
def test_another_cohort_is_seen_only_when_it_is_chosen(desk, graduate):
    older = graduate("g-10001-08")
    favourites.add(desk("e-01"), older.name, older.id_number, SCHOOL)
    assert older.id not in [row.graduate.id for row in favourites.find(desk("e-01")).items]
    assert [row.graduate.id for row in favourites.find(desk("e-01"), cohort=older.cohort).items] == [older.id]


@pytest.mark.req("R-076")
def test_a_favourite_is_deleted_and_added_again(desk, graduate, session):
    wanted = graduate("g-10001-01")
    first = next(row for row in favourites.find(desk("e-01")).items if row.graduate.id == wanted.id)
    favourites.remove(desk("e-01"), first.favourite.id)
    wanted.name = "陈吉喆"
    session.flush()
    assert favourites.add(desk("e-01"), "陈吉喆", wanted.id_number, SCHOOL).graduate.name == "陈吉喆"


def test_adding_twice_keeps_one_and_a_foreign_one_cannot_be_removed(desk, graduate, session):
    wanted = graduate("g-10001-01")
    kept = favourites.add(desk("e-01"), wanted.name, wanted.id_number, SCHOOL)
    mine = (Favourite.employer_id == kept.favourite.employer_id, Favourite.graduate_id == wanted.id)
    assert session.scalar(select(func.count()).select_from(Favourite).where(*mine)) == 1
    with pytest.raises(NotFound):
        favourites.remove(desk("e-02"), kept.favourite.id)


def test_pages_follow_each_other(desk):
    first = favourites.find(desk("e-01"), limit=4)
    second = favourites.find(desk("e-01"), limit=4, after=first.next)
    ids = [row.favourite.id for row in (*first.items, *second.items)]
    assert (first.total, len(ids), len(set(ids)), second.next) == (6, 6, 6, None)


def test_a_name_is_searched_among_the_favourites(desk):
    assert [row.graduate.name for row in favourites.find(desk("e-01"), q="喆").items] == ["陈喆"]


@pytest.mark.req("R-074")
def test_rows_that_fit_are_kept_and_the_others_reported(desk, graduate):
    good, other = graduate("g-10001-22"), graduate("g-10001-42")
    rows = [
        (good.name, good.id_number, SCHOOL),
        ("", "", ""),
        (other.name, good.id_number, SCHOOL),
        (other.name, "", SCHOOL),
    ]
    found = favourites.import_sheet(desk("e-01"), sheet(*rows))
    assert (found.added, found.blank, [p["row"] for p in found.problems]) == (1, 1, [4, 5])
    assert "缺少身份证号" in found.problems[1]["message"]
    names = [row.graduate.name for row in favourites.find(desk("e-01")).items]
    assert good.name in names
    assert other.name not in names


@pytest.mark.req("R-073")
def test_the_template_has_the_three_columns_and_can_be_imported_empty(desk):
    found = favourites.import_sheet(desk("e-01"), favourites.template())
    assert (found.added, found.problems) == (0, [])
    assert [label for _, label in favourites.COLUMNS] == ["学生姓名", "身份证号", "毕业院校"]


def test_a_sheet_with_other_columns_is_refused(desk):
    body = write_xlsx((("a", "姓名"),), [{"a": "某"}], "别的")
    with pytest.raises(Invalid):
        favourites.import_sheet(desk("e-01"), body)
