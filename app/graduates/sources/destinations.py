"""Registrations of other destinations as a list: 去向登记管理 for staff, the own ones for a graduate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.graduates.definitions import label, status_word
from app.graduates.scope import own_parties, staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, newest_rows, status_counts, text
from app.graduates.tables import Department, DestinationRegistration, Graduate, School
from app.graduates.words import word
from app.identity import Actor
from app.jobs.clock import ZONE
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.reports.masks import mask
from app.store.instances import Instance

STAGES = {"waiting": ("department_review", "school_review")}
COLUMNS = (DestinationRegistration, Graduate, School.name, Department.name, Instance.status, Instance.process)


@registry.source("destination")
def destination(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the registrations of the actor's department or school, or the own; what was handed in last stands first."""
    table = DestinationRegistration
    scope = [_scope(actor), *_filters(query)]
    counters = status_counts(session, _query().where(*scope), STAGES)
    if status := text(query, "status"):
        scope.append(Instance.status == status)
    wanted = _query().where(*scope)
    shapes = partial(map, _row_for(session, actor))
    rows = newest_rows(session, wanted, query, table.submitted_at, shapes, counters)
    return replace(rows, choices=staff_choices(session, actor))


def _query() -> Any:
    table = DestinationRegistration
    return (
        select(*COLUMNS)
        .join(Graduate, Graduate.id == table.graduate_id)
        .join(School, School.id == table.school_id)
        .join(Department, Department.id == table.department_id)
        .join(Instance, Instance.id == table.instance_id)
    )


def _scope(actor: Actor) -> ColumnElement[bool]:
    return or_(staff_scope(actor), Graduate.id.in_(own_parties(actor, "graduate")))


def _filters(query: Query) -> list[ColumnElement[bool]]:
    table = DestinationRegistration
    found = common_filters(query, table.cohort)
    if kind := text(query, "type"):
        found.append(table.type == kind)
    if words := query.search.strip():
        partly = (Graduate.name, table.unit_name)
        found.append(
            or_(Graduate.student_no == words, *(column.contains(words, autoescape=True) for column in partly))
        )
    return found


def _row_for(session: Session, actor: Actor) -> Callable[[Any], dict[str, Any]]:
    own = own_parties(actor, "graduate")

    def row(found: Any) -> dict[str, Any]:
        registration, graduate, school, department, status, process = found
        mine = graduate.id in own
        audience = "graduate" if mine else "staff"
        gone = graduate.deleted_at is not None
        return {
            "id": registration.instance_id,
            "instance": registration.instance_id,
            "subject": registration.instance_id,
            "startable": ["destination_void"] if mine and registration.state == "registered" else [],
            "name": graduate.name,
            "id_number": mask("id_number", graduate.id_number),
            "student_no": graduate.student_no,
            "department": department,
            "school": school,
            "major": graduate.major,
            "degree_label": word(session, "degree", graduate.degree),
            "cohort": registration.cohort,
            "type": registration.type,
            "type_label": registration.label,
            "subtype_label": label(session, "destination_type", registration.subtype),
            "code": registration.code,
            "unit": registration.unit_name,
            "state": "invalid" if gone else registration.state,
            "status": status,
            "status_label": "失效" if gone else status_word(session, process, status, audience),
            "reason": registration.reason,
            "submitted_at": _iso(registration.submitted_at),
            "effective_at": _iso(registration.effective_at),
            "changed_at": _iso(registration.changed_at),
        }

    return row


def _iso(value: datetime | None) -> str | None:
    return value.astimezone(ZONE).isoformat() if value else None
