"""The destination that was reported, as what a graduate confirms (subject `reported`, P27, DT-16)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.subjects import load_own
from app.graduates.tables import ReportedDestination
from app.graduates.transfers import KINDS, facts, record_of
from app.identity import Actor
from app.jobs.clock import ZONE
from app.operators.registry import Subject, registry
from app.store.instances import Instance

PROCESS = "destination_confirmation"


@registry.subject("reported")
def load_reported(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load the actor's own graduate with what was reported and how it was confirmed. Raises NotFound."""
    own = load_own(session, subject_id, actor, now)
    row = session.get(ReportedDestination, own.id)
    extra = {"reported": reported_facts(session, row), "confirmed": confirmed(session, own.id)}
    return replace(own, extra={**own.extra, **extra})


def confirmed(session: Session, graduate_id: str) -> str:
    """Return the confirmation that stands: right, wrong, or nothing (未确认)."""
    standing = (Instance.process == PROCESS, Instance.subject_id == graduate_id, Instance.ended.is_(False))
    return session.scalar(select(Instance.status).where(*standing)) or ""


def reported_facts(session: Session, row: ReportedDestination | None) -> dict[str, Any] | None:
    """Return what was reported of a graduate: destination, archive, household, and the sentence of when and by whom."""
    if row is None:
        return None
    day = row.reported_at.astimezone(ZONE)
    return {
        "label": row.label,
        "unit": row.unit_name,
        "place": row.unit_place,
        "source": row.source,
        "said": f"以上毕业去向信息于{day.year}年{day.month:02}月{day.day:02}日通过{row.source}上报",
        **_moves(session, row.graduate_id),
    }


def _moves(session: Session, graduate_id: str) -> dict[str, Any]:
    """Return where archive and household go: type, unit and address of each."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        known = facts(session, record_of(session, graduate_id, kind)) or {}
        address = f"{known.get('place') or ''}{known.get('address') or ''}"
        said = {"type": known.get("type"), "unit": known.get("unit"), "address": address or None}
        found |= {f"{kind}_{name}": value for name, value in said.items()}
    return found
