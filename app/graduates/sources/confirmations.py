"""登记确认情况列表: how the graduates of a department or school have confirmed what was reported (DT-16)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.graduates.confirming import PROCESS
from app.graduates.scope import staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, graduate_rows, iso, named, person, text
from app.graduates.tables import Department, Graduate, ReportedDestination
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance

STATES = {"unreported": "未上报", "open": "未确认", "right": "确认无误", "wrong": "确认有误"}
STATE: Any = case(
    (ReportedDestination.graduate_id.is_(None), "unreported"),
    (Instance.status.in_(("right", "wrong")), Instance.status),
    else_="open",
)


@registry.source("confirmation")
def confirmation(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the graduates of the actor's department or school with the state of their confirmation."""
    scope = [staff_scope(actor), Graduate.deleted_at.is_(None), *_filters(query)]
    counters = _counters(session, scope)
    if state := text(query, "state"):
        scope.append(STATE.in_([state]))
    wanted = everybody().where(*scope)
    rows = graduate_rows(session, wanted, query, lambda row: _row(session, *row), counters)
    return replace(rows, choices=staff_choices(session, actor))


def everybody() -> Any:
    standing = (
        Instance.subject_id == Graduate.id,
        Instance.process == PROCESS,
        Instance.ended.is_(False),
    )
    return (
        select(Graduate, ReportedDestination, Instance, Department.name, STATE)
        .join(Department, Department.id == Graduate.department_id)
        .outerjoin(ReportedDestination, ReportedDestination.graduate_id == Graduate.id)
        .outerjoin(Instance, and_(*standing))
    )


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = [*common_filters(query, Graduate.cohort), *named(query)]
    if source := text(query, "source"):
        found.append(ReportedDestination.source == source)
    return found


def _counters(session: Session, scope: list[ColumnElement[bool]]) -> Mapping[str, int]:
    counted = everybody().where(*scope).with_only_columns(STATE, func.count()).group_by(STATE)
    found = {str(state): total for state, total in session.execute(counted)}
    return {state: found.get(state, 0) for state in STATES}


def _row(
    session: Session,
    graduate: Graduate,
    reported: ReportedDestination | None,
    instance: Instance | None,
    department: str,
    state: str,
) -> dict[str, Any]:
    return {
        "id": graduate.id,
        "subject": graduate.id,
        "instance": instance.id if instance is not None else None,
        "startable": [],
        **person(session, graduate, department),
        "destination": reported.label if reported is not None else "",
        "unit": reported.unit_name if reported is not None else "",
        "source": reported.source if reported is not None else "",
        "state": state,
        "state_label": STATES[state],
        "confirmed_at": iso(instance.started_at) if instance is not None else None,
    }
