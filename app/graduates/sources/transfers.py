"""档案/户口信息 and 申请记录: where the archives and households of a department or school go, and what was applied for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.graduates.definitions import label, path_label, status_word
from app.graduates.scope import own_parties, staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import (
    common_filters,
    graduate_rows,
    iso,
    named,
    newest_rows,
    person,
    status_counts,
    text,
)
from app.graduates.tables import Department, Graduate, TransferApplication, TransferRecord
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance

STATES = {"registered": "已登记", "pending": "审核中", "none": "未登记"}
SOURCES = {
    "graduate": "毕业生申请",
    "destination": "随毕业去向登记",
    "staff": "院校录入",
    "ems": "就业管理系统",
}
KINDS = {"archive": "档案", "household": "户口"}
ACTIONS = {"registration": "登记", "change": "修改"}
STAGES = {"pending": ("department_review", "school_review"), "passed": ("passed",), "rejected": ("rejected",)}


@registry.source("archive")
def archives(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List where the archive of each graduate in the actor's department or school goes."""
    return _standing(session, actor, query, "archive", [])


@registry.source("household")
def households(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List where the household of each graduate goes whose household came to the school (R-229)."""
    return _standing(session, actor, query, "household", [Graduate.hukou_in_school.is_(True)])


def _standing(
    session: Session, actor: Actor, query: Query, kind: str, narrower: list[ColumnElement[bool]]
) -> Rows:
    wanted, state = roster(kind)
    scope = [staff_scope(actor), Graduate.deleted_at.is_(None), *narrower, *_filters(query)]
    counted = wanted.where(*scope).with_only_columns(state, func.count()).group_by(state)
    counters = {str(key): total for key, total in session.execute(counted)}
    if chosen := text(query, "state"):
        scope.append(state == chosen)
    wanted = wanted.where(*scope)
    shape = partial(_standing_row, session, kind)
    rows = graduate_rows(session, wanted, query, lambda row: shape(*row), dict.fromkeys(STATES, 0) | counters)
    return replace(rows, choices=staff_choices(session, actor))


def roster(kind: str) -> tuple[Any, Any]:
    """Return the query of all graduates with what is in effect for them, and the state of each."""
    applied = select(TransferApplication.id).join(Instance, Instance.id == TransferApplication.instance_id)
    mine = (TransferApplication.graduate_id == Graduate.id, TransferApplication.kind == kind)
    pending = applied.where(*mine, Instance.ended.is_(False)).exists()
    state: Any = case((pending, "pending"), (TransferRecord.id.is_not(None), "registered"), else_="none")
    held = (
        TransferRecord.graduate_id == Graduate.id,
        TransferRecord.kind == kind,
        TransferRecord.valid.is_(True),
    )
    wanted = (
        select(Graduate, TransferRecord, Department.name, state)
        .join(Department, Department.id == Graduate.department_id)
        .outerjoin(TransferRecord, and_(*held))
    )
    return wanted, state


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = [*common_filters(query, Graduate.cohort), *named(query)]
    if chosen := text(query, "type"):
        found.append(TransferRecord.type == chosen)
    return found


def _standing_row(
    session: Session, kind: str, graduate: Graduate, row: TransferRecord | None, department: str, state: str
) -> dict[str, Any]:
    return {
        **person(session, graduate, department),
        "id": graduate.id,
        "subject": graduate.id,
        "instance": row.instance_id if row is not None else None,
        "startable": ["staff_entry"],
        **placed(session, kind, row),
        "source": SOURCES[row.source] if row is not None else "",
        "state": state,
        "state_label": STATES[state],
        "changed_at": iso(row.changed_at) if row is not None else None,
    }


@registry.source("applications")
def applications(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List what was applied for about archives and households, the newest first; staff in their scope, a graduate the
    own."""
    return _applications(session, actor, query, text(query, "kind"))


@registry.source("archive_applications")
def archive_applications(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List what was applied for about archives (申请记录)."""
    return _applications(session, actor, query, "archive")


@registry.source("household_applications")
def household_applications(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List what was applied for about households (申请记录)."""
    return _applications(session, actor, query, "household")


def _applications(session: Session, actor: Actor, query: Query, kind: str) -> Rows:
    table = TransferApplication
    scope = [or_(staff_scope(actor), Graduate.id.in_(own_parties(actor, "graduate")))]
    scope += common_filters(query, table.cohort)
    scope += [
        column == wanted
        for column, wanted in ((table.kind, kind), (table.action, text(query, "action")))
        if wanted
    ]
    if words := query.search.strip():
        partly = (Graduate.name, table.unit)
        scope.append(or_(Graduate.student_no == words, *(c.contains(words, autoescape=True) for c in partly)))
    counters = status_counts(session, _applied().where(*scope), STAGES)
    if stage := text(query, "stage"):
        scope.append(Instance.status.in_(STAGES.get(stage, ())))
    shapes = partial(map, _application_row(session, actor))
    rows = newest_rows(session, _applied().where(*scope), query, table.submitted_at, shapes, counters)
    return replace(rows, choices=staff_choices(session, actor))


def _applied() -> Any:
    table = TransferApplication
    return (
        select(table, Graduate, Department.name, Instance.status, Instance.process)
        .join(Graduate, Graduate.id == table.graduate_id)
        .join(Department, Department.id == table.department_id)
        .join(Instance, Instance.id == table.instance_id)
    )


def _application_row(session: Session, actor: Actor) -> Callable[[Any], dict[str, Any]]:
    own = own_parties(actor, "graduate")

    def row(found: Any) -> dict[str, Any]:
        application, graduate, department, status, process = found
        audience = "graduate" if graduate.id in own else "staff"
        return {
            **person(session, graduate, department),
            "id": application.instance_id,
            "instance": application.instance_id,
            "subject": graduate.id,
            "startable": [],
            "kind": application.kind,
            "kind_label": KINDS[application.kind],
            "action": application.action,
            "action_label": ACTIONS[application.action],
            **placed(session, application.kind, application),
            "status": status,
            "status_label": status_word(session, process, status, audience),
            "submitted_at": iso(application.submitted_at),
        }

    return row


def placed(
    session: Session, kind: str, row: TransferRecord | TransferApplication | None
) -> Mapping[str, str]:
    if row is None:
        return {"type_label": "", "unit": "", "address": ""}
    address = f"{path_label(session, 'region', row.region)}{row.address}"
    return {"type_label": label(session, f"{kind}_type", row.type), "unit": row.unit, "address": address}
