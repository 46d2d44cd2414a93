"""Token buckets: so many, then wait; refilled by time; each refusal in a row doubles the wait."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.errors import TooMany
from app.identity import limits
from app.store.accounts import RateBucket
from tests.support.people import NOW


def take(database, surface="login.account", who="a", seconds=0.0, strict=True):
    with database.session() as session:
        return limits.refused(session, surface, who, strict=strict, now=NOW + timedelta(seconds=seconds))


def test_five_sign_ins_a_minute_then_wait(database):
    assert [take(database) for _ in range(6)] == [None] * 5 + [12]
    assert take(database, seconds=13) is None


def test_each_refusal_doubles_the_wait_up_to_fifteen_minutes(database):
    for _ in range(5):
        take(database)
    waits, at = [], 0.0
    for _ in range(9):
        wait = take(database, seconds=at)
        waits.append(wait)
        at += wait
        assert take(database, seconds=at) is None  # one try after each wait, no more
    assert waits == [12, 24, 48, 96, 192, 384, 768, 900, 900]
    assert [take(database, seconds=at + 1900) for _ in range(6)] == [None] * 5 + [12]


def test_trying_while_told_to_wait_does_not_help(database):
    for _ in range(6):
        take(database)
    assert [take(database, seconds=s) for s in (1, 11.5)] == [11, 1]


def test_others_are_not_held_up(database):
    for _ in range(6):
        take(database)
    assert take(database, who="b") is None
    assert take(database, surface="login.address") is None


def test_a_proof_ends_the_wait(database):
    for _ in range(6):
        take(database)
    with database.session() as session:
        limits.forgive(session, "login.account", "A ")
        limits.forgive(session, "login.account", "unknown")
    assert take(database) is None


def test_demo_and_test_are_generous(database):
    assert [take(database, strict=False) for _ in range(200)] == [None] * 200


def test_taking_too_many_raises_with_the_seconds(database):
    with database.session() as session:
        for _ in range(5):
            limits.take(session, "import", "a", strict=True, now=NOW)
        with pytest.raises(TooMany) as caught:
            limits.take(session, "import", "a", strict=True, now=NOW)
    assert caught.value.seconds == 720


def test_who_it_was_is_not_kept_in_the_clear(database):
    take(database, who="13800138000")
    with database.session() as session:
        assert "13800138000" not in session.scalars(select(RateBucket.key)).one()


def test_a_turn_that_is_spent_counts_whatever_happens(database):
    for _ in range(5):
        limits.spend(database, "import", "a", strict=True, now=NOW)
    with pytest.raises(TooMany, match="720 秒"):
        limits.spend(database, "import", "a", strict=True, now=NOW)


def test_buckets_at_rest_are_swept_away(database):
    take(database)
    take(database, who="b", seconds=3600)
    with database.session() as session:
        limits.sweep(session, NOW + timedelta(days=1, seconds=1))
        assert session.scalar(select(func.count()).select_from(RateBucket)) == 1
