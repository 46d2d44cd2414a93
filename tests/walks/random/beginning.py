"""How records begin: with a graduate, or on a record that there is; by whoever may and by others."""

import random
from collections import deque
from datetime import timedelta
from typing import Any

from tests.walks.random.doors import Doors
from tests.walks.random.model.flow import GRADUATE
from tests.walks.random.model.people import (
    COLLEAGUES,
    EMPLOYERS,
    GRADUATES,
    PARTY,
    Graduate,
    role_of,
)
from tests.walks.random.model.records import Facts, Record, Verdict
from tests.walks.random.model.world import ON_GRADUATES, ON_RECORDS, World, kind_of

NOT_ALLOWED, INCOMPLETE = 0.15, 0.05
Begun = tuple[str, Record | None]
ASKED = {"reason": "01", "comment": "与单位协商一致"}


class Beginning:
    """Somebody begins something."""

    def __init__(self, world: World, doors: Doors, chance: random.Random, log: deque[str]) -> None:
        self._world, self._doors, self._chance, self._log = world, doors, chance, log

    def begin(self) -> Begun:
        """Have somebody begin something, mostly what they may; return what was done, and the record concerned."""
        on_records = [r for r in self._world.records if r.state.holds] or self._world.records[-1:]
        if on_records and self._chance.random() < 0.45:
            older = self._world.records if self._chance.random() < NOT_ALLOWED else on_records
            return self._on_record(self._chance.choice(older))
        return self._on_graduate(self._chance.choice(GRADUATES))

    def _on_graduate(self, graduate: Graduate) -> Begun:
        key = self._chance.choice((*ON_GRADUATES, "online_signing"))
        employers = [n for unit in EMPLOYERS for n in unit.logins]
        login = self._chance.choice(employers) if key == "online_signing" else graduate.login
        if self._chance.random() < NOT_ALLOWED:
            login = self._anybody()
        verdict = self._world.may_begin(key, login, graduate)
        data, facts = self.answers(key, login)
        subject = "self" if login == graduate.login else self._doors.subjects[graduate.login]
        return self._try(key, login, graduate, None, verdict, subject, data, facts)

    def _on_record(self, record: Record) -> Begun:
        key = self._chance.choice([k for k in ON_RECORDS if self._fits(k, record)] or ON_RECORDS)
        starters = kind_of(key, record.graduate, record.graduate.login, record).starters
        mine = [n for role in starters for n in COLLEAGUES.get(record.party(role), ())]
        login = (
            self._anybody() if self._chance.random() < NOT_ALLOWED or not mine else self._chance.choice(mine)
        )
        verdict = self._world.may_begin_on(key, login, record)
        data = self._ending(key, login, record, verdict)
        return self._try(key, login, record.graduate, record, verdict, record.id, data, Facts())

    def _fits(self, key: str, record: Record) -> bool:
        about = kind_of(key, record.graduate, record.graduate.login, record).about
        return record.kind.key in about or self._chance.random() < NOT_ALLOWED

    def _try(
        self,
        key: str,
        login: str,
        graduate: Graduate,
        about: Record | None,
        verdict: Verdict,
        subject: str,
        data: dict[str, Any],
        facts: Facts,
    ) -> Begun:
        if verdict is Verdict.DONE and data and self._chance.random() < INCOMPLETE:
            self._log[-1] = f"{login} begins {key} with nothing for {about or graduate.login}"
            self._doors.expect(self._doors.begin(login, key, subject, {}), Verdict.INVALID)
        once = f"{self._chance.getrandbits(64):x}"
        text = self._log[-1] = f"{login} begins {key} for {about or graduate.login} -> {verdict.name}"
        answer = self._doors.begin(login, key, subject, data, once)
        self._doors.expect(answer, verdict)
        if verdict is not Verdict.DONE:
            return text, about
        record = self._world.begin(key, login, graduate, about, answer.body["id"], facts)
        if self._chance.random() < NOT_ALLOWED:
            again = self._doors.begin(login, key, subject, data, once)
            self._doors.expect(again, verdict)
            assert again.body["id"] == record.id, "the same key begins it once"
        return text, record

    def answers(self, key: str, login: str) -> tuple[dict[str, Any], Facts]:
        """Return what somebody answers in the form of a process about a graduate."""
        if key == "online_signing":
            hours = self._chance.choice((6, 12, 36, 72))
            until = self._world.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
            return self._doors.invitation(until, PARTY[login])
        if key == "destination_registration":
            return self._doors.destination(login)
        if key == "directed_registration":
            return self._doors.directed(login)
        if key == "offline_termination":
            return {**ASKED, "materials": [self._doors.picture(login)]}, Facts()
        return self._doors.agreement(key, login)

    def _ending(self, key: str, login: str, record: Record, verdict: Verdict) -> dict[str, Any]:
        if key == "record_modification" and verdict is Verdict.DONE:
            return self._doors.terms(record)
        if key == "offline_termination":
            return self.answers(key, login)[0]
        if key in ("destination_modification", "directed_modification") and verdict is Verdict.DONE:
            return self._doors.registered(record)
        if key == "destination_void" and role_of(login) == GRADUATE:
            return {}
        return ASKED if login == record.graduate.login else {"comment": ASKED["comment"]}

    def _anybody(self) -> str:
        return self._chance.choice([n for names in COLLEAGUES.values() for n in names])
