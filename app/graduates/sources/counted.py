"""What figures count (P37): rows that were counted in the database, each standing for as many as its `count` says.

A school has a hundred thousand graduates; its figures are some hundred numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.graduates.scope import staff_scope
from app.graduates.sources import confirmations, transfers
from app.graduates.sources.reading import common_filters
from app.graduates.tables import Department, Graduate, ReportedDestination, Signing
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry


@registry.source("confirmation_counted")
def confirmation_counted(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """Count the graduates by how they have confirmed, and by who reported their destination."""
    scope = (staff_scope(actor), Graduate.deleted_at.is_(None), *common_filters(query, Graduate.cohort))
    columns = {"state": confirmations.STATE, "source": func.coalesce(ReportedDestination.source, "")}
    return _counted(session, confirmations.everybody().where(*scope), columns)


@registry.source("archive_counted")
def archive_counted(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """Count the graduates by department and by how the registration of their archives stands."""
    return _transfers(session, actor, query, "archive")


@registry.source("household_counted")
def household_counted(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """Count the graduates whose households came to the school, in the same way."""
    return _transfers(session, actor, query, "household")


def _transfers(session: Session, actor: Actor, query: Query, kind: str) -> Rows:
    wanted, state = transfers.roster(kind)
    scope = [staff_scope(actor), Graduate.deleted_at.is_(None), *common_filters(query, Graduate.cohort)]
    if kind == "household":
        scope.append(Graduate.hukou_in_school.is_(True))
    return _counted(session, wanted.where(*scope), {"department": Department.name, "state": state})


@registry.source("signing_counted")
def signing_counted(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """Count the signings by department and state."""
    state = case((Graduate.deleted_at.is_not(None), "invalid"), else_=Signing.state)
    wanted = select(Signing.id).join(Graduate, Graduate.id == Signing.graduate_id)
    wanted = wanted.join(Department, Department.id == Signing.department_id)
    wanted = wanted.where(staff_scope(actor), Signing.kind != "paper", *common_filters(query, Signing.cohort))
    return _counted(session, wanted, {"department": Department.name, "state": state})


def _counted(session: Session, wanted: Any, columns: dict[str, Any]) -> Rows:
    """Return a query's rows, counted by columns."""
    groups = [column.label(name) for name, column in columns.items()]
    found = session.execute(
        wanted.with_only_columns(*groups, func.count().label("count")).group_by(*groups).order_by(*groups)
    )
    rows = [dict(row._mapping) for row in found]
    return Rows(rows, len(rows))
