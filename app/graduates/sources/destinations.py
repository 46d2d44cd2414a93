"""Registrations of other destinations as a list: 去向登记管理 for staff, the own ones for a graduate."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.graduates.definitions import label, status_word
from app.graduates.scope import own_parties, staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, iso, newest_rows, person, status_counts, text
from app.graduates.tables import Department, DestinationRegistration, Graduate, School
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance

STAGES = {  # what waits for a reviewer, and what was given back to the graduate
    "pending": ("department_review", "school_review"),
    "returned": ("returned",),
}
COLUMNS = (DestinationRegistration, Graduate, School.name, Department.name, Instance.status, Instance.process)


@registry.source("destination")
def destination(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the registrations of the actor's department or school, or the own; what was handed in last stands first."""
    table = DestinationRegistration
    scope = [_scope(actor), *_filters(query)]
    counters = status_counts(session, _query().where(*scope), STAGES)
    if status := text(query, "status"):
        scope.append(Instance.status == status)
    if stage := text(query, "stage"):
        scope.append(Instance.status.in_(STAGES.get(stage, ())))
    wanted = _query().where(*scope)
    shapes = partial(map, _row_for(session, actor))
    rows = newest_rows(session, wanted, query, table.submitted_at, shapes, counters)
    return replace(rows, choices=staff_choices(session, actor))


def registrations_of(session: Session, actor: Actor, instances: Collection[str]) -> list[dict[str, Any]]:
    """Return those of these instances that are registrations, as the actor reads them."""
    found = session.execute(_query().where(DestinationRegistration.instance_id.in_(instances)))
    return list(map(_row_for(session, actor), found))


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


def may_begin(actor: Actor, state: str, process: str) -> list[str]:
    """Return the processes that somebody may begin on a registration in a state, by the roles that these are drawn for."""
    if state != "registered":
        return []
    if own_parties(actor, "school"):
        changes = {"directed_registration": "directed_modification"}
        return [changes.get(process, "destination_modification"), "destination_void"]
    return ["destination_void"] if own_parties(actor, "graduate") else []


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
            "startable": may_begin(actor, registration.state, process),
            **person(session, graduate, department),
            "school": school,
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
            "submitted_at": iso(registration.submitted_at),
            "effective_at": iso(registration.effective_at),
            "changed_at": iso(registration.changed_at),
        }

    return row
