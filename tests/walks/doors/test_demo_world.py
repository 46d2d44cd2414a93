"""The demo world, exactly as it is promised: the accounts, who they are, and what is prepared for them."""

from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import main as command_line
from app.graduates.tables import BasicCheck, Favourite, Graduate, Warning
from app.main import build
from app.store.accounts import Account, Membership
from tests.support.cast import Cast
from tests.support.world import Template
from tests.walks.doors.test_errors import check

STAFF = {
    "admin": ("admin", None),
    "admin-b": ("admin", None),
    "ops": ("ops", None),
    "auditor": ("auditor", None),
    "centre": ("centre", "centre"),
    "p-11": ("province", "11"),
    "p-32": ("province", "32"),
    "s-10001": ("school", "10001"),
    "s-10001-b": ("school", "10001"),
    "d-10001-01": ("department", "10001-01"),
    "d-10001-01-b": ("department", "10001-01"),
    "d-10001-02": ("department", "10001-02"),
    "s-10002": ("school", "10002"),
    "d-10002-01": ("department", "10002-01"),
    **{f"s-1000{n}": ("school", f"1000{n}") for n in range(3, 7)},
    "s-10286": ("school", "10286"),
    "ems": ("machine", None),
    "province-32": ("machine", "32"),
}
GRADUATES = [
    *(f"g-10001-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 21, 22, 41, 42)),
    *(f"g-10002-0{n}" for n in (1, 2, 3)),
    "g-10286-01",
]
EMPLOYERS = ("e-01", "e-01-b", "e-02", "e-03", "e-04")


def test_there_are_these_accounts_and_no_other(shown: Cast) -> None:
    with shown.session() as session:
        logins = set(session.scalars(select(Account.login)))
        second_factors = [a.login for a in session.scalars(select(Account)) if a.totp_secret is not None]
    assert logins == {*STAFF, *GRADUATES, *EMPLOYERS}
    assert second_factors == []


@pytest.mark.parametrize("login", STAFF)
def test_staff_and_machines_sign_in_as_who_they_are(shown: Cast, login: str) -> None:
    (membership,) = shown[login].get("/me")["memberships"]
    party = membership["party"]
    assert (membership["role"], party["code"] if party else None) == STAFF[login]


def test_graduates_are_of_their_schools_departments_and_training_modes(shown: Cast) -> None:
    people: dict[str, Graduate] = {login: shown.graduate(login) for login in GRADUATES}
    current = people["g-10001-01"].cohort
    for login, graduate in people.items():
        me = shown[login].get("/me")
        assert (me["subject"], me["memberships"][0]["role"]) == (graduate.id, "graduate")
    assert {g.cohort for login, g in people.items() if login not in ("g-10001-08", "g-10001-09")} == {current}
    assert people["g-10001-08"].cohort == current - 1
    assert people["g-10001-09"].cohort < current - 1
    for number in range(1, 7):
        assert people[f"g-10001-0{number}"].training_mode.startswith("1")
    for mode in ("21", "22", "41", "42"):
        assert people[f"g-10001-{mode}"].training_mode == mode
    assert not people["g-10001-07"].hukou_in_school
    assert [login for login, g in people.items() if g.deleted_at is not None] == ["g-10001-10"]

    departments = {
        d: {r["name"] for r in shown[d].get("/lists/students", limit=200)["items"]}
        for d in ("d-10001-01", "d-10001-02", "d-10002-01")
    }
    for number in range(1, 7):
        own = "d-10001-01" if number <= 3 else "d-10001-02"
        assert people[f"g-10001-0{number}"].name in departments[own]
    assert {people[f"g-10002-0{n}"].name for n in (1, 2, 3)} <= departments["d-10002-01"]


def test_the_first_check_is_done_by_all_but_one(shown: Cast) -> None:
    with shown.session() as session:
        done = set(session.scalars(select(BasicCheck.graduate_id)))
        query = select(Account.login).join(Membership, Membership.account_id == Account.id)
        waiting = set(
            session.scalars(query.where(Membership.role == "graduate", Membership.party_id.not_in(done)))
        )
    assert waiting == {"g-10001-06"}


def test_employers_are_ready_to_sign_with_their_favourites(shown: Cast) -> None:
    wanted = {shown.subject(f"g-10001-0{n}") for n in range(1, 6)} | {shown.subject("g-10002-01")}
    for login in ("e-01", "e-01-b", "e-02"):
        assert {f["subject"] for f in shown[login].get("/favourites")["items"]} == wanted
        for subject in wanted:
            (offer,) = shown[login].get("/processes", subject=subject)["items"]
            assert (offer["key"], offer["allowed"]) == ("online_signing", True)
    parties = {login: shown[login].get("/me")["memberships"][0]["party"]["id"] for login in EMPLOYERS}
    assert parties["e-01"] == parties["e-01-b"]
    assert len(set(parties.values())) == 4


def test_one_employer_is_not_authenticated_and_one_is_marked_by_four_schools(shown: Cast) -> None:
    problem = check(shown["e-03"].call("GET", "/favourites"), 403)
    assert "身份认证" in problem["detail"]
    with shown.session() as session:
        marks = session.scalars(select(Warning)).all()
        assert len({m.school_id for m in marks}) == len(marks) == 4
        assert not session.scalars(
            select(Favourite).where(
                Favourite.employer_id.in_(
                    select(Membership.party_id)
                    .join(Account, Account.id == Membership.account_id)
                    .where(Account.login.in_(("e-03", "e-04")))
                )
            )
        ).all()
    marked = {
        r["credit_code"]: r["marks"] for r in shown["centre"].get("/lists/employers", limit=200)["items"]
    }
    own = shown["e-04"].get("/me")["memberships"][0]["party"]["code"]
    assert marked[own] == 4
    assert [n for n in marked.values() if n] == [4]


def test_schools_are_set_as_they_are_described(shown: Cast) -> None:
    three, two = shown["s-10001"].get("/settings/10001"), shown["s-10002"].get("/settings/10002")
    assert (three["opened"], three["agreement_type"], three["review_mode"]) == (
        True,
        "three",
        "department_school",
    )
    assert (two["opened"], two["agreement_type"], two["review_mode"]) == (True, "two", "school_only")


def test_all_modules_are_open_except_in_the_province_with_its_own_system(shown: Cast) -> None:
    for login, code in (("p-11", "11"), ("s-10001", "10001"), ("s-10006", "10006")):
        assert set(shown[login].get(f"/modules/{code}")["modules"].values()) == {True}
    assert set(shown["p-32"].get("/modules/32")["modules"].values()) == {False}
    assert set(shown["s-10286"].get("/modules/10286")["province"].values()) == {False}


def test_a_machine_account_has_no_inbox_and_no_list(shown: Cast) -> None:
    for login in ("ems", "province-32"):
        assert shown[login].get("/tasks")["total"] == shown[login].get("/instances")["total"] == 0
        check(shown[login].call("GET", "/lists/students"), 404)


def test_the_command_prints_every_person_with_the_numbers_that_identify_them(
    template: Template, tmp_path
) -> None:
    given = template.copy(tmp_path)
    services: list[Any] = []

    def make() -> Any:
        services.append(build(given))
        return services[-1]

    printed = CliRunner().invoke(command_line, ["demo", "people"], obj=make)
    assert printed.exit_code == 0, printed.output
    lines = {line.split()[0]: line.split() for line in printed.output.splitlines()}
    assert {*STAFF, *GRADUATES, *EMPLOYERS} <= set(lines)
    world = Cast(given)
    try:
        for login in GRADUATES:
            graduate = world.graduate(login)
            numbers = {graduate.name, graduate.id_number, graduate.student_no, graduate.candidate_no}
            assert numbers <= set(lines[login])
            assert any(name in lines[login] for name in ("京华大学", "燕北理工学院", "金陵工业大学"))
        for login in EMPLOYERS:
            assert world[login].get("/me")["memberships"][0]["party"]["code"] in lines[login]
    finally:
        world.close()
        for made in services:
            made.database.close()


def test_all_have_the_same_password_and_no_second_factor(shown: Cast) -> None:
    for login in ("admin", "g-10001-06", "e-04", "ems"):
        assert shown[login].get("/me")["account"] == login
