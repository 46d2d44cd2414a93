"""The roster as the employment management system uploads it: entries that come, change, leave and come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import AppError, Conflict, Invalid, NotFound
from app.files.sheets import SheetColumn, SheetRow, read_sheet
from app.graduates.ems_copy import COMPARED, copy_of
from app.graduates.facts import active_claim
from app.graduates.machines import only_ems, school_of
from app.graduates.roster_fields import COLUMNS, MUST, checked
from app.graduates.tables import Department, EmsGraduate, Graduate, School
from app.graduates.verification.numbers import void
from app.identity.account import add_party
from app.identity.auditing import audit
from app.inbox.desk import Desk
from app.inbox.start import start_later
from app.operators.outbox import announce
from app.store.accounts import Party
from app.store.sealed import blind

REMOVAL, RESTORE = "roster_removal", "roster_restore"  # what becomes of what the graduate has (P33)
BLIND = {"id_number": "id_hash", "candidate_no": "candidate_hash"}


@dataclass
class Imported:
    """What became of a sheet."""

    created: int = 0
    updated: int = 0
    blank: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)


def upload(desk: Desk, school_code: str, given: Mapping[str, Any]) -> tuple[Graduate, str]:
    """Add or change an entry, by its candidate number; return it and what became of it.

    What reviews compare stays as it is here while the graduate has an active destination: the reviewer sees the
    difference and decides. Raises Invalid, Conflict, NotFound."""
    only_ems(desk.person)
    school = school_of(desk.session, school_code)
    graduate = _entry(desk, school, str(given.get("candidate_no") or ""))
    values = checked(desk.session, given, new=graduate is None)
    department = _department(desk, school, values.pop("department", None))
    result = "created" if graduate is None else ("updated" if graduate.deleted_at is None else "restored")
    savepoint = desk.session.begin_nested()
    try:
        graduate = graduate or _new(desk, school, department, values)
        _copy(desk, school, graduate, department, values)
        _change(desk, graduate, department, values)
        savepoint.commit()
    except IntegrityError as error:
        savepoint.rollback()
        raise Conflict("这个院系的名单中已有同一学号的毕业生，请核对学号。") from error
    if result == "restored":
        announce(desk.session, "RosterRestored", graduate.id, desk.now)
        start_later(desk.session, RESTORE, graduate.id, desk.now)
    _note(desk, graduate, f"roster_{result}")
    return graduate, result


def remove(desk: Desk, school_code: str, candidate_no: str) -> Graduate:
    """Take an entry out of the roster; a second time changes nothing. Raises NotFound, NotAllowed."""
    only_ems(desk.person)
    graduate = _entry(desk, school_of(desk.session, school_code), candidate_no)
    if graduate is None:
        raise NotFound("这所学校的名单中没有这个考生号。")
    if graduate.deleted_at is None:
        graduate.deleted_at = desk.now
        void(desk.session, graduate.id, "removed", desk.now)
        announce(desk.session, "RosterDeleted", graduate.id, desk.now)
        start_later(desk.session, REMOVAL, graduate.id, desk.now)
        _note(desk, graduate, "roster_removed")
    return graduate


def import_sheet(desk: Desk, school_code: str, body: bytes) -> Imported:
    """Upload every row of a sheet that fits; others are reported by cell. Raises Invalid for an unusable sheet."""
    only_ems(desk.person)
    school_of(desk.session, school_code)
    sheet = read_sheet(body, [SheetColumn(key, label, required=key in MUST) for key, label in COLUMNS])
    found = Imported(blank=sheet.blank)
    found.problems += [{"row": None, "cell": e.field, "message": e.message} for e in sheet.errors]
    for row in sheet.rows:
        _import_row(desk, school_code, found, row)
    return found


def _import_row(desk: Desk, school_code: str, found: Imported, row: SheetRow) -> None:
    cells = {key: text for key, text in row.cells.items() if text}
    try:
        _, result = upload(desk, school_code, cells)
    except Invalid as error:
        for problem in error.errors:
            cell = row.addresses.get(problem.field, "")
            message = f"第 {row.number} 行：{problem.message}"
            found.problems.append({"row": row.number, "cell": cell, "message": message})
    except AppError as error:
        message = f"第 {row.number} 行：{error.message}"
        found.problems.append({"row": row.number, "cell": "", "message": message})
    else:
        found.created += result == "created"
        found.updated += result != "created"


def _entry(desk: Desk, school: School, candidate_no: str) -> Graduate | None:
    number = blind(candidate_no, "graduate.candidate_no")
    query = select(Graduate).where(Graduate.candidate_hash == number).with_for_update()
    found = desk.session.scalars(query).first()
    if found is not None and found.school_id != school.id:
        raise Conflict("这个考生号已在另一所学校的名单中，请先在那所学校的名单中删除或核对考生号。")
    return found


def _department(desk: Desk, school: School, word: str | None) -> Department | None:
    """Return a department by its code or name. Raises Invalid."""
    if word is None:
        return None
    table = Department
    query = select(table).where(table.school_id == school.id, (table.code == word) | (table.name == word))
    found = desk.session.scalars(query).first()
    if found is None:
        raise Invalid.of({"department": f"学校没有名称或代码为“{word}”的院系，名称应与就业管理系统一致。"})
    return found


def _new(desk: Desk, school: School, department: Department | None, values: Mapping[str, Any]) -> Graduate:
    unit = department.id if department is not None else ""
    party = add_party(desk.session, "graduate", values["student_no"], values["name"], unit)
    blinds = {hashed: blind(values[key], f"graduate.{key}") for key, hashed in BLIND.items()}
    graduate = Graduate(
        id=party, school_id=school.id, department_id=unit, uploaded_at=desk.now, **values, **blinds
    )
    desk.session.add(graduate)
    desk.session.flush()
    return graduate


def _copy(
    desk: Desk, school: School, graduate: Graduate, department: Department | None, values: Mapping[str, Any]
) -> None:
    """Keep what the other system says now, for reviews to compare."""
    unit = department or desk.session.get_one(Department, graduate.department_id)
    row = desk.session.get(EmsGraduate, graduate.id)
    if row is None:
        row = copy_of(desk.session, graduate, desk.now)
        desk.session.add(row)
    for name in set(COMPARED) & set(values):
        setattr(row, name, values[name])
    row.school, row.department, row.updated_at = school.name, unit.name, desk.now


def _change(desk: Desk, graduate: Graduate, department: Department | None, values: Mapping[str, Any]) -> None:
    held = active_claim(desk.session, graduate.id) is not None
    for name in values.keys() - (set(COMPARED) if held else set()):
        setattr(graduate, name, values[name])
        if hashed := BLIND.get(name):
            setattr(graduate, hashed, blind(values[name], f"graduate.{name}"))
    if department is not None and not held:
        graduate.department_id = department.id
    graduate.uploaded_at, graduate.deleted_at = desk.now, None
    party = desk.session.get_one(Party, graduate.id)
    party.code, party.name, party.parent_id = graduate.student_no, graduate.name, graduate.department_id
    desk.session.flush()


def _note(desk: Desk, graduate: Graduate, act: str) -> None:
    audit(desk.session, desk.person, act, f"graduate:{graduate.id}", now=desk.now)
