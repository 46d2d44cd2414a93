"""Sessions: idle and absolute ends, what ends them all, and that none comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.errors import Invalid
from app.identity import sessions, sign_in
from app.identity.account import change_password, stop_account
from app.identity.credentials import issue_token, token_actor
from app.store.accounts import SignInSession
from tests.support.people import NOW, PASSWORD, add_person

NEW = "a better password 2026"


@pytest.fixture
def person(database):
    return add_person(database, "a")


def alive(database, token, now=NOW):
    with database.session() as session:
        return sessions.find_session(session, token, now) is not None


def touch(database, token, now):
    with database.session() as session:
        sessions.touch(session, token, now)


def test_thirty_idle_minutes_end_a_session(database, person):
    token = sign_in(database, "a", PASSWORD, now=NOW).token
    assert alive(database, token, NOW + timedelta(minutes=29))
    assert not alive(database, token, NOW + timedelta(minutes=30))


def test_use_keeps_a_session_for_twelve_hours_at_most(database, person):
    token = sign_in(database, "a", PASSWORD, now=NOW).token
    for minutes in range(20, 720, 20):
        touch(database, token, NOW + timedelta(minutes=minutes))
    assert alive(database, token, NOW + timedelta(minutes=719))
    assert not alive(database, token, NOW + timedelta(hours=12))


def test_a_session_is_touched_once_a_minute(database, person):
    token = sign_in(database, "a", PASSWORD, now=NOW).token
    with database.session() as session:
        assert not sessions.find_session(session, token, NOW + timedelta(seconds=59)).stale
        assert sessions.find_session(session, token, NOW + timedelta(seconds=60)).stale


def test_every_sign_in_has_a_new_token(database, person):
    tokens = {sign_in(database, "a", PASSWORD, now=NOW).token for _ in range(3)}
    assert len(tokens) == 3


def test_an_ended_session_does_not_come_back(database, person):
    token = sign_in(database, "a", PASSWORD, now=NOW).token
    with database.session() as session:
        sessions.end_session(session, token)
    touch(database, token, NOW)
    assert not alive(database, token)


def test_sessions_that_ended_are_cleared_away(database, person):
    sign_in(database, "a", PASSWORD, now=NOW)
    sign_in(database, "a", PASSWORD, now=NOW + timedelta(hours=13))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 1


def test_a_new_password_ends_every_other_session_and_token(database, person):
    here, there = (sign_in(database, "a", PASSWORD, now=NOW).token for _ in range(2))
    token, _ = issue_token(database, "a", PASSWORD, now=NOW)
    with database.session() as session:
        change_password(session, person.id, PASSWORD, NEW, keep=here, now=NOW)
    assert alive(database, here)
    assert not alive(database, there)
    with database.session() as session:
        assert token_actor(session, token, NOW) is None
    assert sign_in(database, "a", NEW, now=NOW)


def test_a_new_password_needs_the_old_one(database, person):
    with database.session() as session, pytest.raises(Invalid) as caught:
        change_password(session, person.id, "wrong", NEW, now=NOW)
    assert caught.value.errors[0].field == "password"


def test_a_stopped_account_is_signed_out_everywhere(database, person):
    token = sign_in(database, "a", PASSWORD, now=NOW).token
    with database.session() as session:
        stop_account(session, person.id)
    assert not alive(database, token)
