"""The published versions of a definition."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.definitions import DefinitionVersion
from app.studio.references import Ref


def versions(session: Session, ref: Ref) -> Sequence[DefinitionVersion]:
    """Return the versions of a definition, newest first. Raises NotFound when there is none."""
    kind, key = ref
    rows = session.scalars(
        select(DefinitionVersion)
        .where(DefinitionVersion.kind == kind, DefinitionVersion.key == key)
        .order_by(DefinitionVersion.number.desc())
    ).all()
    if not rows:
        raise NotFound
    return rows


def version(session: Session, ref: Ref, number: int) -> DefinitionVersion:
    """Return one version. Raises NotFound."""
    found = next((row for row in versions(session, ref) if row.number == number), None)
    if found is None:
        raise NotFound
    return found


def body_of(session: Session, ref: Ref, number: int) -> bytes | None:
    """Return the body of a version, or None."""
    return next((row.body for row in versions(session, ref) if row.number == number), None)
