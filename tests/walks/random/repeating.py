"""What must change nothing: the same again, something too late, something that is not complete."""

import random
from collections import deque
from dataclasses import dataclass
from typing import Any

from tests.walks.random.doors import REASON, Doors
from tests.walks.random.looking import Looking
from tests.walks.random.model.flow import CONTACT
from tests.walks.random.model.people import COLLEAGUES, PARTY
from tests.walks.random.model.records import Record, Verdict
from tests.walks.random.model.world import World


@dataclass(frozen=True)
class Done:
    """A hand-in that was taken: it is sent again later."""

    record: Record
    login: str
    task: tuple[str, int]
    data: dict[str, Any]
    key: str


class Repeating:
    """Acts that leave everything as it is."""

    def __init__(
        self, world: World, doors: Doors, looking: Looking, chance: random.Random, log: deque[str]
    ) -> None:
        self._world, self._doors, self._looking, self._chance = world, doors, looking, chance
        self._log = log
        self.done: deque[Done] = deque(maxlen=60)
        self.links: deque[str] = deque(maxlen=20)

    def again(self) -> str:
        """Send something again: the same, the same key with other content, or late with a key of its own."""
        if not self.done:
            return ""
        done = self._chance.choice(self.done)
        how = self._chance.choice(("same", "other", "late"))
        text = self._note(f"{done.login} again ({how}) for {done.record}")
        if how == "same":
            answer = self._doors.hand_in(done.login, done.task, done.data, done.key)
            self._doors.expect(answer, Verdict.DONE)
            assert answer.body["id"] == done.record.id
        elif how == "other":
            answer = self._doors.hand_in(done.login, done.task, {**done.data, "comment": "别的"}, done.key)
            self._doors.expect(answer, Verdict.INVALID)
        else:
            login = self._chance.choice(COLLEAGUES[PARTY[done.login]])
            self._doors.expect(self._doors.hand_in(login, done.task, done.data), Verdict.NOT_NOW)
        self._looking.at(done.record)
        return text

    def faulty(self) -> str:
        """Hand in what is not complete, or a decision that this review does not have (DT-09, DT-35)."""
        record = self._waiting()
        if record is None or (record.state.name == "invited" and self._world.active(record.graduate)):
            return ""
        login = COLLEAGUES[record.party(record.state.owner)][0]
        offered = {m.name for m in record.state.moves if not m.message}
        wrong: list[dict[str, Any]] = [{}, {"decision": "nonsense"}]
        wrong += [{"decision": name} for name in ("return", "reject") if name in offered]
        if "return" not in offered:
            wrong.append({"decision": "return", **REASON})
        data = self._chance.choice(wrong)
        text = self._note(f"{login} hands in {data} for {record}")
        self._doors.expect(self._doors.hand_in(login, self._doors.task(record, login), data), Verdict.INVALID)
        self._looking.at(record)
        return text

    def open(self) -> str:
        """Open a task: from then on nobody takes the decision before it back, as whoever made it finds out."""
        record = self._waiting(decided=True)
        if record is None:
            return ""
        login = COLLEAGUES[record.party(record.state.owner)][0]
        text = self._note(f"{login} opens {record}")
        self._doors.cast[login].get(f"/tasks/{self._doors.task(record, login)[0]}")
        made_by, record.passed_by = record.passed_by, ""
        if made_by:
            answer = self._doors.message(made_by, record, "take_back", {})
            self._doors.expect(answer, self._world.may_move(record, made_by, "take_back"))
        return text

    def claim(self) -> str:
        """Claim a task and release it: meanwhile a colleague cannot hand it in."""
        record = self._waiting()
        if record is None:
            return ""
        first, *others = COLLEAGUES[record.party(record.state.owner)]
        text = self._note(f"{first} claims {record}")
        task = self._doors.task(record, first)
        self._doors.expect(self._doors.call(first, "POST", f"/tasks/{task[0]}/claim"), Verdict.DONE)
        record.passed_by = ""
        for colleague in others:
            self._doors.expect(self._doors.hand_in(colleague, task, {"decision": "pass"}), Verdict.NOT_NOW)
        self._doors.expect(self._doors.call(first, "DELETE", f"/tasks/{task[0]}/claim"), Verdict.DONE)
        return text

    def use_link_again(self) -> str:
        """Try a link that was used."""
        if not self.links:
            return ""
        text = self._note("a used link again")
        assert self._doors.upload_by(self._chance.choice(self.links)) == 410
        return text

    def _waiting(self, *, decided: bool = False) -> Record | None:
        """Return some record that waits for somebody with an account, rather one in which somebody has decided."""
        found = [r for r in self._world.open_records() if r.state.owner not in ("", CONTACT)]
        found = [r for r in found if decided and r.passed_by] or found
        return self._chance.choice(found) if found else None

    def _note(self, text: str) -> str:
        self._log[-1] = text
        return text
