"""Delivering the outbox to a real peer: signed, with its key, in order, until it is taken; failures are seen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import Conflict
from app.inbox.incidents import move_incident, retry_incident, skip_incident
from app.operators.channels import Channels
from app.operators.delivery import resume
from app.operators.outbox import write_outbox
from app.operators.registry import Env
from app.settings import BadSetting, Receiver, Settings
from app.store.queue import Outbox
from tests.support.peer import KEY, Peer, receiving
from tests.support.world import Template
from tests.unit.inbox.house import House


@pytest.fixture
def peer() -> Iterator[Peer]:
    with receiving() as made:
        yield made


@pytest.fixture
def house(loans: Template, tmp_path: Path, peer: Peer) -> Iterator[House]:
    made = House(loans.copy(tmp_path, **peer.settings))
    yield made
    made.close()


def write(house: House, topic: str, subject: str = "s-1", key: str = "", **more: Any) -> str:
    """Write a letter as an operator does."""
    with house.at(None) as desk:
        instance = house.instance_id
        case = {"subject": {"id": subject}}
        env = Env(desk.session, desk.now, instance, "book_loan", case, "step", None, {}, None)
        return write_outbox(env, channel="events", topic=topic, body={"n": topic}, key=key, **more)


@pytest.fixture(autouse=True)
def instance(house: House) -> None:
    house.instance_id = house.lend()


def states(house: House) -> list[str]:
    return [row.state for row in sorted(house.rows(Outbox), key=lambda row: row.seq)]


def test_a_letter_leaves_after_the_commit_signed_and_with_its_key(house: House, peer: Peer) -> None:
    key = write(house, "a", recipient="somebody")
    assert peer.arrivals == []
    house.later()
    letter = peer.effects[key]
    assert (letter["topic"], letter["recipient"], letter["body"]) == ("a", "somebody", {"n": "a"})
    assert peer.forged == 0
    (row,) = house.rows(Outbox)
    assert (row.state, row.attempts) == ("sent", 1)
    assert row.sent_at is not None


def test_a_signature_under_another_key_is_noticed(loans: Template, tmp_path: Path, peer: Peer) -> None:
    wrong = House(loans.copy(tmp_path, GATEWAY_URL=peer.url, GATEWAY_KEY=KEY[::-1]))
    wrong.instance_id = wrong.lend()
    write(wrong, "a")
    wrong.later()
    wrong.close()
    assert (peer.forged, peer.effects) == (1, {})


def test_what_is_written_twice_under_a_key_is_one_letter(house: House, peer: Peer) -> None:
    write(house, "a", key="k")
    write(house, "a", key="k")
    house.later()
    assert len(peer.arrivals) == 1


def test_letters_about_a_subject_arrive_in_the_order_of_writing(house: House, peer: Peer) -> None:
    for n in range(8):
        write(house, f"{n}", subject=f"s-{n % 2}")
    house.later()
    for subject in ("s-0", "s-1"):
        arrived = [letter["topic"] for letter in peer.arrivals if letter["subject"] == subject]
        assert arrived == sorted(arrived)
        assert len(arrived) == 4


@pytest.mark.parametrize("status", [500, 503, 429, 302, None])
def test_a_letter_is_sent_again_until_it_is_taken(house: House, peer: Peer, status: int | None) -> None:
    answers = [status, status, 200]
    peer.answer = lambda letter: answers.pop(0) if letter["topic"] == "first" else 200
    write(house, "first")
    write(house, "second")
    for seconds in (0, 10, 100):
        house.later(seconds)
    assert [letter["topic"] for letter in peer.arrivals] == ["first"] * 3 + ["second"]
    assert states(house) == ["sent", "sent"]


def test_a_peer_that_is_away_gets_everything_when_it_is_back(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 503
    write(house, "a")
    house.later()
    for _ in range(6):
        house.later(3600)
    assert states(house) == ["waiting"]
    peer.answer = lambda letter: 200
    house.later(3600)
    assert peer.topics() == ["a"]


def test_a_subject_that_is_stuck_does_not_hold_up_others(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 503 if letter["subject"] == "s-1" else 200
    write(house, "a", "s-1")
    write(house, "b", "s-2")
    house.later()
    assert peer.topics() == ["b"]


def test_a_refused_letter_is_an_incident_and_those_behind_it_wait(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 422
    write(house, "a")
    house.later()
    incident = house.incident()
    assert (incident.kind, incident.instance_id) == ("deliver", house.instance_id)
    assert "422" in incident.message
    peer.answer = lambda letter: 200
    write(house, "b")
    house.later(3600)
    assert states(house) == ["failed", "waiting"]
    assert peer.topics() == []


def test_a_retry_sends_the_letter_again_and_then_those_behind_it(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 422
    write(house, "a")
    house.later()
    write(house, "b")
    peer.answer = lambda letter: 200
    with house.at(None) as desk:
        retry_incident(desk, house.incident().id, "对方已修复")
    house.later()
    assert peer.topics() == ["a", "b"]
    assert states(house) == ["sent", "sent"]


def test_a_retry_that_is_refused_again_is_another_incident(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 422
    write(house, "a")
    house.later()
    with house.at(None) as desk:
        retry_incident(desk, house.incident().id, "试试")
    house.later()
    assert house.incident().message
    assert states(house) == ["failed"]


def test_a_skipped_letter_is_left_out(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 422 if letter["topic"] == "a" else 200
    write(house, "a")
    write(house, "b")
    house.later()
    with pytest.raises(Conflict), house.at(None) as desk:
        move_incident(desk, house.incident().id, "x", "check")
    with house.at(None) as desk:
        skip_incident(desk, house.incident().id, "对方不需要")
    house.later()
    assert states(house) == ["skipped", "sent"]
    assert peer.topics() == ["b"]


def test_a_peer_that_never_answers_becomes_an_incident_in_the_end(house: House, peer: Peer) -> None:
    peer.answer = lambda letter: 503
    write(house, "a")
    house.later()
    for _ in range(24):
        house.later(3601)
    assert states(house) == ["failed"]
    assert house.incident().kind == "deliver"


def test_without_a_receiver_letters_wait_and_leave_when_one_is_set_up(
    loans: Template,
    tmp_path: Path,
    peer: Peer,
) -> None:
    given = loans.copy(tmp_path)
    quiet = House(given)
    quiet.instance_id = quiet.lend()
    write(quiet, "a")
    quiet.later()
    assert states(quiet) == ["waiting"]
    assert quiet.jobs() == []
    quiet.close()
    heard = House(with_receiver(given, "events", peer))
    with heard.at(None) as desk:
        resume(heard.services.channels, desk.session, desk.now)
    heard.later()
    assert peer.topics() == ["a"]
    heard.close()


def with_receiver(given: Settings, channel: str, peer: Peer) -> Settings:
    """Return settings with a receiver for one channel."""
    return replace(given, receivers={channel: Receiver(peer.url, KEY)})


def test_each_channel_may_have_its_own_receiver() -> None:
    environ = {
        "QUXIANG_ENV": "test",
        "QUXIANG_CHANNEL_MAIL_LIST_URL": "https://one.example/x",
        "QUXIANG_CHANNEL_MAIL_LIST_KEY": KEY,
        "QUXIANG_GATEWAY_URL": "https://rest.example/y",
        "QUXIANG_GATEWAY_KEY": KEY,
    }
    found = Settings.from_env(environ).receivers
    assert {name: r.url for name, r in found.items()} == {
        "mail_list": "https://one.example/x",
        "*": "https://rest.example/y",
    }
    channels = Channels(found)
    assert channels.get("mail_list") is not channels.get("events")
    assert channels.get("events") is not None
    assert Channels({}).get("events") is None


@pytest.mark.parametrize("key", ["", "short"])
def test_a_receiver_needs_a_key(key: str) -> None:
    with pytest.raises(BadSetting, match="QUXIANG_GATEWAY_KEY"):
        Settings.from_env({"QUXIANG_GATEWAY_URL": "https://x.example", "QUXIANG_GATEWAY_KEY": key})


def test_an_address_that_nobody_carries_is_refused_at_the_start() -> None:
    with pytest.raises(BadSetting, match="gopher"):
        Channels({"events": Receiver("gopher://x", KEY)})
