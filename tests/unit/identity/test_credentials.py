"""Signing in: one answer whatever was wrong, the second factor, tokens, limits, and their audit rows."""

import statistics
import threading
import time
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from app.errors import NotAllowed, NotSignedIn, TooMany
from app.identity import issue_token, load_actor, revoke_token, sign_in, totp
from app.identity.account import stop_account
from app.identity.credentials import WRONG, database_now, token_actor
from app.identity.sessions import find_session
from app.store.accounts import Account, ApiToken, SignInSession
from app.store.audit import AuditRow
from tests.support.people import NOW, PASSWORD, add_party, add_person


def results(database):
    with database.session() as session:
        return [(row.action, row.result) for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]


def enrolled(database, login="a", *memberships):
    person = add_person(database, login, *memberships)
    secret = totp.new_secret()
    with database.session() as session:
        account = session.get_one(Account, person.id)
        totp.enrol(
            session,
            account,
            secret,
            pyotp.TOTP(secret).at(NOW - timedelta(minutes=5)),
            NOW - timedelta(minutes=5),
        )
    return secret


def test_the_right_password_opens_a_session_with_the_memberships(database):
    party = add_party(database, "club", "1")
    add_person(database, "a", ("librarian", party), name="张三")
    signed_in = sign_in(database, " a ", PASSWORD, now=NOW)
    with database.session() as session:
        actor = find_session(session, signed_in.token, NOW).actor
        assert session.get_one(Account, actor.account_id).last_login_at == NOW
    assert (actor.login, actor.name, actor.roles) == ("a", "张三", {"librarian"})
    assert actor.is_in("librarian", party)
    assert signed_in.stage == "full"
    assert results(database) == [("sign_in", "done")]


def test_only_the_hash_of_a_session_is_kept(database):
    add_person(database, "a")
    signed_in = sign_in(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        assert signed_in.token not in session.scalars(select(SignInSession.token_hash)).one()


@pytest.mark.parametrize(
    ("login", "password"), [("a", "wrong"), ("nobody", PASSWORD), ("stopped", PASSWORD), ("", "")]
)
def test_whatever_is_wrong_the_text_is_the_same(database, login, password):
    add_person(database, "a")
    stopped = add_person(database, "stopped")
    with database.session() as session:
        stop_account(session, stopped.id)
    with pytest.raises(NotSignedIn) as caught:
        sign_in(database, login, password, now=NOW)
    assert caught.value.message == WRONG
    assert results(database) == [("sign_in", "denied")]


def test_an_unknown_account_takes_as_long_as_a_wrong_password(database):
    add_person(database, "a")

    def seconds(login):
        start = time.perf_counter()
        with pytest.raises(NotSignedIn):
            sign_in(database, login, "wrong", now=NOW)
        return time.perf_counter() - start

    known = statistics.median(seconds("a") for _ in range(9))
    unknown = statistics.median(seconds(f"nobody-{n}") for n in range(9))
    assert 0.4 < unknown / known < 2.5


def test_a_second_factor_that_is_set_up_is_asked_for(database):
    secret = enrolled(database)
    with pytest.raises(NotSignedIn, match=WRONG):
        sign_in(database, "a", PASSWORD, now=NOW)
    with pytest.raises(NotSignedIn, match=WRONG):
        sign_in(database, "a", PASSWORD, otp="000000", now=NOW)
    assert sign_in(database, "a", PASSWORD, otp=pyotp.TOTP(secret).at(NOW), now=NOW)


def test_a_code_works_once(database):
    code = pyotp.TOTP(enrolled(database)).at(NOW)
    sign_in(database, "a", PASSWORD, otp=code, now=NOW)
    with pytest.raises(NotSignedIn):
        sign_in(database, "a", PASSWORD, otp=code, now=NOW)


def test_a_wrong_password_does_not_use_the_code_up(database):
    code = pyotp.TOTP(enrolled(database)).at(NOW)
    with pytest.raises(NotSignedIn):
        sign_in(database, "a", "wrong", otp=code, now=NOW)
    assert sign_in(database, "a", PASSWORD, otp=code, now=NOW)


def test_staff_who_owe_a_second_factor_may_only_set_it_up(database):
    add_person(database, "boss", ("admin", None))
    assert sign_in(database, "boss", PASSWORD, second_factor=True, now=NOW).stage == "enrol"
    assert sign_in(database, "boss", PASSWORD, now=NOW).stage == "full"
    with pytest.raises(NotAllowed, match="动态口令"):
        issue_token(database, "boss", PASSWORD, second_factor=True, now=NOW)


def test_people_whose_roles_need_none_owe_none(database):
    add_person(database, "reader", ("reader", None))
    assert sign_in(database, "reader", PASSWORD, second_factor=True, now=NOW).stage == "full"


def test_too_many_tries_on_one_account(database):
    add_person(database, "a")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(database, "a", "wrong", strict=True, now=NOW)
    with pytest.raises(TooMany) as caught:
        sign_in(database, "a", PASSWORD, strict=True, now=NOW)
    assert caught.value.seconds == 12
    assert sign_in(database, "a", PASSWORD, strict=True, now=NOW + timedelta(seconds=13))


def test_too_many_tries_from_one_address(database):
    for number in range(30):
        with pytest.raises(NotSignedIn):
            sign_in(database, f"n-{number}", "wrong", address="10.0.0.1", strict=True, now=NOW)
    with pytest.raises(TooMany):
        sign_in(database, "n-31", "wrong", address="10.0.0.1", strict=True, now=NOW)
    with pytest.raises(NotSignedIn):
        sign_in(database, "n-31", "wrong", address="10.0.0.2", strict=True, now=NOW)


def test_a_token_is_whose_it_is_until_it_ends(database):
    person = add_person(database, "a")
    token, ends = issue_token(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        assert token_actor(session, token, NOW).account_id == person.id
        assert token_actor(session, token, ends) is None
        assert token_actor(session, "another", NOW) is None
        assert token not in session.scalars(select(ApiToken.token_hash)).one()


def test_a_revoked_token_and_a_stopped_account_are_nobody(database):
    person = add_person(database, "a")
    first, _ = issue_token(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        revoke_token(session, first)
        assert token_actor(session, first, NOW) is None
    second, _ = issue_token(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        session.get_one(Account, person.id).status = "stopped"
        assert token_actor(session, second, NOW) is None
        with pytest.raises(NotSignedIn):
            load_actor(session, person.id)


def test_ended_tokens_are_cleared_away(database):
    add_person(database, "a")
    _, ends = issue_token(database, "a", PASSWORD, now=NOW)
    issue_token(database, "a", PASSWORD, now=ends)
    with database.session() as session:
        assert len(session.scalars(select(ApiToken)).all()) == 1


def test_without_a_given_time_the_database_says_it(database):
    add_person(database, "a")
    _, ends = issue_token(database, "a", PASSWORD)
    with database.session() as session:
        assert timedelta(hours=11, minutes=59) < ends - database_now(session) <= timedelta(hours=12)


def test_an_old_hash_is_renewed_at_sign_in(database):
    from argon2 import PasswordHasher

    person = add_person(database, "a")
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with database.session() as session:
        session.get_one(Account, person.id).password_hash = old
    sign_in(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        assert session.get_one(Account, person.id).password_hash != old


def test_one_code_used_at_the_same_moment_signs_in_once(database):
    code = pyotp.TOTP(enrolled(database)).at(NOW)
    gate, done = threading.Barrier(6), []

    def run():
        gate.wait()
        try:
            done.append(sign_in(database, "a", PASSWORD, otp=code, now=NOW).stage)
        except NotSignedIn:
            done.append("refused")

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["full"] + ["refused"] * 5
