"""The definitions as they would be after a change, and the rows of new versions."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.content.bpmn import Process, read_bpmn
from app.content.folder import KINDS, Definition, file_name
from app.inbox.library import all_trials, last_numbers, newest_keys, read_definition
from app.store.base import new_id
from app.store.definitions import DefinitionVersion, Pin
from app.studio.references import Ref, closure


@dataclass(frozen=True)
class Shelf:
    """Every definition as it would be after a change: published ones and, over them, the changed ones."""

    bodies: dict[Ref, bytes]
    rows: dict[Ref, DefinitionVersion]
    last: dict[Ref, int]

    def value(self, kind: str, key: str) -> Any:
        return read_definition(kind, key, self.bodies[kind, key])

    def process(self, key: str) -> Process:
        return read_bpmn(self.bodies["process", key], file_name("process", key))

    def uses(self, key: str) -> set[Ref]:
        """Return everything that a process uses."""
        return closure(key, self.process, self.value, set(self.bodies))


@dataclass(frozen=True)
class Imprint:
    """What is written on every version of one release; `parties` are those for whom it holds, None for all."""

    note: str
    author: str
    now: datetime
    parties: tuple[str, ...] | None = None


def shelf(
    session: Session, changed: Iterable[Definition] = (), parties: tuple[str, ...] | None = None
) -> Shelf:
    """Return the newest definitions that hold for all (or for all of `parties`), with `changed` laid over them."""
    rows = {(r.kind, r.key): r for kind in KINDS for r in newest_keys(session, kind)}
    if parties is not None:
        on_trial = all_trials(session)
        rows |= {(r.kind, r.key): r for r in on_trial if set(parties) <= set(r.parties or ())}
    bodies = {ref: row.body for ref, row in rows.items()}
    bodies |= {(d.kind, d.key): d.body for d in changed}
    return Shelf(bodies, rows, last_numbers(session))


def content_hash(body: bytes) -> str:
    """Return the SHA-256 of a definition's body."""
    return hashlib.sha256(body).hexdigest()


def add_version(session: Session, after: Shelf, ref: Ref, imprint: Imprint) -> int:
    row = DefinitionVersion(
        id=new_id(),
        kind=ref[0],
        key=ref[1],
        number=after.last.get(ref, 0) + 1,
        hash=content_hash(after.bodies[ref]),
        body=after.bodies[ref],
        note=imprint.note or "引用的内容有了新版本",
        author=imprint.author,
        published_at=imprint.now,
        parties=None if imprint.parties is None else list(imprint.parties),
    )
    session.add(row)
    after.rows[ref], after.last[ref] = row, row.number
    return row.number


def pin(session: Session, version: DefinitionVersion, pinned: set[str]) -> None:
    session.add_all(Pin(version_id=version.id, pinned_id=row_id) for row_id in sorted(pinned))
