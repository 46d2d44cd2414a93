"""失效信息管理: who was taken out of the roster, with what they had in each module (E.12)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.graduates.scope import staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, graduate_rows, iso, named, person
from app.graduates.sources.transfers import placed
from app.graduates.tables import Department, DestinationClaim, Graduate, TransferRecord
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry

REASON = "学校在就业管理系统删除了毕业生基本信息"


@registry.source("invalid")
def invalid(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the graduates that were taken out of the roster, with the destination that they had (R-300)."""
    held = and_(DestinationClaim.graduate_id == Graduate.id, DestinationClaim.released_at.is_(None))
    wanted = _gone(actor, query).outerjoin(DestinationClaim, held).add_columns(DestinationClaim)
    return _answer(session, actor, query, wanted, _destination)


@registry.source("invalid_archive")
def invalid_archive(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List where the archives were to go of those who were taken out of the roster."""
    return _transfers(session, actor, query, "archive")


@registry.source("invalid_household")
def invalid_household(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List where the households were to go of those who were taken out of the roster."""
    return _transfers(session, actor, query, "household")


def _transfers(session: Session, actor: Actor, query: Query, kind: str) -> Rows:
    held = and_(TransferRecord.graduate_id == Graduate.id, TransferRecord.kind == kind)
    wanted = _gone(actor, query).join(TransferRecord, held).add_columns(TransferRecord)
    return _answer(session, actor, query, wanted, partial(placed, session, kind))


def _gone(actor: Actor, query: Query) -> Any:
    wanted = select(Graduate, Department.name).join(Department, Department.id == Graduate.department_id)
    return wanted.where(
        staff_scope(actor),
        Graduate.deleted_at.is_not(None),
        *common_filters(query, Graduate.cohort),
        *named(query),
    )


def _answer(session: Session, actor: Actor, query: Query, wanted: Any, more: Any) -> Rows:
    def shape(found: Any) -> Mapping[str, Any]:
        graduate, department, had = found
        return {
            "id": graduate.id,
            "subject": graduate.id,
            "instance": had.instance_id if had is not None else None,
            "startable": [],
            **person(session, graduate, department),
            **more(had),
            "removed_at": iso(graduate.deleted_at),
            "reason": REASON,
        }

    rows = graduate_rows(session, wanted, query, shape, {})
    return replace(rows, choices=staff_choices(session, actor))


def _destination(held: DestinationClaim | None) -> dict[str, str]:
    return {"destination": held.title if held is not None else ""}
