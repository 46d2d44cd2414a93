"""解约管理: what ends a signing that is in effect, on both ways, in the scope of a department or school."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import starmap
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.graduates.definitions import label, status_word
from app.graduates.scope import staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, iso, newest_rows, person, status_counts, text
from app.graduates.tables import Department, Graduate, Signing
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance

WAYS = {"online_termination": "线上解约", "offline_termination": "线下解约"}
INITIATORS = {"employer": "单位", "graduate": "学生"}
STAGES = {
    "pending": ("department_review", "school_review", "offline_department", "offline_school"),
    "returned": ("offline_returned",),
}


def _query() -> Any:
    return (
        select(Instance, Signing, Graduate, Department.name)
        .join(Signing, Signing.instance_id == Instance.subject_id)
        .join(Graduate, Graduate.id == Signing.graduate_id)
        .join(Department, Department.id == Signing.department_id)
        .where(Instance.process.in_(WAYS))
    )


@registry.source("termination")
def termination(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the requests for the end of a signing in the actor's department or school, the newest first."""
    scope = [staff_scope(actor), *_filters(query)]
    counters = status_counts(session, _query().where(*scope), STAGES)
    if status := text(query, "status"):
        scope.append(Instance.status == status)
    if stage := text(query, "stage"):
        scope.append(Instance.status.in_(STAGES.get(stage, ())))
    wanted = _query().where(*scope)
    shapes = partial(starmap, partial(_row, session))
    rows = newest_rows(session, wanted, query, Instance.started_at, shapes, counters)
    return replace(rows, choices=staff_choices(session, actor))


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = common_filters(query, Signing.cohort)
    if way := text(query, "way"):
        found.append(Instance.process == way)
    if words := query.search.strip():
        exact = or_(Signing.agreement_number == words, Graduate.student_no == words)
        partly = (Graduate.name, Instance.title)
        found.append(or_(exact, *(column.contains(words, autoescape=True) for column in partly)))
    return found


def _row(
    session: Session, instance: Instance, signing: Signing, graduate: Graduate, department: str
) -> dict[str, Any]:
    unit, initiator = instance.case.get("employer") or {}, (instance.case.get("started") or {}).get("role")
    return {
        "id": instance.id,
        "instance": instance.id,
        "subject": graduate.id,
        "startable": [],
        "initiator_label": INITIATORS.get(str(initiator), ""),
        "way_label": WAYS[instance.process],
        **person(session, graduate, department),
        "cohort": signing.cohort,
        "number": signing.agreement_number or "",
        "employer": unit.get("full_name") or "",
        "reason": _reason(session, instance.case.get("request") or {}),
        "status": instance.status,
        "status_label": status_word(session, instance.process, instance.status, "staff"),
        "process": instance.process,
        "sent_at": iso(instance.started_at),
    }


def _reason(session: Session, request: Mapping[str, Any]) -> str:
    chosen = label(session, "termination_reason", request.get("reason"))
    return "：".join(part for part in (chosen, str(request.get("comment") or "")) if part)
