"""All records together, and what holds between them: one active destination (DT-04), who may begin and do what."""

from collections import Counter
from datetime import datetime

from tests.walks.random.model import endings, registrations, signings
from tests.walks.random.model.flow import CLEAR, CLOCK, DEPARTMENT, EMPLOYER, REPORT, SCHOOL, Kind, Move
from tests.walks.random.model.people import DIRECTED_ONLY, EMPLOYERS, NOT_DIRECTED, PARTY, Graduate, role_of
from tests.walks.random.model.records import Facts, Record, Verdict

ON_GRADUATES = (
    "online_signing",
    "offline_agreement",
    "paper_supplement",
    "destination_registration",
    "directed_registration",
)
ON_RECORDS = (
    "online_termination",
    "offline_termination",
    "record_modification",
    "record_void",
    "destination_modification",
    "directed_modification",
    "destination_void",
)
AUTHENTICATED = {unit.logins[0] for unit in EMPLOYERS if unit.authenticated}


def kind_of(key: str, graduate: Graduate, by: str, about: Record | None = None) -> Kind:
    """Return a process as it runs for a graduate: schools review on one level or on two."""
    two = graduate.two_levels
    online = about is not None and about.kind.key == "online_signing"
    made = {
        "online_signing": lambda: signings.online(two),
        "offline_agreement": lambda: signings.offline(two),
        "paper_supplement": lambda: signings.paper(two),
        "destination_registration": lambda: registrations.registration(key, two),
        "directed_registration": lambda: registrations.registration(key, two),
        "destination_void": lambda: registrations.void(two, not two, role_of(by) == SCHOOL),
        "destination_modification": lambda: registrations.modification(key),
        "directed_modification": lambda: registrations.modification(key),
        "online_termination": lambda: endings.online_termination(two, role_of(by)),
        "offline_termination": lambda: endings.offline_termination(two),
        "record_modification": lambda: endings.modification(online),
        "record_void": lambda: endings.school_void(online),
    }
    return made[key]()


class World:
    """The model of an installation."""

    def __init__(self, cohort: int, now: datetime, favourites: dict[str, set[str]]) -> None:
        self.now = now
        self.records: list[Record] = []
        self.told: Counter[tuple[str, str]] = Counter()
        self.sent: Counter[tuple[str, str]] = Counter()
        self.reported: dict[str, tuple[str, str]] = {}
        self._favourites = favourites
        self._previous_until = datetime(cohort, 2, 1, tzinfo=now.tzinfo)

    def active(self, graduate: Graduate) -> Record | None:
        """Return the one destination that a graduate has (DT-04)."""
        found = [r for r in self.records if r.graduate is graduate and r.state.holds]
        assert len(found) < 2, [str(r) for r in found]
        return found[0] if found else None

    def operates(self, graduate: Graduate) -> bool:
        """Whether a graduate may act at all (DT-01, DT-02)."""
        return not graduate.barred and not (graduate.previous_cohort and self.now >= self._previous_until)

    def to_do(self, login: str) -> set[str]:
        """Return the records that wait for somebody."""
        found = (r for r in self.records if r.state.owner and r.party(r.state.owner) == PARTY[login])
        return {r.id for r in found}

    def open_records(self) -> list[Record]:
        """Return what goes on, of those who may act."""
        return [r for r in self.records if not r.state.ended and self.operates(r.graduate)]

    # Beginning

    def may_begin(self, key: str, login: str, graduate: Graduate) -> Verdict:
        """Say whether somebody may begin a process about a graduate (DT-03, DT-04, DT-05)."""
        if key == "online_signing":
            return self._may_invite(login, graduate)
        if login != graduate.login:
            return Verdict.NOT_YOURS
        if not self.operates(graduate):
            return Verdict.NOT_OPEN
        training = graduate.training
        fits = training != NOT_DIRECTED if key == "directed_registration" else training != DIRECTED_ONLY
        return Verdict.DONE if fits and self.active(graduate) is None else Verdict.NOT_NOW

    def _may_invite(self, login: str, graduate: Graduate) -> Verdict:
        party = PARTY[login]
        if role_of(login) != EMPLOYER:
            return Verdict.NOT_YOURS
        if graduate.login not in self._favourites.get(party, set()) or party not in AUTHENTICATED:
            return Verdict.NOT_OPEN
        waiting = any(
            r.graduate is graduate and r.employer == party and r.state.name == "invited" for r in self.records
        )
        fits = self.operates(graduate) and graduate.training != DIRECTED_ONLY
        return Verdict.DONE if fits and not waiting else Verdict.NOT_NOW

    def may_begin_on(self, key: str, login: str, record: Record) -> Verdict:
        """Say whether somebody may begin a process on a record (DT-28, DT-29, P18)."""
        if not record.seen_by(login):
            return Verdict.UNSEEN
        kind = kind_of(key, record.graduate, login, record)
        if role_of(login) not in kind.starters or record.kind.key not in kind.about:
            return Verdict.NOT_YOURS
        online = record.kind.key == "online_signing"
        in_effect = record.state.name in signings.IN_EFFECT
        registered = record.state.name == registrations.REGISTERED and not self._voiding(record)
        free = {
            "online_termination": online and in_effect,
            "offline_termination": not online and in_effect,
            "record_modification": in_effect,
            "record_void": in_effect,
            "destination_modification": registered and record.kind.key == "destination_registration",
            "directed_modification": registered and record.kind.key == "directed_registration",
            "destination_void": registered,
        }
        late = role_of(login) != SCHOOL and not self.operates(record.graduate)
        return Verdict.DONE if free[key] and not late else Verdict.NOT_NOW

    def _voiding(self, record: Record) -> bool:
        return any(
            r.about is record and r.kind.key == "destination_void" and not r.state.ended for r in self.records
        )

    def begin(
        self, key: str, login: str, graduate: Graduate, about: Record | None, number: str, facts: Facts
    ) -> Record:
        """Have a process begin under the number that it was given."""
        kind = kind_of(key, graduate, login, about)
        employer = PARTY[login] if key == "online_signing" else about.employer if about else ""
        record = Record(number, kind, graduate, kind.states[kind.start.to], employer, about, facts)
        self.records.append(record)
        self._follow(record, kind.start)
        return record

    # Going on

    def may_move(self, record: Record, login: str, name: str) -> Verdict:
        """Say whether somebody may do something in the state that a record is in."""
        if not record.seen_by(login):
            return Verdict.UNSEEN
        move = record.move(name)
        every = [m for state in record.kind.states.values() for m in state.moves if m.name == name]
        if move is None:
            mine = any(record.party(m.role) == PARTY[login] for m in every if m.name != "take_back")
            return Verdict.NOT_NOW if mine else Verdict.NOT_OFFERED
        if record.party(move.role) != PARTY[login]:
            return Verdict.NOT_OFFERED if move.message else Verdict.NOT_YOURS
        if name == "take_back":
            return Verdict.DONE if record.passed_by == login else Verdict.NOT_OFFERED
        if record.state.name == "invited" and not move.message and not self._answers(record):
            return Verdict.NOT_NOW
        return Verdict.DONE

    def _answers(self, record: Record) -> bool:
        """Whether an invitation can be answered: not by whoever has another destination (DT-07)."""
        return self.operates(record.graduate) and self.active(record.graduate) is None

    def move(self, record: Record, login: str, name: str) -> None:
        """Have somebody do what they may."""
        move = record.move(name)
        assert move is not None, (str(record), name)
        record.state = record.kind.states[move.to]
        record.passed_by = login if (name, move.role) == ("pass", DEPARTMENT) else ""
        self._follow(record, move)

    def _follow(self, record: Record, move: Move) -> None:
        for role in move.tells:
            self.told[record.party(role), record.id] += 1
        if move.record:
            assert record.about is not None
            record.about.state = record.about.kind.states[move.record]
        if move.sends:
            self.sent[record.id, move.sends] += 1
        about = record.about or record
        if move.sends == REPORT:
            self.reported[record.graduate.login] = (about.facts.code, about.facts.unit)
        elif move.sends == CLEAR:
            self.reported.pop(record.graduate.login, None)
        self.active(record.graduate)

    def tick(self, now: datetime) -> list[Record]:
        """Have the clock move; return what it has changed."""
        self.now = now
        changed = []
        for record in self.records:
            for move in record.state.moves:
                until = record.facts.answer_by if move.name == "expire" else record.facts.link_until
                if move.role == CLOCK and until is not None and until < now:
                    self.move(record, "", move.name)
                    changed.append(record)
                    break
        return changed
