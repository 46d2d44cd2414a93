"""A record of the model: one process that somebody began, where it stands, and for whom."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tests.walks.random.model.flow import DEPARTMENT, EMPLOYER, GRADUATE, SCHOOL, Kind, Move, State
from tests.walks.random.model.people import PARTY, Graduate


class Verdict(Enum):
    """How an act is answered: the statuses of `api.md`."""

    DONE = frozenset({200, 201})
    UNSEEN = frozenset({404})
    NOT_YOURS = frozenset({403, 404})
    NOT_NOW = frozenset({409})
    NOT_OFFERED = frozenset({403, 409})
    NOT_OPEN = frozenset({403, 404, 409})
    INVALID = frozenset({422})


@dataclass
class Facts:
    """What a record says: its code and unit in the report, its deadlines."""

    code: str = ""
    unit: str = ""
    answer_by: datetime | None = None
    link_until: datetime | None = None


@dataclass(eq=False)
class Record:
    """One running or ended process."""

    id: str
    kind: Kind
    graduate: Graduate
    state: State
    employer: str = ""
    about: "Record | None" = None
    facts: Facts = field(default_factory=Facts)
    passed_by: str = ""

    def party(self, role: str) -> str:
        """Return who has a role here, by the first of its logins."""
        parties = {
            GRADUATE: self.graduate.login,
            EMPLOYER: self.employer if self.kind.seen_by_employer else "",
            DEPARTMENT: self.graduate.department,
            SCHOOL: self.graduate.school,
        }
        return parties.get(role, "")

    def seen_by(self, login: str) -> bool:
        return PARTY[login] in {self.party(role) for role in (GRADUATE, EMPLOYER, DEPARTMENT, SCHOOL)}

    def word(self, role: str) -> str:
        """Return how the record reads for a role."""
        words = self.state.words
        return {GRADUATE: words.graduate, EMPLOYER: words.employer}.get(role, words.staff)

    def move(self, name: str) -> Move | None:
        return next((move for move in self.state.moves if move.name == name), None)

    def __str__(self) -> str:
        return f"{self.kind.key} {self.id} of {self.graduate.login} in {self.state.name}"
