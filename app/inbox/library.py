"""Compiled definitions, made once for each version and shared: what an instance is pinned to, and what is newest."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.content.bpmn import Process, read_bpmn
from app.content.codes import CodeTable, read_codes
from app.content.dmn import DecisionModel, read_dmn
from app.content.document import Document
from app.content.folder import file_name
from app.content.form import Form, read_form
from app.content.report import read_report
from app.engine import Program, compile_program
from app.errors import BadContent, NotFound
from app.store.definitions import DefinitionVersion, Pin
from app.store.statements import Statement, table_of

READERS: dict[str, Callable[[str, bytes, str], Any]] = {
    "process": lambda key, body, file: read_bpmn(body, file),
    "form": lambda key, body, file: read_form(body, file),
    "decision": lambda key, body, file: read_dmn(body, file),
    "codes": lambda key, body, file: read_codes(body, file),
    "report": read_report,
}


def read_definition(kind: str, key: str, body: bytes) -> Any:
    """Return the frozen value of a definition's file. Raises BadContent."""
    return READERS[kind](key, body, file_name(kind, key))


@dataclass(frozen=True)
class Release:
    """A version of a process with exactly the versions that it is pinned to."""

    version_id: str
    key: str
    number: int
    program: Program
    parts: Mapping[tuple[str, str], Any]
    versions: Mapping[tuple[str, str], int]

    @property
    def process(self) -> Process:
        return self.parts["process", self.key]

    def part(self, kind: str, key: str) -> Any:
        """Return a pinned definition. Raises BadContent when the version does not use it."""
        found = self.parts.get((kind, key))
        if found is None:
            raise BadContent(f"流程“{self.process.name}”第 {self.number} 版没有引用 {kind} “{key}”。")
        return found

    def form(self, key: str) -> Form:
        return self.part("form", key)

    def decision(self, key: str) -> DecisionModel:
        return self.part("decision", key)

    def codes(self, key: str) -> CodeTable:
        return self.part("codes", key)

    def document(self, key: str) -> Document:
        return self.part("report", f"documents/{key}")

    def processes(self) -> list[Process]:
        """Return the process and everything it calls."""
        return [part for (kind, _), part in self.parts.items() if kind == "process"]


_COUNT = Statement(select(func.count()).select_from(table_of(DefinitionVersion)))
_INDEX = "definitions.newest"
Index = Mapping[tuple[str, str], str]


class Library:
    """The compiled definitions of one web or worker process. Versions never change, so nothing is ever stale;
    which one is the newest is looked at once in a unit of work, and read again when there are more than before."""

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {}
        self._releases: dict[str, Release] = {}
        self._index: tuple[int, Index] = (0, {})
        self._lock = threading.Lock()

    def release(self, session: Session, version_id: str) -> Release:
        """Return the release of a process version."""
        found = self._releases.get(version_id)
        if found is None:
            with self._lock:
                found = self._releases.get(version_id) or self._load(session, version_id)
                self._releases[version_id] = found
        return found

    def newest_release(self, session: Session, key: str) -> Release:
        """Return the newest release of a process. Raises NotFound."""
        return self.release(session, self._newest_id(session, "process", key))

    def newest(self, session: Session, kind: str, key: str) -> Any:
        """Return the newest published value of a definition. Raises NotFound."""
        version_id = self._newest_id(session, kind, key)
        if version_id not in self._parts:
            row = session.get_one(DefinitionVersion, version_id)
            self._parts[version_id] = read_definition(kind, key, row.body)
        return self._parts[version_id]

    def keys(self, session: Session, kind: str) -> list[str]:
        """Return the keys of what is published of a kind, in order."""
        return sorted(key for found, key in self._newest_ids(session) if found == kind)

    def _newest_id(self, session: Session, kind: str, key: str) -> str:
        found = self._newest_ids(session).get((kind, key))
        if found is None:
            raise NotFound
        return found

    def _newest_ids(self, session: Session) -> Index:
        found: Index | None = session.info.get(_INDEX)
        if found is None:
            count = _COUNT.rows(session, {})[0][0]
            if count != self._index[0]:
                self._index = (count, _newest_ids(session))
            found = session.info[_INDEX] = self._index[1]
        return found

    def _load(self, session: Session, version_id: str) -> Release:
        own = session.get_one(DefinitionVersion, version_id)
        pinned = session.scalars(
            select(DefinitionVersion)
            .join(Pin, Pin.pinned_id == DefinitionVersion.id)
            .where(Pin.version_id == version_id)
        )
        rows = [own, *pinned]
        parts = {(row.kind, row.key): self._part(row) for row in rows}
        sources = {row.key: row.body for row in rows if row.kind == "process"}
        return Release(
            version_id=own.id,
            key=own.key,
            number=own.number,
            program=compile_program(own.key, sources),
            parts=parts,
            versions={(row.kind, row.key): row.number for row in rows},
        )

    def _part(self, row: DefinitionVersion) -> Any:
        if row.id not in self._parts:
            self._parts[row.id] = read_definition(row.kind, row.key, row.body)
        return self._parts[row.id]


def _newest_ids(session: Session) -> Index:
    table = DefinitionVersion
    rows = session.execute(select(table.kind, table.key, table.id).order_by(table.number))
    return {(kind, key): version_id for kind, key, version_id in rows}


def look_again(session: Session) -> None:
    """Have this unit of work see what it has published itself."""
    session.info.pop(_INDEX, None)


def newest(session: Session, kind: str, key: str) -> DefinitionVersion:
    """Return the row of the newest published version. Raises NotFound."""
    row = session.scalar(
        select(DefinitionVersion)
        .where(DefinitionVersion.kind == kind, DefinitionVersion.key == key)
        .order_by(DefinitionVersion.number.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound
    return row


def newest_keys(session: Session, kind: str) -> list[DefinitionVersion]:
    """Return the newest version's row of every definition of a kind, by key."""
    last = (
        select(DefinitionVersion.key, func.max(DefinitionVersion.number).label("number"))
        .where(DefinitionVersion.kind == kind)
        .group_by(DefinitionVersion.key)
        .subquery()
    )
    return list(
        session.scalars(
            select(DefinitionVersion)
            .join(
                last,
                (DefinitionVersion.key == last.c.key) & (DefinitionVersion.number == last.c.number),
            )
            .where(DefinitionVersion.kind == kind)
            .order_by(DefinitionVersion.key)
        )
    )
