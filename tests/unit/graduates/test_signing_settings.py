"""签约设置 and what locks it (DT-27)."""

import pytest
from sqlalchemy import select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.graduates import signing_settings
from app.graduates.facts import contact
from app.graduates.tables import Department, School
from app.store.accounts import Account
from tests.unit.graduates.world import employer, signing


@pytest.mark.req("R-315")
@pytest.mark.parametrize("mode", ["school_only", "department_school"])
def test_the_review_mode_is_one_of_two(desk, mode):
    saved = signing_settings.save(desk("s-10001"), "10001", {"review_mode": mode})
    assert saved.setting.review_mode == mode


@pytest.mark.req("R-316")
def test_two_levels_need_an_account_in_every_department(desk, session):
    signing_settings.save(desk("s-10001"), "10001", {"review_mode": "school_only"})
    session.scalars(select(Account).where(Account.login == "d-10001-02")).one().status = "stopped"
    session.flush()
    with pytest.raises(Conflict, match="经济管理学院"):
        signing_settings.save(desk("s-10001"), "10001", {"review_mode": "department_school"})


@pytest.mark.req("R-317")
def test_the_review_mode_stays_while_anything_is_under_review(desk, session, graduate):
    row = signing(session, graduate("g-10001-01"), employer(session), "accepted")
    with pytest.raises(Conflict, match="正在审核"):
        signing_settings.save(desk("s-10001"), "10001", {"review_mode": "school_only"})
    row.state = "signed"
    session.flush()
    assert signing_settings.save(desk("s-10001"), "10001", {"review_mode": "school_only"})


@pytest.mark.req("R-318")
@pytest.mark.parametrize("values", [{"opened": False}, {"agreement_type": "two"}])
def test_switch_and_type_are_locked_after_the_first_signing(desk, session, graduate, values):
    signing(session, graduate("g-10001-01"), employer(session), "failed")
    with pytest.raises(Conflict, match="已有毕业生或单位开始签约或登记"):
        signing_settings.save(desk("s-10001"), "10001", values)
    assert set(signing_settings.read(desk("s-10001"), "10001").locks) == {"opened", "agreement_type"}


def test_what_does_not_change_is_no_conflict(desk, session, graduate):
    signing(session, graduate("g-10001-01"), employer(session), "accepted")
    same = {"opened": True, "agreement_type": "three", "review_mode": "department_school"}
    assert signing_settings.save(desk("s-10001"), "10001", same).setting.opened


def test_before_the_first_signing_everything_can_be_changed(desk):
    values = {"opened": False, "agreement_type": "two", "review_mode": "school_only"}
    saved = signing_settings.save(desk("s-10001"), "10001", values)
    assert {name: getattr(saved.setting, name) for name in values} == values


@pytest.mark.req("R-319")
def test_contacts_are_kept_by_degree(desk, session):
    people = [
        {"degree_group": "default", "name": "甲"},
        {"degree_group": "master", "name": "乙", "phone": "010-1"},
    ]
    signing_settings.save(desk("s-10001"), "10001", {}, people)
    school = session.scalars(select(School).where(School.code == "10001")).one()
    assert contact(session, school.id, "master")["name"] == "乙"
    assert contact(session, school.id, "bachelor")["name"] == "甲"


@pytest.mark.parametrize(
    "people", [[{"name": ""}], [{"name": "甲"}, {"name": "乙"}], [{"degree_group": "x", "name": "甲"}]]
)
def test_contacts_that_cannot_be_used_are_refused(desk, people):
    with pytest.raises(Invalid):
        signing_settings.save(desk("s-10001"), "10001", {}, people)


@pytest.mark.parametrize(
    "values", [{"opened": "yes"}, {"agreement_type": "x"}, {"review_mode": ""}, {"other": 1}]
)
def test_what_is_no_setting_is_refused(desk, values):
    with pytest.raises(Invalid):
        signing_settings.save(desk("s-10001"), "10001", values)


def test_only_the_schools_own_users_see_the_settings(desk):
    with pytest.raises(NotFound):
        signing_settings.read(desk("s-10002"), "10001")
    for login in ("d-10001-01", "e-01", "g-10001-01"):
        with pytest.raises(NotAllowed):
            signing_settings.read(desk(login), "10001")


def test_departments_are_named_by_their_accounts(desk, session):
    school = session.scalars(select(School).where(School.code == "10286")).one()
    names = session.scalars(select(Department.name).where(Department.school_id == school.id)).all()
    assert signing_settings.departments_without_account(desk("s-10286"), school.id) == list(names)
