"""Compiled definitions, made once for each version and shared: what an instance is pinned to, and what is newest."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import case, func, select
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
from app.inbox.newest import Newest
from app.store.definitions import DefinitionVersion, Pin

GENERAL = case((DefinitionVersion.parties.is_(None), 1), else_=0)
LITERAL = re.compile(r'"([^"\\]*)"')
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
    parties: tuple[str, ...] | None = None  # for whom it holds; None for all

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

    @cached_property
    def called(self) -> frozenset[str]:
        """The keys of the processes that this one calls."""
        elements = self.process.elements.values()
        return frozenset(e.called for e in elements if e.called and e.called != self.key)

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The roles that the process, or what it calls, has something to do with, among other words: by a lane, a
        message, or what it tells and prints."""
        found: set[str] = set()
        for process in self.processes():
            found |= {lane.role for lane in process.lanes.values()}
            for element in process.elements.values():
                found |= {v for k, v in element.properties.items() if k == "role" or k.endswith("_role")}
                found |= {w for text in element.parameters.values() for w in LITERAL.findall(str(text))}
        return frozenset(found)

    def processes(self) -> list[Process]:
        """Return the process and everything it calls."""
        return [part for (kind, _), part in self.parts.items() if kind == "process"]


class Library:
    """The compiled definitions of one web or worker process. Versions never change, so nothing is ever stale."""

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {}
        self._releases: dict[str, Release] = {}
        self._newest = Newest()
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
        return self.release(session, self._newest.index(session).id("process", key))

    def newest_releases(self, session: Session) -> list[Release]:
        """Return the newest release of every process, by key."""
        return [self.newest_release(session, key) for key in self.keys(session, "process")]

    def trial_release(self, session: Session, key: str, parties: Iterable[str]) -> Release | None:
        """Return the newest release of a process that holds for one of some parties before it holds for all."""
        version_id = self._newest.index(session).trial("process", key, parties)
        return self.release(session, version_id) if version_id is not None else None

    def newest(self, session: Session, kind: str, key: str) -> Any:
        """Return the newest published value of a definition. Raises NotFound."""
        version_id = self._newest.index(session).id(kind, key)
        if version_id not in self._parts:
            self.value(session.get_one(DefinitionVersion, version_id))
        return self._parts[version_id]

    def keys(self, session: Session, kind: str) -> list[str]:
        """Return the keys of what is published of a kind, in order."""
        return self._newest.index(session).keys(kind)

    def _load(self, session: Session, version_id: str) -> Release:
        own = session.get_one(DefinitionVersion, version_id)
        pinned = session.scalars(
            select(DefinitionVersion)
            .join(Pin, Pin.pinned_id == DefinitionVersion.id)
            .where(Pin.version_id == version_id)
        )
        rows = [own, *pinned]
        parts = {(row.kind, row.key): self.value(row) for row in rows}
        sources = {row.key: row.body for row in rows if row.kind == "process"}
        return Release(
            version_id=own.id,
            key=own.key,
            number=own.number,
            program=compile_program(own.key, sources),
            parts=parts,
            versions={(row.kind, row.key): row.number for row in rows},
            parties=None if own.parties is None else tuple(own.parties),
        )

    def value(self, row: DefinitionVersion) -> Any:
        """Return the value of a version."""
        if row.id not in self._parts:
            self._parts[row.id] = read_definition(row.kind, row.key, row.body)
        return self._parts[row.id]


def newest(session: Session, kind: str, key: str) -> DefinitionVersion:
    """Return the row of the newest version that holds for all, or of the newest at all. Raises NotFound."""
    row = session.scalar(
        select(DefinitionVersion)
        .where(DefinitionVersion.kind == kind, DefinitionVersion.key == key)
        .order_by(GENERAL.desc(), DefinitionVersion.number.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound
    return row


def newest_keys(session: Session, kind: str) -> list[DefinitionVersion]:
    """Return the row of every definition of a kind that `newest` would return, by key."""
    rank = func.row_number().over(
        partition_by=DefinitionVersion.key, order_by=(GENERAL.desc(), DefinitionVersion.number.desc())
    )
    ranked = select(DefinitionVersion.id, rank.label("rank")).where(DefinitionVersion.kind == kind).subquery()
    query = select(DefinitionVersion).join(ranked, DefinitionVersion.id == ranked.c.id)
    return list(session.scalars(query.where(ranked.c.rank == 1).order_by(DefinitionVersion.key)))


def trials(session: Session, kind: str, key: str) -> list[DefinitionVersion]:
    """Return the versions that hold for some parties and are newer than what holds for all, newest first."""
    same = (DefinitionVersion.kind == kind, DefinitionVersion.key == key)
    general = (
        select(func.max(DefinitionVersion.number))
        .where(*same, DefinitionVersion.parties.is_(None))
        .scalar_subquery()
    )
    newer = DefinitionVersion.number > func.coalesce(general, 0)
    query = select(DefinitionVersion).where(*same, DefinitionVersion.parties.is_not(None), newer)
    return list(session.scalars(query.order_by(DefinitionVersion.number.desc())))


def all_trials(session: Session) -> list[DefinitionVersion]:
    """Return the versions of every definition that hold for some parties before they hold for all, oldest first."""
    tried = select(DefinitionVersion.kind, DefinitionVersion.key).where(
        DefinitionVersion.parties.is_not(None)
    )
    found = [row for kind, key in session.execute(tried.distinct()) for row in trials(session, kind, key)]
    return sorted(found, key=lambda row: (row.published_at, row.id))


def last_numbers(session: Session) -> dict[tuple[str, str], int]:
    """Return (kind, key) → the highest number there is."""
    rows = session.execute(
        select(DefinitionVersion.kind, DefinitionVersion.key, func.max(DefinitionVersion.number)).group_by(
            DefinitionVersion.kind, DefinitionVersion.key
        )
    )
    return {(kind, key): number for kind, key, number in rows}
