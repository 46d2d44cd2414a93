"""转递编号 (P30, DT-20): a department or school gives numbers to all its graduates whose destination was reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.errors import Incident, NotAllowed, NotFound
from app.graduates.scope import own_party
from app.graduates.tables import Department, Graduate, IssuedNumber, ReportedDestination, School
from app.graduates.verification.numbers import KINDS, TRANSFER, end_of, is_valid, issue, service_end
from app.graduates.verification.sheets import sheet_of
from app.identity import Actor
from app.operators.registry import Env, Subject, registry

PART = 200  # graduates in one transaction: nobody waits long for a school of many thousand
COUNTS = ("generated", "renewed", "unchanged", "skipped")


@registry.subject("office")
def load_office(session: Session, subject_id: str | None, actor: Actor | None, _now: datetime) -> Subject:
    """Load the actor's own department or school. Raises NotAllowed, NotFound."""
    department = session.get(Department, _party(actor, "department", subject_id))
    school = session.get(School, _party(actor, "school", subject_id))
    found = department or school
    if found is None:
        raise NotAllowed("只有院系和学校用户可以办理。")
    if subject_id not in (None, "self", found.id):
        raise NotFound
    return _office(session, "department" if department else "school", found)


def _party(actor: Actor | None, role: str, subject_id: str | None) -> str:
    return (subject_id if actor is None else own_party(actor, role)) or ""


def _office(session: Session, role: str, found: Department | School) -> Subject:
    school = session.get_one(School, found.school_id) if isinstance(found, Department) else found
    parties = {role: found.id, "school": school.id}
    facts = {"name": found.name, "role": role, "school": school.name, "cohort_current": school.cohort_current}
    return Subject(found.id, "office", found.name, facts, parties)


@dataclass
class _Part:
    """One part of the graduates of an office: what to do for them and what became of it."""

    env: Env
    kind: str
    counted: dict[str, int]

    def take(
        self, graduate: Graduate, reported: ReportedDestination | None, row: IssuedNumber | None
    ) -> None:
        """Give a graduate a number, where one is due (DT-20)."""
        env = self.env
        last = end_of(service_end(env.session, graduate, TRANSFER, env.now))
        if reported is None or last <= env.now:
            self._count("skipped")
        elif row is not None and is_valid(row, env.now):
            row.sheet = sheet_of(
                env.session, graduate, reported, self.kind
            )  # what changes no number is brought up to date
            self._count("unchanged")
        else:
            sheet = sheet_of(env.session, graduate, reported, self.kind)
            issue(env.session, graduate, self.kind, TRANSFER, sheet, last, env.now, env.instance_id)
            self._count("generated" if row is None else "renewed")

    def _count(self, what: str) -> None:
        self.counted[what] += 1


@registry.operator
def issue_transfer_numbers(env: Env, *, kind: str, cohort: Any, before: Any = None) -> dict[str, Any]:
    """批量生成或重新生成转递编号：kind 是 archive 档案或 household 户口，cohort 是届别；范围是发起人的院系或学校。

    一次处理一部分，before 是前一次的结果，返回 {generated, renewed, unchanged, skipped, after}，after 为空时全部完成。"""
    if kind not in KINDS:
        raise Incident(f"没有“{kind}”这种登记信息表。", env.element, "operator")
    done: Mapping[str, Any] = before if isinstance(before, Mapping) else {}
    part = _Part(env, kind, {name: int(done.get(name) or 0) for name in COUNTS})
    env.session.get(
        School, env.parties["school"], with_for_update=True
    )  # two offices of a school go one by one
    found = env.session.execute(_wanted(env, kind, int(cohort), done.get("after"))).all()
    for graduate, reported, row in found[:PART]:
        part.take(graduate, reported, row)
    env.session.flush()
    return {**part.counted, "after": found[PART - 1][0].id if len(found) > PART else None}


def _wanted(env: Env, kind: str, cohort: int, after: str | None) -> Any:
    held = (
        IssuedNumber.graduate_id == Graduate.id,
        IssuedNumber.kind == kind,
        IssuedNumber.purpose == TRANSFER,
    )
    wanted = (
        select(Graduate, ReportedDestination, IssuedNumber)
        .outerjoin(ReportedDestination, ReportedDestination.graduate_id == Graduate.id)
        .outerjoin(IssuedNumber, and_(*held))
        .where(_mine(env), Graduate.cohort == cohort, Graduate.deleted_at.is_(None))
        .order_by(Graduate.id)
        .limit(PART + 1)
    )
    if kind == "household":
        wanted = wanted.where(Graduate.hukou_in_school.is_(True))
    return wanted.where(Graduate.id > after) if after else wanted


def _mine(env: Env) -> Any:
    department = env.parties.get("department")
    return Graduate.department_id == department if department else Graduate.school_id == env.parties["school"]
