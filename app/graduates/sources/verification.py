"""核验列表 and 转递列表: how the numbers of a department's or school's graduates stand (E.9, E.10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.graduates.scope import staff_scope
from app.graduates.sources.choices import staff_choices
from app.graduates.sources.reading import common_filters, graduate_rows, iso, named, person, text
from app.graduates.sources.transfers import placed
from app.graduates.tables import Department, Graduate, IssuedNumber, ReportedDestination, TransferRecord
from app.graduates.transfers import facts
from app.graduates.verification.numbers import AUTHORISED, TRANSFER, last_day
from app.graduates.words import word
from app.identity import Actor
from app.jobs.clock import ZONE
from app.operators.lists import Query, Rows
from app.operators.registry import registry

AUTHORISATIONS = {"active": "生效中", "open": "未确认", "expired": "已过期"}
TRANSFERS = {"none": "未生成", "generated": "已生成", "renewed": "已更新", "void": "已失效"}

ASKED = ("postcode", "contact", "phone")
LASTING = ("active", "expired", "generated", "renewed")  # of these it is said until when


@dataclass(frozen=True)
class _Shape:
    """What one of the lists shows: whose numbers, the words of their states, and the state of each row."""

    kind: str
    purpose: str
    words: Mapping[str, str]
    state: Callable[[datetime], ColumnElement[str]]

    @property
    def narrower(self) -> list[ColumnElement[bool]]:
        return [Graduate.hukou_in_school.is_(True)] if self.kind == "household" else []


def _authorised(now: datetime) -> ColumnElement[str]:
    over = (IssuedNumber.state == "expired") | (
        (IssuedNumber.state == "valid") & (IssuedNumber.valid_until <= now)
    )
    return case((over, "expired"), (IssuedNumber.state == "valid", "active"), else_="open")


def _transferred(now: datetime) -> ColumnElement[str]:
    valid = (IssuedNumber.state == "valid") & (IssuedNumber.valid_until > now)
    return case(
        (IssuedNumber.id.is_(None), "none"),
        (valid & (IssuedNumber.times == 1), "generated"),
        (valid, "renewed"),
        else_="void",
    )


@registry.source("verification")
def archive_verification(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    """List how the graduates have authorised verifying where their archives go (R-273)."""
    return _rows(session, actor, query, now, _Shape("archive", AUTHORISED, AUTHORISATIONS, _authorised))


@registry.source("household_verification")
def household_verification(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    """List how the graduates have authorised verifying where their households go."""
    return _rows(session, actor, query, now, _Shape("household", AUTHORISED, AUTHORISATIONS, _authorised))


@registry.source("transfer")
def archive_transfer(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    """List the transfer numbers of archives with what goes along (R-280)."""
    return _rows(session, actor, query, now, _Shape("archive", TRANSFER, TRANSFERS, _transferred))


@registry.source("household_transfer")
def household_transfer(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    """List the transfer numbers of households with what goes along."""
    return _rows(session, actor, query, now, _Shape("household", TRANSFER, TRANSFERS, _transferred))


def _rows(session: Session, actor: Actor, query: Query, now: datetime, shape: _Shape) -> Rows:
    state = shape.state(now)
    wanted = _query(shape, state).where(staff_scope(actor), Graduate.deleted_at.is_(None), *shape.narrower)
    wanted = wanted.where(*common_filters(query, Graduate.cohort), *named(query), *_changed(query))
    counted = wanted.with_only_columns(state, func.count()).group_by(state)
    counters = {str(key): total for key, total in session.execute(counted)}
    if chosen := text(query, "state"):
        wanted = wanted.where(state.in_([chosen]))
    rows = graduate_rows(
        session, wanted, query, partial(_row, session, shape), dict.fromkeys(shape.words, 0) | counters
    )
    return replace(rows, choices=staff_choices(session, actor))


def _query(shape: _Shape, state: ColumnElement[str]) -> Any:
    """Return the query of all graduates with their number, what was reported of them and what is in effect."""
    issued = (
        IssuedNumber.graduate_id == Graduate.id,
        IssuedNumber.kind == shape.kind,
        IssuedNumber.purpose == shape.purpose,
    )
    held = (
        TransferRecord.graduate_id == Graduate.id,
        TransferRecord.kind == shape.kind,
        TransferRecord.valid.is_(True),
    )
    return (
        select(Graduate, IssuedNumber, ReportedDestination, TransferRecord, Department.name, state)
        .join(Department, Department.id == Graduate.department_id)
        .outerjoin(IssuedNumber, and_(*issued))
        .outerjoin(ReportedDestination, ReportedDestination.graduate_id == Graduate.id)
        .outerjoin(TransferRecord, and_(*held))
    )


def _changed(query: Query) -> list[ColumnElement[bool]]:
    """Return the condition of the filter 更新时间: from a day on."""
    given = text(query, "changed_from")
    if not given:
        return []
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise Invalid.of({"changed_from": "更新时间应当是日期，例如 2027-07-01。"}) from error
    return [IssuedNumber.changed_at >= datetime.combine(day, time(), ZONE)]


def _row(session: Session, shape: _Shape, found: Any) -> dict[str, Any]:
    graduate, issued, reported, record, department, state = found
    return {
        "id": graduate.id,
        "subject": graduate.id,
        "href": f"/staff/sheets/{shape.purpose}/{shape.kind}/{graduate.id}",
        "startable": [],
        **person(session, graduate, department),
        "origin_label": word(session, "origin", graduate.origin),
        "graduates_on": graduate.graduates_on or "",
        "destination": reported.label if reported is not None else "",
        "employer": reported.unit_name if reported is not None else "",
        **_place(session, shape.kind, record),
        "state": state,
        "state_label": shape.words[state],
        "changed_at": iso(issued.changed_at) if issued is not None else None,
        **_number(shape, issued, state),
    }


def _place(session: Session, kind: str, record: TransferRecord | None) -> dict[str, str]:
    """Return where it goes, as the other lists say it, and whom to ask there."""
    known = facts(session, record) or {}
    return {**placed(session, kind, record), **{name: known.get(name) or "" for name in ASKED}}


def _number(shape: _Shape, issued: IssuedNumber | None, state: str) -> dict[str, Any]:
    """Return the number that staff may know, which is their own, and until when authorities can ask."""
    if issued is None or state not in LASTING:
        return {"number": "", "valid_until": ""}
    number = issued.number if shape.purpose == TRANSFER else ""
    return {"number": number, "valid_until": last_day(issued.valid_until)}
