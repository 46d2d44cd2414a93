"""One message on several channels: short messages and WeChat over the signed gateway, worded and limited by channel."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.content.report import read_report
from app.errors import Incident
from app.logs import JsonLines
from app.operators.messages import notify, send_message
from app.operators.registry import Env
from app.reports import check_report, render_message
from app.store.queue import Notice, Outbox
from tests.support.peer import Peer, receiving
from tests.support.world import Template
from tests.unit.inbox.house import House
from tests.unit.reports.printed import NOW

NUMBER = "13900000001"


class Release:
    """A release that holds messages."""

    codes = None

    def __init__(self, **messages: Any) -> None:
        self._parts = {key: read_message(**body) for key, body in messages.items()}

    def part(self, _kind: str, key: str) -> Any:
        return self._parts[key.removeprefix("messages/")]


def read_message(**body: Any) -> Any:
    return read_report("messages/x", json.dumps({"title": "t", "text": "x", **body}).encode(), "x.json")


@pytest.fixture
def peer() -> Iterator[Peer]:
    with receiving() as made:
        yield made


@pytest.fixture
def house(loans: Template, tmp_path: Path, peer: Peer) -> Iterator[House]:
    made = House(loans.copy(tmp_path, LIMITS="strict", **peer.settings))
    made.instance_id = made.lend()
    yield made
    made.close()


def say(house: House, /, to: Any = "reader", **message: Any) -> int:
    """Send a message as a diagram does."""
    with house.at(None) as desk:
        instance = house.instance(house.instance_id)
        parties = {"reader": instance.subject_id, "librarian": instance.subject_id}
        case = {"subject": {"id": instance.subject_id, "name": "李读者"}}
        release = Release(told=message)
        env = Env(
            desk.session,
            desk.now,
            instance.id,
            "book_loan",
            case,
            "tell",
            None,
            parties,
            release,
            site="http://x",
        )
        return notify(env, message="told", to=to)


def test_a_message_leaves_on_every_channel_that_the_party_has(house: House, peer: Peer) -> None:
    say(house, title="书到了", text="请来取。", channels=["in_app", "wechat", "sms"])
    house.later()
    told = {e["channel"]: (e["recipient"], e["body"]["text"]) for e in peer.effects.values()}
    assert told == {"wechat": ("wx-r-1", "请来取。"), "sms": (NUMBER, "请来取。")}
    assert peer.forged == 0
    assert [n.title for n in house.rows(Notice) if n.topic == "told"] == ["书到了"]


def test_inside_the_installation_a_message_is_always_shown(house: House, peer: Peer) -> None:
    say(house, title="书到了", channels=["sms"])
    assert [n.title for n in house.rows(Notice) if n.topic == "told"] == ["书到了"]


def test_who_has_no_address_on_a_channel_gets_nothing_there(house: House, peer: Peer) -> None:
    say(house, to="librarian", channels=["in_app", "sms"])
    house.later()
    assert peer.effects == {}


def test_a_channel_has_its_own_words_and_its_own_receivers(house: House, peer: Peer) -> None:
    wordings = [
        {"channel": "sms", "text": "短的。", "to": ["reader"]},
        {"channel": "wechat", "title": "别的", "to": ["director"]},
    ]
    say(house, text="长的。", channels=["sms", "wechat"], wordings=wordings)
    house.later()
    assert [(e["channel"], e["body"]["text"]) for e in peer.effects.values()] == [("sms", "短的。")]


def test_a_letter_leads_to_the_page_of_its_instance(house: House, peer: Peer) -> None:
    say(house, channels=["wechat"])
    house.later()
    (letter,) = peer.effects.values()
    assert letter["body"]["link"] == f"http://x/instances/{house.instance_id}"


def test_a_letter_that_the_gateway_could_not_take_comes_again_under_its_key(house: House, peer: Peer) -> None:
    answers = [503, None, 200]
    peer.answer = lambda letter: answers.pop(0)
    say(house, channels=["sms"])
    for seconds in (0, 10, 100):
        house.later(seconds)
    assert len(peer.arrivals) == 3
    assert len(peer.effects) == 1
    assert [row.state for row in house.rows(Outbox)] == ["sent"]


def test_a_number_that_the_gateway_refuses_is_an_incident_without_the_number(
    house: House, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.answer = lambda letter: 400
    say(house, text="不要外传", channels=["sms"])
    house.later()
    incident, (row,) = house.incident(), house.rows(Outbox)
    ours = [r for r in caplog.records if r.name.startswith(("quxiang", "app"))]
    said = "".join(JsonLines().format(record) for record in ours)
    assert incident.instance_id == house.instance_id
    assert (row.state, row.recipient) == ("failed", "139****0001")
    for text in (said, incident.message, str(incident.job), row.error):
        assert NUMBER not in text
        assert "不要外传" not in text


def test_a_number_gets_one_short_message_a_minute(house: House, peer: Peer) -> None:
    for n in range(3):
        say(house, text=f"第{n}条", channels=["sms"])
    counts = []
    for seconds in (0, 30, 31, 60):
        house.later(seconds)
        counts.append(len(peer.effects))
    assert counts == [1, 1, 2, 3]
    assert [e["body"]["text"] for e in peer.arrivals] == ["第0条", "第1条", "第2条"]


def test_a_number_gets_ten_short_messages_in_a_row_and_what_is_stale_is_left_out(
    house: House, peer: Peer
) -> None:
    for _ in range(12):
        say(house, channels=["sms"])
    for _ in range(20):
        house.later(61)
    assert len(peer.effects) == 10
    house.later(timedelta(days=4).total_seconds())
    assert {row.state for row in house.rows(Outbox)} == {"sent", "skipped"}
    assert len(peer.effects) == 10


def test_a_try_again_counts_once(house: House, peer: Peer) -> None:
    answers = [503, 200]
    peer.answer = lambda letter: answers.pop(0)
    say(house, channels=["sms"])
    house.later()
    house.later(3)
    assert len(peer.effects) == 1


def test_somebody_without_an_account_is_written_to_by_address(house: House, peer: Peer) -> None:
    with house.at(None) as desk:
        release = Release(link={"text": "请打开 {{site}}/u/x", "channels": ["sms"]})
        env = Env(
            desk.session, desk.now, house.instance_id, "p", {}, "tell", None, {}, release, site="http://x"
        )
        send_message(env, message="link", channel="sms", address="13800000000")
        for channel, address in (("pigeon", "13800000000"), ("sms", "")):
            with pytest.raises(Incident, match="通道"):
                send_message(env, message="link", channel=channel, address=address)
    house.later()
    (letter,) = peer.effects.values()
    assert (letter["recipient"], letter["body"]["text"]) == ("13800000000", "请打开 http://x/u/x")


def test_a_short_message_that_does_not_fit_is_found_in_the_content() -> None:
    def rules(**body: Any) -> list[str]:
        return [f.rule for f in check_report(read_message(**body))]

    assert rules(text="长" * 70, channels=["sms"]) == []
    assert rules(text="长" * 70 + "{{who}}", channels=["sms"]) == ["length"]
    assert rules(text="长" * 71, channels=["wechat", "email"]) == []
    short = [{"channel": "sms", "text": "短"}]
    assert rules(text="长" * 71, channels=["sms"], wordings=short) == []
    assert rules(text="短", channels=["sms"], wordings=[{"channel": "sms", "text": "{{a +}}"}]) == [
        "expression"
    ]


def test_names_are_shortened_until_a_short_message_fits_and_links_are_not() -> None:
    found = read_message(text="{{unit}}请{{who}}盖章：{{link}}", channels=["sms"])
    case = {"unit": "很长的单位名称" * 9, "who": "陈喆", "link": "https://dj.example.cn/u/" + "x" * 22}
    _, text = render_message(found, case, NOW, None, "sms")
    assert len(text) == 70
    assert "…请陈喆盖章：" in text
    assert text.endswith(case["link"])
    _, text = render_message(found, {**case, "link": "https://" + "x" * 90}, NOW, None, "sms")
    assert text.endswith("x" * 90)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"channels": ["pigeon"]}, "只能是"),
        ({"channels": ["sms"], "wordings": [{"channel": "email"}]}, "没有这个通道"),
        ({"channels": ["sms"], "wordings": [{"channel": "sms"}, {"channel": "sms"}]}, "两份"),
    ],
)
def test_channels_that_cannot_be_are_found(body: dict[str, Any], says: str) -> None:
    with pytest.raises(Exception, match=says):
        read_message(**body)
