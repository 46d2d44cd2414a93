"""Who is told what on which channel (DT-34): graduates on WeChat when bound, employers inside the installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.identity.external import bind
from app.jobs.clock import now
from app.store.accounts import Account
from app.store.queue import Notice
from tests.support.cast import Cast
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
