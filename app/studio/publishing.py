"""Publishing: checked definitions become numbered versions, and each process version is pinned to what it uses.

A new version of a part (form, decision, table, report, called process) makes a new version of every process that
uses it, with the same diagram and new pins, so that the next instance sees the change and running ones do not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.folder import Definition
from app.errors import Conflict, Finding, NotReleasable
from app.inbox.library import all_trials
from app.inbox.newest import look_again
from app.operators.registry import Registry
from app.store.definitions import DefinitionVersion
from app.studio.checks import check_definitions
from app.studio.references import Ref
from app.studio.shelf import Imprint, Shelf, add_version, content_hash, pin, shelf
from app.studio.trials import carry_on


def publish(
    session: Session,
    changed: list[Definition],
    registry: Registry,
    *,
    note: str,
    author: str,
    now: datetime,
    parties: tuple[str, ...] | None = None,
) -> dict[Ref, int]:
    """Publish changed definitions together and return the new version numbers; with `parties` only for them.

    Raises NotReleasable with findings when a check forbids it; nothing is published then."""
    after = checked(session, changed, registry, parties)
    on_trial = all_trials(session) if parties is None else []
    imprint = Imprint(note, author, now, parties)
    numbers: dict[Ref, int] = {}
    for definition in changed:
        ref = (definition.kind, definition.key)
        if not _same(after, ref, definition.body):
            numbers[ref] = add_version(session, after, ref, imprint)
    _repin(session, after, numbers, imprint)
    session.flush()
    carry_on(session, after, on_trial, numbers, {(d.kind, d.key) for d in changed}, now)
    session.flush()
    look_again(session)
    return numbers


def checked(
    session: Session, changed: list[Definition], registry: Registry, parties: tuple[str, ...] | None = None
) -> Shelf:
    """Return the shelf after a change that every check lets out. Raises NotReleasable with the findings."""
    after = shelf(session, changed, parties)
    findings = check_definitions(after, [(d.kind, d.key) for d in changed], registry)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise NotReleasable(f"有 {len(errors)} 处错误，不能发布。", findings)
    return after


def _same(after: Shelf, ref: Ref, body: bytes) -> bool:
    """Whether a body is what holds for all already, with nothing newer for some."""
    row = after.rows.get(ref)
    return row is not None and row.hash == content_hash(body) and row.number == after.last[ref]


def _repin(session: Session, after: Shelf, numbers: dict[Ref, int], imprint: Imprint) -> None:
    """Give every process that uses something new a version of its own, and pin each to what it uses."""
    session.flush()
    for ref in sorted(after.bodies):
        if ref[0] == "process" and ref not in numbers and after.uses(ref[1]) & set(numbers):
            numbers[ref] = add_version(session, after, ref, imprint)
    session.flush()
    for kind, key in sorted(ref for ref in numbers if ref[0] == "process"):
        pin(session, after.rows[kind, key], {after.rows[use].id for use in after.uses(key)})


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
