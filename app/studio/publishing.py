"""Publishing: checked definitions become numbered versions, and each process version is pinned to what it uses.

A new version of a part (form, decision, table, report, called process) makes a new version of every process that
uses it, with the same diagram and new pins, so that the next instance sees the change and running ones do not."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.bpmn import Process, read_bpmn
from app.content.folder import Definition, file_name
from app.errors import BadContent, Conflict, Finding
from app.inbox.library import look_again, newest_keys, read_definition
from app.operators.registry import Registry
from app.store.base import new_id
from app.store.definitions import DefinitionVersion, Pin
from app.studio.checks import check_definitions
from app.studio.references import Ref, closure


@dataclass(frozen=True)
class Shelf:
    """Every definition as it would be after a change: published ones and, over them, the changed ones."""

    bodies: dict[Ref, bytes]
    rows: dict[Ref, DefinitionVersion]

    def value(self, kind: str, key: str) -> Any:
        return read_definition(kind, key, self.bodies[kind, key])

    def process(self, key: str) -> Process:
        return read_bpmn(self.bodies["process", key], file_name("process", key))


def shelf(session: Session, changed: Iterable[Definition] = ()) -> Shelf:
    """Return the newest published definitions with `changed` laid over them."""
    rows = {
        (r.kind, r.key): r
        for kind in ("process", "form", "decision", "report", "codes")
        for r in newest_keys(session, kind)
    }
    bodies = {ref: row.body for ref, row in rows.items()}
    bodies |= {(d.kind, d.key): d.body for d in changed}
    return Shelf(bodies, rows)


def publish(
    session: Session, changed: list[Definition], registry: Registry, *, note: str, author: str, now: datetime
) -> dict[Ref, int]:
    """Publish changed definitions together and return the new version numbers.

    Raises BadContent with findings when a check forbids it; nothing is published then."""
    after = shelf(session, changed)
    findings = check_definitions(after, [(d.kind, d.key) for d in changed], registry)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise BadContent(f"有 {len(errors)} 处错误，不能发布。", findings)
    numbers: dict[Ref, int] = {}
    for definition in changed:
        ref = (definition.kind, definition.key)
        if not _same(after.rows.get(ref), definition.body):
            numbers[ref] = _add(session, after, ref, note=note, author=author, now=now)
    _repin(session, after, numbers, note=note, author=author, now=now)
    session.flush()
    look_again(session)
    return numbers


def _same(row: DefinitionVersion | None, body: bytes) -> bool:
    return row is not None and row.hash == content_hash(body)


def content_hash(body: bytes) -> str:
    """Return the SHA-256 of a definition's body."""
    return hashlib.sha256(body).hexdigest()


def _add(session: Session, after: Shelf, ref: Ref, *, note: str, author: str, now: datetime) -> int:
    before = after.rows.get(ref)
    row = DefinitionVersion(
        id=new_id(),
        kind=ref[0],
        key=ref[1],
        number=before.number + 1 if before else 1,
        hash=content_hash(after.bodies[ref]),
        body=after.bodies[ref],
        note=note,
        author=author,
        published_at=now,
    )
    session.add(row)
    after.rows[ref] = row
    return row.number


def _repin(
    session: Session, after: Shelf, numbers: dict[Ref, int], *, note: str, author: str, now: datetime
) -> None:
    known = set(after.bodies)
    session.flush()
    for kind, key in sorted(after.bodies):
        if kind != "process":
            continue
        uses = closure(key, after.process, after.value, known)
        ref = (kind, key)
        if ref not in numbers and not (uses & set(numbers)):
            continue
        if ref not in numbers:
            numbers[ref] = _add(
                session, after, ref, note=note or "引用的内容有了新版本", author=author, now=now
            )
    session.flush()
    for kind, key in sorted(ref for ref in numbers if ref[0] == "process"):
        uses = closure(key, after.process, after.value, known)
        version = after.rows[kind, key]
        session.add_all(Pin(version_id=version.id, pinned_id=after.rows[use].id) for use in sorted(uses))


def rollback(
    session: Session, registry: Registry, ref: Ref, to: int, *, note: str, author: str, now: datetime
) -> int:
    """Publish the content of an earlier version again, as a new version; return its number."""
    kind, key = ref
    row = session.scalar(
        select(DefinitionVersion).where(
            DefinitionVersion.kind == kind, DefinitionVersion.key == key, DefinitionVersion.number == to
        )
    )
    if row is None:
        raise Conflict(f"没有第 {to} 版，无法回退。")
    numbers = publish(
        session,
        [Definition(kind, key, row.body)],
        registry,
        note=note or f"回退到第 {to} 版",
        author=author,
        now=now,
    )
    if ref not in numbers:
        raise Conflict(f"现行版本的内容与第 {to} 版相同，无需回退。")
    return numbers[ref]


def finding(rule: str, element: str, message: str, severity: str = "error") -> Finding:
    """Return a finding of the studio."""
    return Finding(severity, rule, element, message)
