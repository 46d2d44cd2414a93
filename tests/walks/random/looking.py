"""How the installation reads beside the model: one record at a glance, and from time to time everything."""

import random
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from app.inbox.invariants import breaches
from app.store.queue import Notice, Outbox
from tests.support.cast import Cast
from tests.walks.random.model.flow import DEPARTMENT, EMPLOYER, GRADUATE, SCHOOL
from tests.walks.random.model.people import COLLEAGUES, GRADUATES, PARTY, role_of
from tests.walks.random.model.records import Record, Verdict
from tests.walks.random.model.world import ON_GRADUATES, ON_RECORDS, World

AUDIENCES = (GRADUATE, EMPLOYER, DEPARTMENT, SCHOOL)
GLANCE = 0.25
READERS = 6


class Looking:
    """Compares what people see with what the model says they see."""

    def __init__(self, cast: Cast, world: World, chance: random.Random) -> None:
        self._cast, self._world, self._chance = cast, world, chance
        self._parties = {login: self._party(login) for login in COLLEAGUES}
        world.reported = {g.login: found for g in GRADUATES if (found := self._reported(g.login))}

    def _party(self, login: str) -> str:
        return str(self._cast[login].get("/me")["memberships"][0]["party"]["id"])

    # At a glance

    def said(self, record: Record, login: str, seen: dict[str, Any]) -> None:
        """Check how somebody is told that a record stands, and what they are offered to do."""
        assert (seen["id"], seen["ended"]) == (record.id, record.state.ended), (str(record), seen)
        assert seen["status"]["label"] == record.word(role_of(login)), (str(record), login, seen["status"])
        mine = [t["step"] for t in seen["tasks"] if t["mine"]]
        holds = bool(record.state.owner) and record.party(record.state.owner) == PARTY[login]
        assert len(mine) == int(holds), (str(record), login, seen["tasks"])
        offered = {m["name"] for m in seen["messages"] if m["allowed"]}
        may = {m.name for m in record.state.moves if m.message and self._may(record, login, m.name)}
        assert offered == may, (str(record), login, offered, may)
        if record.about is None:
            begun = set(seen["startable"]) & set(ON_RECORDS)
            may = {k for k in ON_RECORDS if self._world.may_begin_on(k, login, record) is Verdict.DONE}
            assert begun == may, (str(record), login, begun, may)

    def _may(self, record: Record, login: str, name: str) -> bool:
        return self._world.may_move(record, login, name) is Verdict.DONE

    def at(self, record: Record, *, closely: bool = False) -> None:
        """Look now and then, or for certain, at a record as one of those who see it, and at what it is about."""
        if not closely and self._chance.random() > GLANCE:
            return
        for each in (record, *([record.about] if record.about else ())):
            logins = [each.party(role) for role in AUDIENCES if each.party(role)]
            login = self._chance.choice(logins)
            self.said(each, login, self._cast[login].get(f"/instances/{each.id}"))

    # Thoroughly

    def everywhere(self) -> None:
        """Check inboxes, lists, what is offered, what was told and reported, and the invariants."""
        readers = self._chance.sample(sorted(COLLEAGUES), READERS)
        for login in sorted(COLLEAGUES):
            waiting = {t["instance"] for t in self._all(login, "/tasks")}
            assert waiting == self._world.to_do(login), (login, waiting ^ self._world.to_do(login))
        for login in ("s-10001", *readers):
            self._list(login)
        for graduate in GRADUATES:
            self._destination(graduate.login)
        for graduate in self._chance.sample(GRADUATES, 4):
            self._offers(graduate.login)
        self._traces()
        with self._cast.session() as session:
            found = list(breaches(self._cast.services, session))
        assert not found, [(b.name, b.meaning, b.rows) for b in found]

    def _list(self, login: str) -> None:
        seen = {
            i["id"]: (i["status"]["label"], i["ended"]) for i in self._all(login, "/instances", box="scope")
        }
        mine = [r for r in self._world.records if r.seen_by(login)]
        known = {r.id: (r.word(role_of(login)), r.state.ended) for r in mine}
        wrong = {
            n: (seen.get(n), known.get(n)) for n in seen.keys() | known.keys() if seen.get(n) != known.get(n)
        }
        assert not wrong, (login, wrong)

    def _destination(self, login: str) -> None:
        """Check what is reported of a graduate, and that it is what the model has."""
        if login not in self._world.reported and self._chance.random() > GLANCE:
            return
        found = self._reported(login)
        assert found == self._world.reported.get(login), (login, found, self._world.reported.get(login))

    def _reported(self, login: str) -> tuple[str, str] | None:
        found = (self._cast[login].get("/records")["destination"] or {}).get("reported")
        return (found["code"], found["unit"] or "") if found else None

    def _offers(self, login: str) -> None:
        (graduate,) = (g for g in GRADUATES if g.login == login)
        if not self._world.operates(graduate):
            return
        offers = {
            p["key"]: p["allowed"] for p in self._cast[login].get("/processes", subject="self")["items"]
        }
        for key in ON_GRADUATES[1:]:
            may = self._world.may_begin(key, login, graduate) is Verdict.DONE
            assert offers[key] == may, (login, key, offers)

    def _traces(self) -> None:
        """Check that nothing that was told or reported is lost or there twice."""
        logins = {party: login for login, party in self._parties.items()}
        with self._cast.session() as session:
            told = select(Notice.party_id, Notice.instance_id, func.count()).group_by(
                Notice.party_id, Notice.instance_id
            )
            notices = Counter({(logins[p], str(i)): n for p, i, n in session.execute(told) if p in logins})
            left = select(Outbox.instance_id, Outbox.topic, func.count()).where(Outbox.channel == "ems")
            sent = session.execute(left.group_by(Outbox.instance_id, Outbox.topic))
            reports = Counter({(str(i), t): n for i, t, n in sent})
        assert notices == self._world.told, _differing(notices, self._world.told)
        assert reports == self._world.sent, _differing(reports, self._world.sent)

    def _all(self, login: str, path: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after: dict[str, Any] = {}
        while True:
            page = self._cast[login].get(path, limit=200, **query, **after)
            found += page["items"]
            if not page["next"]:
                return found
            after = {"after": page["next"]}


def _differing(seen: Counter[tuple[str, str]], known: Counter[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    return {key: (seen[key], known[key]) for key in seen.keys() | known.keys() if seen[key] != known[key]}
