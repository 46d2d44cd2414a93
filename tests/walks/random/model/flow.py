"""What a process is made of: states with their words for each audience, and who may do what in them (part E)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

GRADUATE, EMPLOYER, DEPARTMENT, SCHOOL = "graduate", "employer", "department", "school"
CONTACT, CLOCK = "contact", "clock"
REPORT, CLEAR = "destination.report", "destination.clear"


@dataclass(frozen=True)
class Words:
    """How a state reads for each audience."""

    graduate: str
    staff: str
    employer: str = ""


@dataclass(frozen=True)
class Move:
    """What a role may do in a state, and what follows: `record` is the new state of the record it is about."""

    name: str
    to: str
    role: str = ""
    message: bool = False
    tells: tuple[str, ...] = ()
    sends: str = ""
    record: str = ""


@dataclass(frozen=True)
class State:
    """Where a process can stand. Who `holds` it has no other destination; whoever is `owner` has the task."""

    name: str
    words: Words
    owner: str = ""
    moves: tuple[Move, ...] = ()
    holds: bool = False

    @property
    def ended(self) -> bool:
        return not self.moves


@dataclass(frozen=True)
class Kind:
    """A process: who starts it on what, and its states."""

    key: str
    starters: tuple[str, ...]
    start: Move
    states: dict[str, State]
    about: tuple[str, ...] = ()
    seen_by_employer: bool = False

    @property
    def moves(self) -> tuple[Move, ...]:
        """What can be done in some state or other, each once."""
        return tuple({m.name: m for state in self.states.values() for m in state.moves}.values())

    def move(self, name: str) -> Move:
        return next(m for m in self.moves if m.name == name)


@dataclass(frozen=True)
class Review:
    """AUDIT of B.0.1 for one kind: what it is called at each level, and what follows from each outcome."""

    name: str
    department: Words
    school: Words
    passed: Move
    rejected: Move
    returned: Move | None = None
    withdrawn: Move | None = None
    stopped: Move | None = None
    holds: bool = False
    more: tuple[Move, ...] = field(default=())
    amend: bool = False

    def first(self, two_levels: bool) -> str:
        """Return the state that the review begins in (DT-08)."""
        return f"{self.name}{DEPARTMENT}" if two_levels else f"{self.name}{SCHOOL}"

    def states(self, two_levels: bool) -> tuple[State, ...]:
        """Return the states: only before any decision may the graduate withdraw or stop (DT-11)."""
        before = [self._message(m) for m in (self.withdrawn, self.stopped) if m is not None]
        school = self._level(SCHOOL, replace(self.passed, name="pass"), self.school)
        if not two_levels:
            return (replace(school, moves=(*school.moves, *before)),)
        onward = Move("pass", f"{self.name}{SCHOOL}")
        department = self._level(DEPARTMENT, onward, self.department)
        taken = Move("take_back", department.name, DEPARTMENT, message=True)
        return (
            replace(department, moves=(*department.moves, *before)),
            replace(school, moves=(*school.moves, taken)),
        )

    def _level(self, role: str, passed: Move, words: Words) -> State:
        name = f"{self.name}{role}"
        moves = [replace(passed, role=role)]
        moves.append(replace(self.rejected, name="reject", role=role, to=f"{self.rejected.to}_{role}"))
        if self.returned is not None:
            moves.append(replace(self.returned, name="return", role=role))
        if self.amend:
            moves.append(Move("amend", name, role, message=True, tells=(GRADUATE,)))
        return State(name, words, role, (*moves, *self.more), self.holds)

    @staticmethod
    def _message(move: Move) -> Move:
        return replace(move, role=GRADUATE, message=True)


def by_name(states: Iterable[State]) -> dict[str, State]:
    return {state.name: state for state in states}


def rejected(name: str, graduate: str, staff: str, employer: str = "") -> tuple[State, ...]:
    """Return the two ends of a review that was not passed, for each level."""
    levels = {DEPARTMENT: "学院", SCHOOL: "学校"}
    return tuple(
        State(f"{name}_{role}", Words(graduate, f"{staff}（{word}审核不通过）", employer))
        for role, word in levels.items()
    )
