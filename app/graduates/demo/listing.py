"""The demo world's people as text, for the command line."""

import unicodedata
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.demo.cast import PASSWORD, PEOPLE, STAFF, UNITS
from app.graduates.tables import Department, Employer, Graduate, School
from app.store.accounts import Account, Membership

ROLE_NAMES = {
    "admin": "流程管理员",
    "ops": "运行人员",
    "auditor": "审计员",
    "centre": "部中心",
    "province": "省级",
    "school": "学校",
    "department": "院系",
    "machine": "系统对接账号",
}
HEADING = (
    "账号",
    "姓名",
    "身份",
    "身份证号",
    "学号",
    "考生号",
    "学校",
    "院系",
    "届",
    "单位",
    "统一社会信用代码",
)
NOTHING = "-"  # an empty cell is said, so that a line can be taken apart at its spaces


def accounts_text() -> str:
    """Return the accounts in a few lines."""
    lines = [f"演示账号（密码均为 {PASSWORD}）："]
    by_role: dict[str, list[str]] = {}
    for login, _, role, _ in STAFF:
        by_role.setdefault(role, []).append(login)
    lines += [f"  {ROLE_NAMES[role]}：{'、'.join(logins)}" for role, logins in by_role.items()]
    lines.append(f"  毕业生：{'、'.join(person.login for person in PEOPLE)}")
    lines.append(f"  用人单位：{'、'.join(login for unit in UNITS for login, _ in unit.users)}")
    return "\n".join(lines)


def people_rows(session: Session) -> list[dict[str, str]]:
    """Return every demo person, by the columns of `HEADING` that they have."""
    return [*_staff(session), *_graduates(session), *_employers(session)]


def _staff(session: Session) -> Iterator[dict[str, str]]:
    names = {school.code: school.name for school in session.scalars(select(School))}
    names |= {department.code: department.name for department in session.scalars(select(Department))}
    for login, name, role, place in STAFF:
        row = {"账号": login, "姓名": name, "身份": ROLE_NAMES[role]}
        if role in ("school", "department") and place:
            row["学校"] = names[place.partition("-")[0]]
        if role == "department" and place:
            row["院系"] = names[place]
        yield row


def _graduates(session: Session) -> Iterator[dict[str, str]]:
    query = (
        select(Account.login, Graduate, School.name, Department.name)
        .join(Membership, Membership.account_id == Account.id)
        .join(Graduate, Graduate.id == Membership.party_id)
        .join(School, School.id == Graduate.school_id)
        .join(Department, Department.id == Graduate.department_id)
        .order_by(Account.login)
    )
    for login, graduate, school, department in session.execute(query):
        yield {
            "账号": login,
            "姓名": graduate.name,
            "身份": "毕业生",
            "身份证号": graduate.id_number,
            "学号": graduate.student_no,
            "考生号": graduate.candidate_no,
            "学校": school,
            "院系": department,
            "届": str(graduate.cohort),
        }


def _employers(session: Session) -> Iterator[dict[str, str]]:
    query = (
        select(Account.login, Account.name, Employer.full_name, Employer.credit_code)
        .join(Membership, Membership.account_id == Account.id)
        .join(Employer, Employer.id == Membership.party_id)
        .order_by(Account.login)
    )
    for login, name, unit, code in session.execute(query):
        yield {"账号": login, "姓名": name, "身份": "用人单位", "单位": unit, "统一社会信用代码": code}


def people_text(session: Session) -> str:
    """Return every demo person in a table whose columns line up in a terminal."""
    rows = [HEADING, *(tuple(row.get(name, NOTHING) for name in HEADING) for row in people_rows(session))]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(HEADING))]
    padded = ((_pad(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
