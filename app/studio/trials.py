"""Versions on trial: they hold for some parties first. They go on when what they use has a new version for all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.definitions import DefinitionVersion, Pin
from app.studio.references import Ref
from app.studio.shelf import Imprint, Shelf, add_version, pin


def carry_on(
    session: Session,
    after: Shelf,
    on_trial: Sequence[DefinitionVersion],
    numbers: dict[Ref, int],
    replaced: set[Ref],
    now: datetime,
) -> None:
    """Publish anew the processes on trial that a release for all has touched; what was released itself ends its trial."""
    parts = {row.id: _pinned(session, row) for row in on_trial if row.kind == "process"}
    carried: dict[str, DefinitionVersion] = {}
    # Whatever is called comes before its callers.
    for row in sorted((r for r in on_trial if r.id in parts), key=lambda r: len(parts[r.id])):
        ref = (row.kind, row.key)
        uses = {p: _now(after, p, carried, numbers, replaced) for p in parts[row.id]}
        touched = ref in numbers or any(p.id != fresh.id for p, fresh in uses.items())
        differs = row.body != after.bodies.get(ref) or any(p.parties is not None for p in uses.values())
        if touched and differs and ref not in replaced:
            carried[row.id] = _again(session, after, row, {p.id for p in uses.values()}, now)


def _pinned(session: Session, row: DefinitionVersion) -> list[DefinitionVersion]:
    query = select(DefinitionVersion).join(Pin, Pin.pinned_id == DefinitionVersion.id)
    return list(session.scalars(query.where(Pin.version_id == row.id)))


def _now(
    after: Shelf,
    part: DefinitionVersion,
    carried: dict[str, DefinitionVersion],
    numbers: dict[Ref, int],
    replaced: set[Ref],
) -> DefinitionVersion:
    """Return what takes the place of a part that a process on trial is pinned to."""
    ref = (part.kind, part.key)
    if part.id in carried:
        return carried[part.id]
    if ref in numbers and (part.parties is None or ref in replaced):
        return after.rows[ref]
    return part


def _again(
    session: Session, after: Shelf, row: DefinitionVersion, pinned: set[str], now: datetime
) -> DefinitionVersion:
    ref = (row.kind, row.key)
    lone = replace(after, bodies={ref: row.body}, rows={})
    add_version(session, lone, ref, Imprint(row.note, row.author, now, tuple(row.parties or ())))
    session.flush()
    pin(session, lone.rows[ref], pinned)
    return lone.rows[ref]
