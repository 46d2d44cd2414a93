"""The demo world: the accounts that the doors name, numbers with right check digits."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.errors import NotFound
from app.graduates import operators, reporting
from app.graduates.cohorts import cohort_at
from app.graduates.demo import demo
from app.graduates.demo.cast import PASSWORD
from app.graduates.demo.listing import HEADING, people_rows
from app.graduates.demo.numbers import CODE_ALPHABET, ID_DIGITS, ID_WEIGHTS
from app.graduates.records import records
from app.graduates.revealing import reveal_graduate
from app.graduates.tables import Employer, Graduate, Warning
from app.identity.passwords import verify
from app.store.accounts import Account
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer, env, instance, signing

ACCOUNTS = [
    "admin",
    "admin-b",
    "ops",
    "auditor",
    "centre",
    "p-11",
    "p-32",
    "s-10001",
    "s-10001-b",
    "d-10001-01",
    "d-10001-01-b",
    "d-10001-02",
    "s-10002",
    "d-10002-01",
    "s-10003",
    "s-10004",
    "s-10005",
    "s-10006",
    "s-10286",
    "g-10001-01",
    "g-10001-02",
    "g-10001-03",
    "g-10001-04",
    "g-10001-05",
    "g-10001-06",
    "g-10001-07",
    "g-10001-08",
    "g-10001-09",
    "g-10001-10",
    "g-10001-21",
    "g-10001-22",
    "g-10001-41",
    "g-10001-42",
    "g-10002-01",
    "g-10002-02",
    "g-10002-03",
    "g-10286-01",
    "e-01",
    "e-01-b",
    "e-02",
    "e-03",
    "e-04",
    "ems",
    "province-32",
]


def test_exactly_the_accounts_of_the_doors_exist(session):
    rows = {a.login: a for a in session.scalars(select(Account))}
    assert sorted(rows) == sorted(ACCOUNTS)
    assert verify(rows["g-10001-01"].password_hash, PASSWORD)


def test_numbers_have_right_check_digits(session):
    for graduate in session.scalars(select(Graduate)):
        number = graduate.id_number
        total = sum(int(d) * w for d, w in zip(number[:17], ID_WEIGHTS, strict=True))
        assert number[17] == ID_DIGITS[total % 11]
        assert int(number[16]) % 2 == int(graduate.gender == "1")
        assert len(graduate.candidate_no) == 14
    for unit in session.scalars(select(Employer)):
        weights = [pow(3, place, 31) for place in range(17)]
        total = sum(CODE_ALPHABET.index(c) * w for c, w in zip(unit.credit_code, weights, strict=False))
        assert (total + CODE_ALPHABET.index(unit.credit_code[17])) % 31 == 0


def test_rare_names_are_among_the_people(session):
    names = "".join(session.scalars(select(Graduate.name)))
    assert all(char in names for char in "喆䶮𬭩")


def test_an_employer_is_marked_by_four_schools(session):
    code = employer(session, "万通人力").credit_code
    assert len(session.scalars(select(Warning).where(Warning.credit_code == code)).all()) == 4


def test_the_world_is_made_once(session):
    assert demo.create(session, NOW) is False


@pytest.mark.parametrize(
    ("day", "cohort"), [((2026, 8, 31), 2026), ((2026, 9, 1), 2027), ((2027, 1, 1), 2027)]
)
def test_the_cohort_follows_the_clock(day, cohort):
    assert cohort_at(datetime(*day, 4, tzinfo=UTC)) == cohort


def test_everybody_is_printed(session):
    text = demo.people_text(session)
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [row["账号"] for row in people_rows(session)]
    assert {len(line.split()) for line in lines} == {len(HEADING)}
    assert sorted(line.split()[0] for line in lines[1:]) == sorted(ACCOUNTS)
    assert PASSWORD in demo.accounts_text()


def test_records_show_what_is_in_effect(session, desk, graduate):
    subject = graduate("g-10001-01")
    assert records(desk("g-10001-01"), None)["destination"] is None
    around = env(session, subject, employer(session), instance(session, subject))
    operators.record_signing(around, state="signed", number="2027410001000000001")
    operators.hold_destination(around)
    reporting.sync_to_ems(around)
    found = records(desk("s-10001"), subject.id)["destination"]
    assert (found["effective"], found["agreement_number"]) == (True, "2027410001000000001")
    assert found["reported"]["code"] == "10"
    with pytest.raises(NotFound):
        records(desk("s-10002"), subject.id)


def test_reported_elsewhere_is_a_record_too(desk):
    assert records(desk("g-10001-02"), None)["destination"]["reported"]["label"] == "求职中"


def test_masked_values_are_revealed_to_staff_only(session, actor, graduate):
    subject = graduate("g-10001-01")
    assert reveal_graduate(session, actor("d-10001-01"), subject.id, "id_number", NOW) == subject.id_number
    signing(session, subject, employer(session), "invited")
    for login, field in (("e-01", "id_number"), ("s-10002", "id_number"), ("s-10001", "name")):
        with pytest.raises(NotFound):
            reveal_graduate(session, actor(login), subject.id, field, NOW)
