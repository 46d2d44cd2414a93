"""Who is told what on which channel (DT-34): graduates on WeChat when bound, employers inside the installation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.identity.external import bind
from app.jobs.clock import now
from app.store.accounts import Account
from app.store.queue import Notice
from tests.support.cast import Cast
from tests.support.mailbox import post_office
from tests.support.peer import Peer, receiving
from tests.support.world import Template

FOLLOWER = "oWx-follower-01"


@pytest.fixture
def peer() -> Iterator[Peer]:
    with receiving() as made:
        yield made


@pytest.fixture
def told(template: Template, tmp_path: Path, peer: Peer) -> Iterator[Cast]:
    """An installation whose WeChat messages go to a gateway; one graduate follows the public account."""
    given = template.copy(
        tmp_path, CHANNEL_WECHAT_URL=peer.url, CHANNEL_WECHAT_KEY=peer.settings["GATEWAY_KEY"]
    )
    made = Cast(given)
    with made.session() as session:
        account = session.scalars(select(Account.id).where(Account.login == "g-10001-01")).one()
        bind(session, account, "wechat", FOLLOWER, now(session))
    yield made
    made.close()
    template.drop(given)


def shown(cast: Cast, role: str) -> list[str]:
    """Return what the parties of a role were told inside the installation, in order."""
    with cast.session() as session:
        rows = session.scalars(
            select(Notice).where(Notice.role == role).order_by(Notice.created_at, Notice.id)
        )
        return [row.topic for row in rows]


@pytest.mark.req("R-312")
def test_a_bound_graduate_gets_the_invitation_and_the_result_on_wechat(told: Cast, peer: Peer) -> None:
    told.signed("g-10001-01")
    told.run_jobs()
    letters = list(peer.effects.values())
    assert [(e["topic"], e["recipient"]) for e in letters] == [
        ("invitation_sent", FOLLOWER),
        ("signing_passed", FOLLOWER),
    ]
    assert letters[0]["body"]["link"].startswith("http")
    assert peer.forged == 0


@pytest.mark.req("R-312")
def test_a_graduate_who_is_not_bound_is_told_inside_only(told: Cast, peer: Peer) -> None:
    told.signed("g-10001-02")
    told.run_jobs()
    assert peer.arrivals == []
    assert shown(told, "graduate") == ["invitation_sent", "signing_passed"]


def test_an_employer_is_told_at_the_workbench(told: Cast, peer: Peer) -> None:
    told.signed("g-10001-01")
    told.run_jobs()
    assert shown(told, "employer") == ["invitation_accepted", "signing_passed"]
    assert {e["recipient"] for e in peer.effects.values()} == {FOLLOWER}


def test_an_invitation_that_ran_out_is_told_to_nobody_on_wechat(told: Cast, peer: Peer) -> None:
    told.invite("g-10001-01")
    told.run_jobs()
    told.clock("2031-01-01T00:00:00+08:00")
    assert [e["topic"] for e in peer.arrivals] == ["invitation_sent"]
    assert "invitation_expired" in shown(told, "employer")


def test_an_administrator_decides_on_which_channels_a_message_leaves(
    template: Template, tmp_path: Path, peer: Peer
) -> None:
    with post_office() as mailbox:
        given = template.copy(tmp_path, SMTP_URL=mailbox.url(), **peer.settings)
        cast = Cast(given)
        reword(
            cast, "invitation_sent", ["in_app", "email", "sms"], {"sms": "{{employer.full_name}}邀请你签约。"}
        )
        cast.invite("g-10001-01")
        cast.run_jobs()
        graduate = cast.graduate("g-10001-01")
        cast.close()
        template.drop(given)
    assert mailbox.recipients == [graduate.email]
    assert mailbox.mails[0]["Subject"] == "北京星河数联科技有限公司邀请你签约"
    (letter,) = [e for e in peer.effects.values() if e["channel"] == "sms"]
    assert letter["recipient"] == graduate.phone
    assert letter["body"]["text"] == "北京星河数联科技有限公司邀请你签约。"


def reword(cast: Cast, key: str, channels: list[str], words: dict[str, str]) -> None:
    """Publish a message on other channels, and the process that sends it with it."""
    door = f"/definitions/report/messages/{key}"
    body = cast["admin"].get(door) | {"channels": channels}
    body["wordings"] = [{"channel": channel, "text": text} for channel, text in words.items()]
    cast["admin"].put(f"{door}/draft", json.dumps(body).encode(), 201, If_None_Match="*")
    cast["admin"].post(f"{door}/releases", {"note": "测试"}, 201)


def test_a_short_message_that_does_not_fit_is_not_published(cast: Cast) -> None:
    door = "/definitions/report/messages/signing_passed"
    body = cast["admin"].get(door) | {"channels": ["sms"], "text": "长" * 71}
    saved = cast["admin"].put(f"{door}/draft", json.dumps(body).encode(), 201, If_None_Match="*")
    assert [f["rule"] for f in saved["findings"]] == ["length"]
    cast["admin"].post(f"{door}/releases", {"note": "测试"}, 409)
