"""`kill -9` of the whole server, again and again, with people, deadlines and deliveries under way; nothing is lost or doubled."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from app.jobs.clock import ZONE
from app.store.instances import History, Incident, Instance
from app.store.queue import IdempotencyKey, Job, Notice, Outbox
from app.store.tasks import Task
from tests.chaos.conftest import SEED
from tests.chaos.contest import assert_sound
from tests.chaos.fleet import Fleet
from tests.chaos.load import API, REASON, Crowd, Ledger
from tests.support.cast import Cast
from tests.support.crowd import add_graduates, tokens
from tests.support.peer import Peer, receiving
from tests.support.world import Template

KILLS = int(os.environ.get("QUXIANG_TEST_KILLS", "15"))  # on each database: thirty together
TWIN_KILLS = 10  # the first or second does it, as a rule
PATIENCE = 20  # seconds for the acts before a kill: a slow machine does as many as a fast one
GRADUATES = 60
APPLICATION = "tests.chaos.application"
STAFF = ("e-01", "e-02", "d-10001-01", "s-10001", "ops")
pytestmark = pytest.mark.xdist_group("chaos")


@pytest.fixture
def peer(dice: random.Random) -> Iterator[Peer]:
    """A receiver that is slow, sometimes breaks off after it has taken a letter, and sometimes cannot take one."""

    def answer(letter: dict) -> int | None:
        time.sleep(dice.uniform(0, 0.05))
        return dice.choices([204, 503, None], [20, 1, 1])[0]

    with receiving() as made:
        made.answer = answer
        yield made


class Stage:
    """One installation under load: its database, its people, its server."""

    def __init__(self, template: Template, folder: Path, peer: Peer, application: str = APPLICATION) -> None:
        self.settings = template.copy(folder, **peer.settings)
        self.cast = Cast(self.settings)
        database = self.cast.services.database
        graduates = add_graduates(database, GRADUATES)
        self.tokens = tokens(database, [*STAFF, *graduates])
        self.tokens |= {f"subject {login}": self.cast.subject(login) for login in graduates}
        environ = {f"QUXIANG_{k}": v for k, v in peer.settings.items()} | {"QUXIANG_APPLICATION": application}
        self.fleet = Fleet(self.settings, folder, environ)
        self.ledger = Ledger()
        self.crowd = Crowd(self.fleet.url, self.tokens, graduates, self.ledger, SEED)

    def close(self) -> None:
        self.fleet.close()
        self.cast.close()

    def count(self, *where) -> int:
        with self.cast.session() as session:
            return session.scalar(select(func.count()).where(*where)) or 0

    def unsent(self) -> int:
        return self.count(Outbox.state != "sent")

    def unfinished(self) -> int:
        soon = Job.kind.in_(("deliver", "advance", "route"))
        return self.count(Job.state == "running") + self.count(Job.state == "waiting", soon)

    def rows(self, table) -> list:
        with self.cast.session() as session:
            return list(session.scalars(select(table)))


@pytest.fixture
def stage(template: Template, tmp_path: Path, peer: Peer) -> Iterator[Stage]:
    made = Stage(template, tmp_path, peer)
    yield made
    made.close()


def test_nothing_is_lost_or_doubled_when_the_server_is_killed_again_and_again(
    stage: Stage, peer: Peer, dice: random.Random
) -> None:
    storm(stage, dice)
    settle(stage)
    assert stage.ledger.errors == []
    assert stage.ledger.count() >= 4 * KILLS, Counter(stage.ledger.refused.values())
    every_acknowledged_act_is_there(stage)
    what_was_refused_was_not_done(stage)
    every_effect_arrived_once(stage, peer)
    assert_sound(stage.cast)
    every_instance_can_still_be_ended(stage)
    assert_sound(stage.cast)


def test_a_service_that_sends_before_it_commits_is_caught(
    template: Template, tmp_path: Path, peer: Peer, dice: random.Random
) -> None:
    """The twin: letters that nobody wrote are at the peer once the server was killed at the wrong moment."""
    stage = Stage(template, tmp_path, peer, "tests.chaos.careless")
    stage.fleet.start()
    stage.crowd.start()
    unwritten: set[str] = set()
    for _ in range(TWIN_KILLS):
        reached = len(peer.effects) + dice.randrange(2, 6)
        while len(peer.effects) < reached:
            time.sleep(0.005)
        stage.fleet.kill()
        unwritten = set(peer.effects) - {row.id for row in stage.rows(Notice)}
        if unwritten:
            break
        stage.fleet.start()
    stage.crowd.give_up()
    stage.close()
    assert unwritten


def storm(stage: Stage, dice: random.Random) -> None:
    """Kill the server again and again while people are at work and the clock jumps over deadlines and back."""
    stage.fleet.start()
    stage.crowd.start()
    for n in range(KILLS):
        reached, until = stage.ledger.count() + dice.randrange(3, 12), time.monotonic() + PATIENCE
        if n % 3 == 2:
            turn_clock(stage, timedelta(days=3))
        while stage.ledger.count() < reached and time.monotonic() < until:
            time.sleep(0.02)
        if n % 3 == 2:
            turn_clock(stage, timedelta(0))
        time.sleep(dice.uniform(0, 0.15))
        stage.fleet.kill()
        stage.fleet.start()
    stage.crowd.stop()


def turn_clock(stage: Stage, ahead: timedelta) -> None:
    """Set the clock of the installation relative to the real one."""
    moment = (datetime.now(ZONE) + ahead).isoformat()
    answer = requests.post(f"{stage.fleet.url}{API}/clock", json={"now": moment}, timeout=20)
    assert answer.status_code in (200, 503), answer.text


def settle(stage: Stage) -> None:
    """Wait until everything that was under way is done; an operator tries again what was given up.

    The clock goes an hour ahead in every round, so that nobody waits for a back-off."""
    until, rounds = time.monotonic() + 120, 0
    while time.monotonic() < until and (stage.unsent() or stage.unfinished()):
        rounds += 1
        turn_clock(stage, timedelta(hours=rounds))
        for incident in stage.rows(Incident):
            if incident.resolved_at is None:
                headers = {"Authorization": f"Bearer {stage.tokens['ops']}"}
                path = f"{stage.fleet.url}{API}/incidents/{incident.id}/retry"
                requests.post(path, json={"reason": "断电后重试"}, headers=headers, timeout=20)
        time.sleep(1)
    stage.fleet.stop()


def every_acknowledged_act_is_there(stage: Stage) -> None:
    tasks = {task.id: task for task in stage.rows(Task)}
    instances = {row.id for row in stage.rows(Instance)}
    completed = Counter((h.instance_id, h.token) for h in stage.rows(History) if h.kind == "completed")
    sent = Counter((h.instance_id, h.kind) for h in stage.rows(History))
    for task_id, decision in stage.ledger.hand_ins.values():
        task = tasks[task_id]
        assert (task.state, task.outcome) == ("done", decision)
        assert completed[task.instance_id, task.token] == 1
    assert set(stage.ledger.starts.values()) <= instances
    assert len(set(stage.ledger.starts.values())) == len(stage.ledger.starts)
    for instance, name in stage.ledger.messages.values():
        assert sent[instance, f"message:{name}"] == 1


def what_was_refused_was_not_done(stage: Stage, *, all_answered: bool = True) -> None:
    kept = {row.key for row in stage.rows(IdempotencyKey)}
    acknowledged = {*stage.ledger.hand_ins, *stage.ledger.starts, *stage.ledger.messages}
    assert kept & set(stage.ledger.refused) == set()
    assert acknowledged <= kept
    if all_answered:
        assert len(stage.rows(Instance)) == len(stage.ledger.starts)


def every_effect_arrived_once(stage: Stage, peer: Peer) -> None:
    """The peer has every letter under its key once, in the order of its subject, and no letter nobody wrote."""
    letters = sorted(stage.rows(Outbox), key=lambda row: row.seq)
    assert {row.state for row in letters} == {"sent"}
    assert set(peer.effects) == {row.key for row in letters}
    assert peer.forged == 0
    notices = [row.id for row in stage.rows(Notice)]
    assert sorted(notices) == sorted(row.key for row in letters if row.channel == "messages")
    first_seen = list(
        dict.fromkeys(letter["key"] for letter in peer.arrivals if letter["key"] in peer.effects)
    )
    for channel in {row.channel for row in letters}:
        for subject in {row.subject for row in letters}:
            written = [r.key for r in letters if (r.channel, r.subject) == (channel, subject)]
            assert [key for key in first_seen if key in set(written)] == written


def every_instance_can_still_be_ended(stage: Stage) -> None:
    """What still runs is driven to its end, by its deadline or by a reviewer: nothing stands still."""
    stage.cast.clock((datetime.now(ZONE) + timedelta(days=9)).isoformat())
    logins = {"department": "d-10001-01", "school": "s-10001"}
    for task in [row for row in stage.rows(Task) if row.state == "open"]:
        answer = stage.cast.app.test_client().post(
            f"{API}/tasks/{task.id}/completion",
            json={"version": task.version, "data": {**REASON, "decision": "reject"}},
            headers={
                "Authorization": f"Bearer {stage.tokens[logins[task.role]]}",
                "Idempotency-Key": task.id,
            },
        )
        assert answer.status_code == 200, answer.get_json()
    assert stage.count(Instance.ended.is_(False)) == 0
