"""The own account: password, second factor, and the reveal of a masked value."""

import re

import pyotp
import pytest
from sqlalchemy import select

from app.identity import issue_token
from app.identity.doors import doors
from app.store.accounts import Account
from app.store.audit import AuditRow
from tests.support.people import PASSWORD, add_person
from tests.unit.web_auth.conftest import csrf_of, enter, post

NEW = "a better password 2026"


@pytest.fixture
def signed_in(client, database):
    add_person(database, "a", ("admin", None), name="张三")
    enter(client, "a")
    return client


def actions(database):
    with database.session() as session:
        return set(session.scalars(select(AuditRow.action)))


def enrol(client):
    secret = re.search(r'data-testid="totp-secret">([A-Z2-7]+)<', client.get("/account/second-factor").text)[
        1
    ]
    code = pyotp.TOTP(secret).now()
    return secret, post(client, "/account/second-factor", "/account/second-factor", otp=code)


def test_a_new_password_works_and_the_old_one_does_not(signed_in, database):
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    assert post(signed_in, "/account/password", **fields).location == "/account"
    assert "密码已修改" in signed_in.get("/account").text
    issue_token(database, "a", NEW)
    assert (
        post(
            signed_in.application.test_client(), "/sign-in", "/sign-in", account="a", password=PASSWORD
        ).status_code
        == 401
    )
    assert "change_password" in actions(database)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "wrong", "new_password": NEW, "new_password_again": NEW}, "现在的密码不正确"),
        ({"password": PASSWORD, "new_password": "short", "new_password_again": "short"}, "12 到 200"),
        ({"password": PASSWORD, "new_password": NEW, "new_password_again": "other"}, "不一致"),
        ({}, "现在的密码不正确"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(signed_in, database, fields, words):
    answer = post(signed_in, "/account/password", **fields)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert issue_token(database, "a", PASSWORD)


def test_the_second_factor_is_set_up_with_a_first_code_and_then_asked_for(signed_in, database):
    _, answer = enrol(signed_in)
    assert answer.location == "/"
    other = signed_in.application.test_client()
    assert enter(other, "a").status_code == 401
    assert "second_factor" in actions(database)


def test_a_wrong_first_code_sets_nothing_up(signed_in, database):
    answer = post(signed_in, "/account/second-factor", "/account/second-factor", otp="12345x")
    assert answer.status_code == 422
    assert "动态口令不正确" in answer.text
    with database.session() as session:
        assert session.scalars(select(Account.totp_secret)).one() is None


def test_changing_the_second_factor_needs_the_old_one(signed_in, database):
    enrol(signed_in)
    page = signed_in.get("/account/second-factor").text
    secret = re.search(r'data-testid="totp-secret">([A-Z2-7]+)<', page)[1]
    code = pyotp.TOTP(secret).now()
    answer = post(signed_in, "/account/second-factor", "/account/second-factor", otp=code, old_otp="000000")
    assert answer.status_code == 422
    assert "原动态口令不正确" in answer.text


def test_in_production_staff_do_nothing_before_their_second_factor(make_app, database):
    add_person(database, "a", ("admin", None))
    keys = {"QUXIANG_SECRET_KEY": "s" * 40, "QUXIANG_DATA_KEY": "d" * 40}
    client = make_app(QUXIANG_ENV="production", QUXIANG_BASE_URL="https://localhost", **keys).test_client()
    assert enter(client, "a").location == "/account/second-factor"
    assert client.get("/mine").location == "/account/second-factor"
    assert client.get("/api/v1/probe/mine").status_code == 403
    enrol(client)
    assert client.get("/mine").text == "a"


def test_a_reveal_answers_the_value_and_is_noted(signed_in, database):
    @doors.register_reveal("card")
    def show(session, actor, object_id, field, now):
        return f"{object_id} {field}"

    answer = post(signed_in, "/reveal", kind="card", id="c1", field="number")
    assert (answer.text, answer.headers["Cache-Control"]) == ("c1 number", "no-store")
    assert "reveal" in actions(database)
    token = csrf_of(signed_in, "/account")
    assert signed_in.post("/reveal", data={"csrf_token": token, "kind": "x"}).status_code == 404


def test_guessing_the_old_password_from_a_session_is_slowed_down(make_app, database):
    add_person(database, "a")
    client = make_app(QUXIANG_LIMITS="strict").test_client()
    enter(client, "a")
    tries = [post(client, "/account/password", password="wrong").status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_a_secret_that_one_person_was_shown_is_not_offered_to_the_next(signed_in, database):
    def shown():
        return re.search(
            r'data-testid="totp-secret">([A-Z2-7]+)<', signed_in.get("/account/second-factor").text
        )[1]

    add_person(database, "b")
    first = shown()
    assert shown() == first
    post(signed_in, "/sign-out")
    enter(signed_in, "b")
    assert shown() != first
