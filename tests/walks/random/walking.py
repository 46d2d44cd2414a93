"""The walk: at each step somebody does something, legal or not, and is answered as the model says."""

import random
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.support.cast import Cast
from tests.walks.random.beginning import Beginning
from tests.walks.random.doors import REASON, Doors
from tests.walks.random.looking import Looking
from tests.walks.random.model.flow import CLOCK, CONTACT, Move
from tests.walks.random.model.people import COLLEAGUES, GRADUATES
from tests.walks.random.model.records import Facts, Record, Verdict
from tests.walks.random.model.world import World
from tests.walks.random.repeating import Done, Repeating

LINK_DAYS = 7
ASKED = {
    ("online_signing", "withdraw"): {"reason": "01"},
    ("online_signing", "stop"): {"comment": "改变主意"},
    ("online_termination", "force"): {"comment": "单位没有回应"},
    ("offline_termination", "one_sided"): {"comment": "单位不配合"},
}
UNKIND = ("stop", "withdraw", "reject", "decline")
RECENT, SHOWN, TAKEN_BACK = 80, 40, 0.3


class Walk:
    """Somebody's way through the installation and the model at once."""

    def __init__(self, cast: Cast, seed: int, now: datetime, favourites: dict[str, set[str]]) -> None:
        self.chance = random.Random(seed)
        self.world = World(cast.graduate(GRADUATES[0].login).cohort, now, favourites)
        self.doors = Doors(cast, self.chance)
        self.looking = Looking(cast, self.world, self.chance)
        self.log: deque[str] = deque(maxlen=SHOWN)
        self._beginning = Beginning(self.world, self.doors, self.chance, self.log)
        self._repeating = Repeating(self.world, self.doors, self.looking, self.chance, self.log)

    def step(self) -> None:
        """Have somebody do something."""
        acts: tuple[tuple[Callable[[], str], int], ...] = (
            (self._begin, 22),
            (self._go_on, 50),
            (self._wander, 10),
            (self._repeating.again, 9),
            (self._repeating.faulty, 4),
            (self._repeating.open, 2),
            (self._repeating.claim, 2),
            (self._repeating.use_link_again, 1),
            (self._clock, 2),
        )
        self.log.append("")
        done = ""
        while not done:
            (act,) = self.chance.choices([a for a, _ in acts], [weight for _, weight in acts])
            done = act()

    def _begin(self) -> str:
        text, record = self._beginning.begin()
        if record is not None:
            self.looking.at(record, closely=record.about is not None)
        return text

    def _go_on(self) -> str:
        """Have whoever is to act in some open record do one of what they may; half of the unkind acts are thought over."""
        records = self.world.open_records()
        if not records:
            return ""
        record = self.chance.choice(records)
        if record.passed_by and self.chance.random() < TAKEN_BACK:
            return self._act(record, record.passed_by, record.kind.move("take_back"))
        moves = [m for m in record.state.moves if m.role != CLOCK and m.name != "take_back"]
        move = self.chance.choice(moves)
        if move.name in UNKIND and record.state.name != "invited" and self.chance.random() < 0.5:
            move = moves[0]
        if move.role == CONTACT:
            return self._upload(record)
        return self._act(record, self.chance.choice(COLLEAGUES[record.party(move.role)]), move)

    def _wander(self) -> str:
        """Have anybody try anything with any record, in whatever state it is."""
        records = self.world.open_records() if self.chance.random() < 0.7 else self.world.records[-RECENT:]
        record = self.chance.choice(records) if records else None
        if record is None or not self.world.operates(record.graduate):
            return ""
        here = {m.name: m for m in record.state.moves}
        others = [m for m in record.kind.moves if m.message and m.role not in (CLOCK, CONTACT)]
        moves = [m for m in here.values() if m.role not in (CLOCK, CONTACT)] + others
        if not moves:
            return ""
        move = self.chance.choice(moves)
        right = COLLEAGUES.get(record.party(move.role), ())
        logins = [*(n for names in COLLEAGUES.values() for n in names), *right * 8]
        return self._act(record, self.chance.choice(logins), here.get(move.name, move))

    def _act(self, record: Record, login: str, move: Move) -> str:
        verdict = self.world.may_move(record, login, move.name)
        text = self.log[-1] = f"{login} {move.name} {record} -> {verdict.name}"
        if move.message:
            data, facts = self._message_data(record, login, move.name)
            answer = self.doors.message(login, record, move.name, data)
        else:
            holder = COLLEAGUES[record.party(record.state.owner)][0]
            data, facts = self._task_data(record, move.name)
            task, key = self.doors.task(record, holder), f"{self.chance.getrandbits(64):x}"
            answer = self.doors.hand_in(login, task, data, key)
            if verdict is Verdict.DONE:
                self._repeating.done.append(Done(record, login, task, data, key))
        self.doors.expect(answer, verdict)
        if verdict is Verdict.DONE:
            self.world.move(record, login, move.name)
            self._learn(record, move.name, facts)
            self.looking.said(record, login, answer.body)
        self.looking.at(record, closely=verdict is Verdict.DONE and bool(move.record))
        return text

    def _message_data(self, record: Record, login: str, name: str) -> tuple[dict[str, Any], Facts | None]:
        if name != "amend":
            return ASKED.get((record.kind.key, name), {}), None
        return self.doors.destination(login, proven=False)

    def _task_data(self, record: Record, name: str) -> tuple[dict[str, Any], Facts | None]:
        owner = record.graduate.login
        if name == "resubmit":
            return self._beginning.answers(record.kind.key, owner)
        if name == "stamp":
            return {"way": "self", "images": [self.doors.picture(owner)]}, None
        if name == "send_link":
            return {"way": "unit", "contact_phone": "13800138000"}, None
        reasons = REASON if name in ("return", "reject") else {}
        return {"decision": name, **reasons}, None

    def _learn(self, record: Record, name: str, facts: Facts | None) -> None:
        if facts is not None:
            record.facts.code, record.facts.unit = facts.code, facts.unit
        if name == "send_link":
            record.facts.link_until = self.world.now + timedelta(days=LINK_DAYS)

    def _upload(self, record: Record) -> str:
        text = self.log[-1] = f"contact uploads for {record}"
        path = self.doors.link(record)
        assert self.doors.upload_by(path) == 200
        self._repeating.links.append(path)
        self.world.move(record, "", "upload")
        self.looking.at(record)
        return text

    def _clock(self) -> str:
        """Move the clock to the half of some later hour: deadlines are full hours."""
        hours = self.chance.choice((2, 4, 8, 16))
        later = (self.world.now + timedelta(hours=hours)).replace(minute=30, second=0, microsecond=0)
        text = self.log[-1] = f"clock to {later}"
        self.doors.cast.clock(later.isoformat())
        for record in self.world.tick(later):
            self.looking.at(record)
        return text
