"""Signings as lists: the staff's 在线签约管理 and 补登管理, the employer's lists by state."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.graduates.definitions import decide, status_word
from app.graduates.scope import own_parties, staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.endings import ASKED, FAILED, may_begin, running
from app.graduates.sources.reading import common_filters, iso, newest_rows, person, status_counts, text
from app.graduates.tables import Department, Employer, Graduate, School, Signing
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance

NO_NUMBER = "签约信息生效后生成"
INITIATORS = {"employer": "单位", "graduate": "学生"}
STATES = (
    "signing",
    "failed",
    "signed",
    "terminating",
    "termination_failed",
    "terminated",
    "voided",
    "invalid",
)
GROUPS = {"signing": ("invited", "accepted"), "signed": ("signed", FAILED)}
STAGES = {  # what waits for a reviewer, and what was given back to the graduate
    "pending": (
        *("department_review", "school_review"),
        *("agreement_department", "agreement_school", "stamped_department", "stamped_school"),
        *("supplement_department", "supplement_school"),
    ),
    "returned": ("agreement_returned", "stamped_returned", "supplement_returned"),
}
COLUMNS = (Signing, Graduate, Employer, School.name, Department.name, Instance.status, Instance.process)


def _query() -> Any:
    return (
        select(*COLUMNS)
        .join(Graduate, Graduate.id == Signing.graduate_id)
        .outerjoin(Employer, Employer.id == Signing.employer_id)
        .join(School, School.id == Signing.school_id)
        .join(Department, Department.id == Signing.department_id)
        .join(Instance, Instance.id == Signing.instance_id)
    )


@registry.source("online_signing")
def online_signing(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the signings of the actor's department or school, one that was changed last first."""
    return _managed(session, actor, query, Signing.kind != "paper")


@registry.source("paper_supplement")
def paper_supplement(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the agreements on paper of the actor's department or school that graduates registered afterwards."""
    return _managed(session, actor, query, Signing.kind == "paper")


def _managed(session: Session, actor: Actor, query: Query, kind: ColumnElement[bool]) -> Rows:
    scope = [staff_scope(actor), kind, *_filters(query)]
    counters = status_counts(session, _query().where(*scope), STAGES)
    if status := text(query, "status"):
        scope.append(Instance.status == status)
    if stage := text(query, "stage"):
        scope.append(Instance.status.in_(STAGES.get(stage, ())))
    rows = _answer(session, query, scope, counters, "staff")
    items = [_with_starts(row, actor) for row in rows.items]
    return replace(rows, items=items, choices=staff_choices(session, actor))


@registry.source("employer_signing")
def employer_signing(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    """List the employer's signings, by the states of `STATES`; what may be done is decided by DT-06."""
    scope = [Signing.employer_id.in_(own_parties(actor, "employer")), *_filters(query)]
    counters = state_counters(session, scope)
    if state := text(query, "state"):
        scope.append(_in_state(state))
    found = _answer(session, query, scope, counters, "employer")
    kinds = {(r["state"], r["asked"]) for r in found.items}
    actions = {kind: employer_actions(session, *kind, now) for kind in kinds}
    items = [_with_actions(row, actions[row["state"], row["asked"]]) for row in found.items]
    return replace(found, items=[_as_signed(row) if state == "signed" else row for row in items])


def _with_actions(row: Mapping[str, Any], actions: list[str]) -> dict[str, Any]:
    startable = ["online_signing"] if "invite" in actions else []
    startable += ["online_termination"] if "terminate" in actions else []
    return {**row, "actions": actions, "startable": startable}


def _as_signed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the list 已签约 shows it: that a termination has failed stands in a list of its own."""
    return {**row, "status": "signed", "status_label": "已签约"} if row["status"] == FAILED else dict(row)


def _with_starts(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    return {**row, "startable": may_begin(actor, row["state"], row["kind"])}


def employer_actions(session: Session, state: str, asked: bool, now: datetime) -> list[str]:
    """Return what an employer may do with a signing in a state: codes of the table `employer_action`. `asked`: it
    has to answer a request for its end."""
    context = {"state": state, "asked": asked}
    return list(decide(session, "employer_actions", context, now).get("actions") or [])


def signings_of(session: Session, actor: Actor, instances: Collection[str]) -> list[dict[str, Any]]:
    """Return those of these instances that are signings, as a graduate reads them."""
    found = session.execute(_query().where(Signing.instance_id.in_(instances))).all()
    return [_with_starts(row, actor) for row in _shaped(session, found, "graduate")]


def signing_of(session: Session, instance: str) -> dict[str, Any] | None:
    """Return a signing as staff read it, whoever asks; None when an instance is no signing."""
    found = session.execute(_query().where(Signing.instance_id == instance)).all()
    return next(iter(_shaped(session, found, "staff")), None)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = common_filters(query, Signing.cohort)
    if initiator := text(query, "initiator"):
        found.append(Signing.started_by == initiator)
    if query.search.strip():
        found.append(_matches(query.search.strip()))
    return found


def _matches(words: str) -> ColumnElement[bool]:
    exact = or_(Signing.agreement_number == words, Graduate.student_no == words)
    partly = (Graduate.name, Employer.full_name, Signing.unit_name)
    return or_(exact, *(column.contains(words, autoescape=True) for column in partly))


def _in_state(state: str) -> ColumnElement[bool]:
    gone = Graduate.deleted_at.is_not(None)
    if state == "invalid":
        return gone
    if state == FAILED:
        return and_(~gone, Signing.state == "signed", Instance.status == FAILED)
    return and_(~gone, Signing.state.in_(GROUPS.get(state, (state,))))


def state_counters(session: Session, scope: list[ColumnElement[bool]]) -> dict[str, int]:
    """Return how many signings are in each of the employer's lists, and the two kinds of those in signing."""
    failed = and_(Signing.state == "signed", Instance.status == FAILED)
    gone = (Graduate.deleted_at.is_not(None), literal("invalid"))
    state = case(gone, (failed, literal(FAILED)), else_=Signing.state)
    counted = _query().where(*scope).with_only_columns(state, func.count()).group_by(state)
    by_state = {str(name): count for name, count in session.execute(counted)}
    groups = {name: sum(by_state.get(s, 0) for s in GROUPS.get(name, (name,))) for name in STATES}
    return {**by_state, **groups}


def _answer(
    session: Session, query: Query, scope: list[ColumnElement[bool]], counters: dict[str, int], audience: str
) -> Rows:
    shapes = partial(_shaped, session, audience=audience)
    return newest_rows(session, _query().where(*scope), query, Signing.sent_at, shapes, counters)


def _shaped(session: Session, found: Sequence[Any], audience: str) -> list[dict[str, Any]]:
    ending = running(session, [row[0].instance_id for row in found if row[0].state == "terminating"])
    return [_row(session, row, ending.get(row[0].instance_id), audience) for row in found]


def _row(session: Session, found: Any, ending: Instance | None, audience: str) -> dict[str, Any]:
    signing, graduate, employer, school, department, status, process = found
    state = "invalid" if graduate.deleted_at is not None else signing.state
    if ending is not None:
        status, process = ending.status, ending.process
    return {
        "id": signing.instance_id,
        "instance": signing.instance_id,
        "subject": graduate.id,
        "startable": [],
        "kind": signing.kind,
        "ending": ending.id if ending is not None else None,
        "asked": ending is not None and ending.status == ASKED,
        **person(session, graduate, department),
        "school": school,
        "degree": graduate.degree,
        "cohort": signing.cohort,
        "employer": employer.full_name if employer else signing.unit_name,
        "credit_code": employer.credit_code if employer else signing.unit_code,
        "initiator": signing.started_by,
        "initiator_label": INITIATORS.get(signing.started_by, ""),
        "number": signing.agreement_number or (NO_NUMBER if state in GROUPS["signing"] else ""),
        "agreement_number": signing.agreement_number,
        "state": state,
        "status": status,
        "status_label": "失效" if state == "invalid" else status_word(session, process, status, audience),
        "process": process,
        "reason": signing.reason,
        "answer_by": iso(signing.answer_by),
        "sent_at": iso(signing.sent_at),
        "effective_at": iso(signing.effective_at),
        "changed_at": iso(signing.changed_at),
    }
