"""Which versions are the newest: looked at once in a unit of work, and read again when there are more than before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.definitions import DefinitionVersion
from app.store.statements import Statement, table_of

Ref = tuple[str, str]
_COUNT = Statement(select(func.count()).select_from(table_of(DefinitionVersion)))
_INDEX, _OWN = "newest.index", "newest.own"


@dataclass(frozen=True)
class Index:
    """By kind and key: the version that holds for all (where there is none, the newest at all), and those on trial,
    (id, the parties for whom it holds), oldest first."""

    ids: Mapping[Ref, str] = field(default_factory=dict)
    trials: Mapping[Ref, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)

    def id(self, kind: str, key: str) -> str:
        """Return the id of the newest version. Raises NotFound."""
        found = self.ids.get((kind, key))
        if found is None:
            raise NotFound
        return found

    def keys(self, kind: str) -> list[str]:
        """Return the keys of what is published of a kind, in order."""
        return sorted(key for found, key in self.ids if found == kind)

    def trial(self, kind: str, key: str, parties: Iterable[str]) -> str | None:
        """Return the id of the newest version on trial for one of some parties."""
        mine = set(parties)
        tried = self.trials.get((kind, key), [])
        return next((version for version, those in reversed(tried) if mine & those), None)


class Newest:
    """The index that the sessions of one web or worker process share."""

    def __init__(self) -> None:
        self._shared: tuple[int, Index] = (0, Index())

    def index(self, session: Session) -> Index:
        """Return the index as the unit of work saw it first, or as it has changed it itself."""
        found: Index | None = session.info.get(_INDEX)
        if found is None:
            found = session.info[_INDEX] = self._look(session)
        return found

    def _look(self, session: Session) -> Index:
        if session.info.get(_OWN):
            return _read(session)  # what it has published itself may still be taken back: nobody else sees it
        count = _COUNT.rows(session, {})[0][0]
        if count != self._shared[0]:
            self._shared = (count, _read(session))
        return self._shared[1]


def look_again(session: Session) -> None:
    """Have this unit of work see what it has published itself."""
    session.info[_OWN] = True
    session.info.pop(_INDEX, None)


def _read(session: Session) -> Index:
    table = DefinitionVersion
    rows = session.execute(select(table.kind, table.key, table.id, table.parties).order_by(table.number))
    ids: dict[Ref, str] = {}
    trials: dict[Ref, list[tuple[str, frozenset[str]]]] = {}
    for kind, key, version, parties in rows:
        if parties is None:
            ids[kind, key] = version
            trials.pop((kind, key), None)
        else:
            trials.setdefault((kind, key), []).append((version, frozenset(parties)))
    return Index({ref: tried[-1][0] for ref, tried in trials.items()} | ids, trials)
