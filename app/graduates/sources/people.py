"""The roster and the employers as lists."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.graduates.facts import EVERYWHERE
from app.graduates.scope import own_parties, staff_school, staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import number, rows_of, text
from app.graduates.tables import Department, Employer, Graduate, School, Signing, Warning
from app.graduates.words import word
from app.identity import Actor
from app.inbox.cursor import decode, encode
from app.inbox.paging import count
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.reports.masks import mask
from app.store.sealed import blind


@registry.source("students")
def students(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the graduates of the actor's department or school, by name."""
    return _listed(session, actor, query, [])


@registry.source("household_students")
def household_students(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the graduates whose household registration was moved to the school: the others have nothing to move (P22)."""
    return _listed(session, actor, query, [Graduate.hukou_in_school.is_(True)])


def _listed(session: Session, actor: Actor, query: Query, only: list[ColumnElement[bool]]) -> Rows:
    scope = [staff_scope(actor), *only, *_student_filters(session, actor, query)]
    wanted = select(Graduate, Department.name, School.name)
    wanted = wanted.join(Department, Department.id == Graduate.department_id)
    wanted = wanted.join(School, School.id == Graduate.school_id).where(*scope)
    total = count(session, wanted.with_only_columns(Graduate.id))
    if query.after:
        wanted = wanted.where(tuple_(Graduate.name, Graduate.id) > tuple_(*decode(query.after, str)))
    found = session.execute(wanted.order_by(Graduate.name, Graduate.id).limit(query.limit + 1)).all()
    shape = lambda row: _student(session, *row)  # noqa: E731  three values of a row
    rows = rows_of(found, query.limit, total, shape, lambda row: encode(row[0].name, row[0].id))
    applied = {"cohort": str(_own_cohort(session, actor) or ""), "roster": "in"}
    return replace(rows, choices=staff_choices(session, actor), applied=applied)


def _student_filters(session: Session, actor: Actor, query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    cohort = number(query, "cohort") or _own_cohort(session, actor)
    if cohort:
        found.append(Graduate.cohort == cohort)
    if department := text(query, "department"):
        found.append(or_(Department.id == department, Department.name == department))
    if degree := text(query, "degree"):
        found.append(Graduate.degree == degree)
    roster = text(query, "roster") or "in"
    if roster != "all":
        found.append(Graduate.deleted_at.is_(None) if roster == "in" else Graduate.deleted_at.is_not(None))
    if words := query.search.strip():
        hashed = (
            Graduate.id_hash == blind(words, "graduate.id_number"),
            Graduate.candidate_hash == blind(words, "graduate.candidate_no"),
        )
        found.append(
            or_(Graduate.name.contains(words, autoescape=True), Graduate.student_no == words, *hashed)
        )
    return found


def _own_cohort(session: Session, actor: Actor) -> int | None:
    """Return the cohort that graduates now at the actor's school."""
    school = staff_school(session, actor)
    return session.scalar(select(School.cohort_current).where(School.id == school)) if school else None


def _student(session: Session, graduate: Graduate, department: str, school: str) -> dict[str, Any]:
    return {
        "id": graduate.id,
        "href": f"/staff/graduates/{graduate.id}",
        "subject": graduate.id,
        "startable": [],
        "name": graduate.name,
        "student_no": graduate.student_no,
        "candidate_no": mask("account", graduate.candidate_no),
        "id_number": mask("id_number", graduate.id_number),
        "phone": mask("mobile", graduate.phone or ""),
        "school": school,
        "department": department,
        "major": graduate.major,
        "degree": graduate.degree,
        "degree_label": word(session, "degree", graduate.degree),
        "training_mode": graduate.training_mode,
        "training_mode_label": word(session, "training_mode", graduate.training_mode),
        "cohort": graduate.cohort,
        "in_roster": graduate.deleted_at is None,
        "state": "在册" if graduate.deleted_at is None else "失效",
    }


@registry.source("employers")
def employers(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List employers: all for province and centre, those of the own signings for departments and schools."""
    active = (Warning.credit_code == Employer.credit_code, Warning.cancelled_at.is_(None))
    marks = select(func.count(func.distinct(Warning.school_id))).where(*active).scalar_subquery()
    wanted = select(Employer, marks).where(*_employer_scope(actor))
    if words := query.search.strip():
        exact = Employer.credit_code == words.upper()
        wanted = wanted.where(or_(Employer.full_name.contains(words, autoescape=True), exact))
    total = count(session, wanted.with_only_columns(Employer.id))
    if query.after:
        wanted = wanted.where(tuple_(Employer.full_name, Employer.id) > tuple_(*decode(query.after, str)))
    found = session.execute(wanted.order_by(Employer.full_name, Employer.id).limit(query.limit + 1)).all()
    shape = lambda row: _employer(session, *row)  # noqa: E731  two values of a row
    return rows_of(found, query.limit, total, shape, lambda row: encode(row[0].full_name, row[0].id))


def _employer_scope(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.has_any(("centre", "province", "admin", "ops")):
        return []
    if own := own_parties(actor, "employer"):
        return [Employer.id.in_(own)]
    staff = (
        (Signing.department_id, own_parties(actor, "department")),
        (Signing.school_id, own_parties(actor, "school")),
    )
    mine = or_(*(column.in_(parties) for column, parties in staff))
    return [Employer.id.in_(select(Signing.employer_id).where(mine))]


def _employer(session: Session, employer: Employer, marks: int) -> dict[str, Any]:
    return {
        "id": employer.id,
        "subject": employer.id,
        "startable": [],
        "name": employer.full_name,
        "short_name": employer.short_name,
        "credit_code": employer.credit_code,
        "nature": employer.nature,
        "nature_label": word(session, "nature", employer.nature),
        "industry": employer.industry,
        "industry_label": word(session, "industry", employer.industry),
        "region_label": word(session, "region", employer.region),
        "authenticated": employer.authenticated_at is not None,
        "state": "已认证" if employer.authenticated_at is not None else "未认证",
        "marks": marks,
        "warned_everywhere": marks >= EVERYWHERE,
    }
