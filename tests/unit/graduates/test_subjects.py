"""What processes know of a graduate, and who may start something about one."""

import pytest

from app.errors import NotFound
from app.graduates.subjects import load_graduate, load_own, own_subject
from app.graduates.tables import Warning
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer, signing

SHOWN = (
    "candidate_no name id_number school degree_label gender_label ethnic_label political_label "
    "training_mode_label"
    " origin_label enrolled graduates_on degree_type department major length archive_in_school_label "
    "hukou_in_school_label email phone"
)


def load(session, graduate, actor=None):
    return load_graduate(session, graduate.id, actor, NOW)


@pytest.mark.req("R-007")
def test_the_twenty_facts_of_the_check_are_there(session, graduate):
    facts = load(session, graduate("g-10001-01")).facts
    assert len(SHOWN.split()) == 20
    assert set(SHOWN.split()) <= set(facts)
    assert (facts["origin_label"], facts["gender_label"], facts["degree_label"]) == (
        "北京市东城区",
        "男",
        "本科生毕业",
    )


def test_parties_and_settings_stand_around_a_graduate(session, graduate, actor):
    found = load(session, graduate("g-10001-01"), actor("e-01"))
    assert set(found.parties) == {"graduate", "department", "school", "province", "employer"}
    school = found.extra["school"]
    assert (school["code"], school["agreement_type"], school["review_mode"]) == (
        "10001",
        "three",
        "department_school",
    )
    assert school["contact"]["name"] == "许静文"
    assert found.extra["employer"]["full_name"] == "北京星河数联科技有限公司"
    assert found.extra["employer"]["address"] == "北京市海淀区中关村软件园8号楼"
    assert found.extra["relation"]["favourite"] is True


def test_a_school_contact_follows_the_degree(session, graduate):
    assert load(session, graduate("g-10001-03")).extra["school"]["contact"]["name"] == "郑思齐"


def test_an_open_invitation_is_known_until_its_time_is_over(session, graduate, actor):
    subject, unit = graduate("g-10001-01"), employer(session)
    row = signing(session, subject, unit, "invited", days=1)
    assert load(session, subject, actor("e-01")).extra["relation"]["open_invitation"] is True
    assert load(session, subject, actor("e-02")).extra["relation"]["open_invitation"] is False
    row.answer_by = NOW
    session.flush()
    assert load(session, subject, actor("e-01")).extra["relation"]["open_invitation"] is False


@pytest.mark.parametrize("login", ["e-01", "g-10001-01", "d-10001-01", "s-10001"])
def test_who_may_see_a_graduate(session, graduate, actor, login):
    assert load(session, graduate("g-10001-01"), actor(login)).id == graduate("g-10001-01").id


@pytest.mark.req("R-015")
@pytest.mark.req("R-016")
@pytest.mark.parametrize("login", ["e-04", "g-10001-02", "d-10001-02", "s-10002", "p-11", "admin", "ems"])
def test_a_foreign_graduate_does_not_exist(session, graduate, actor, login):
    with pytest.raises(NotFound):
        load(session, graduate("g-10001-01"), actor(login))


def test_an_unknown_graduate_does_not_exist(session, actor):
    with pytest.raises(NotFound):
        load_graduate(session, "nobody", actor("s-10001"), NOW)


@pytest.mark.parametrize("given", [None, "self"])
def test_self_is_the_own_graduate(session, graduate, actor, given):
    mine = graduate("g-10001-06")
    assert load_graduate(session, given, actor("g-10001-06"), NOW).id == mine.id
    assert load_own(session, given, actor("g-10001-06"), NOW).facts["checked"] is False
    assert own_subject(session, actor("g-10001-06")) == mine.id


def test_who_is_no_graduate_has_no_self(session, graduate, actor):
    assert own_subject(session, actor("e-01")) is None
    with pytest.raises(NotFound):
        load_own(session, None, actor("e-01"), NOW)
    with pytest.raises(NotFound):
        load_own(session, graduate("g-10001-01").id, actor("g-10001-06"), NOW)


@pytest.mark.req("R-118")
def test_four_marks_warn_only_the_marking_schools_and_five_warn_all(session, graduate, actor):
    from app.graduates.facts import employer_facts

    unit, school = employer(session, "万通人力"), graduate("g-10001-01").school_id
    assert employer_facts(session, unit, school)["warned"] is False
    mark = Warning(
        credit_code=unit.credit_code, school_id=school, category="违规单位", reason="", marked_at=NOW
    )
    session.add(mark)
    session.flush()
    assert "本校" in employer_facts(session, unit, school)["warning_text"]
    assert "5 所学校" in employer_facts(session, unit, graduate("g-10002-01").school_id)["warning_text"]
    mark.cancelled_at = NOW
    session.flush()
    assert employer_facts(session, unit, school)["warned"] is False
