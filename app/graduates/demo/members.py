"""The graduates and the employers of the demo world."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.graduates.demo.cast import FAVOURITES, KEEPERS, MARKED, PEOPLE, UNITS, Person, Unit
from app.graduates.demo.numbers import candidate_no, credit_code, id_number
from app.graduates.ems_copy import copy_of
from app.graduates.tables import (
    BasicCheck,
    Employer,
    EmsGraduate,
    Favourite,
    Graduate,
    ReportedDestination,
    Warning,
)
from app.identity.account import add_membership, add_party, create_account
from app.store.base import new_id
from app.store.sealed import blind

DIRECTED = {
    "21": "云南省怒江州教育体育局",
    "22": "贵州省数据集团",
    "41": "新疆能源研究院",
    "42": "西藏文化产业公司",
}
LOOKING = (
    "g-10001-02",
    "g-10001-03",
)  # reported elsewhere already, so that a review has something to compare


def add_graduates(
    session: Session, parties: dict[str, str], cohort: int, password: str, at: datetime
) -> dict[str, Graduate]:
    """Add graduates, their accounts and the other system's copies; return them by login."""
    found = {person.login: _graduate(session, parties, person, cohort, at) for person in PEOPLE}
    session.flush()
    for person in PEOPLE:
        graduate = found[person.login]
        account = create_account(session, person.login, person.name, password_hash=password)
        add_membership(session, account.id, "graduate", graduate.id)
        session.add(_ems_copy(session, graduate, at))
        if person.checked:
            session.add(BasicCheck(graduate_id=graduate.id, confirmed_at=at + timedelta(days=1)))
        if person.login in LOOKING:
            session.add(_looking(graduate, at))
    session.flush()
    return found


def _graduate(
    session: Session, parties: dict[str, str], person: Person, cohort: int, at: datetime
) -> Graduate:
    year = cohort - person.years_ago
    student_no = f"{year - 4}{person.department.replace('-', '')[-4:]}{person.serial:03}"
    party = add_party(session, "graduate", student_no, person.name, parties[person.department])
    number = id_number(person.region, f"{year - 22}0{person.serial % 9 + 1}15", _serial(person))
    candidate = candidate_no(year, person.region, person.serial)
    graduate = Graduate(
        id=party,
        school_id=parties[person.department.partition("-")[0]],
        department_id=parties[person.department],
        cohort=year,
        student_no=student_no,
        id_number=number,
        id_hash=blind(number, "graduate.id_number"),
        candidate_no=candidate,
        candidate_hash=blind(candidate, "graduate.candidate_no"),
        uploaded_at=at,
        deleted_at=at + timedelta(days=5) if person.deleted else None,
        **_own(person, year),
    )
    session.add(graduate)
    return graduate


def _serial(person: Person) -> int:
    """Return the serial of the identity number: odd for men, even for women."""
    return person.serial * 2 + (1 if person.gender == "1" else 0)


def _own(person: Person, year: int) -> dict[str, object]:
    master = person.degree.startswith("1")
    return {
        "name": person.name,
        "gender": person.gender,
        "ethnic": person.ethnic,
        "political": person.political,
        "major_code": person.major[0],
        "major": person.major[1],
        "degree": person.degree,
        "degree_type": None if person.serial % 5 == 0 else ("硕士" if master else "学士"),
        "length": "3" if master else "4",
        "training_mode": person.training_mode,
        "directed_unit": DIRECTED.get(person.training_mode),
        "directed_place": person.region if person.training_mode in DIRECTED else None,
        "origin": person.region,
        "enrolled": f"{year - (3 if master else 4)}09",
        "graduates_on": f"{year}06",
        "archive_in_school": True,
        "hukou_in_school": person.hukou,
        "hardship": "0",
        "teacher_kind": "2",
        "email": None if person.serial % 7 == 0 else f"{person.login}@mail.example",
        "phone": f"199000{person.department[:5]}"[:9] + f"{person.serial:02}",
    }


def _ems_copy(session: Session, graduate: Graduate, at: datetime) -> EmsGraduate:
    """Return the other system's copy; for some the political status differs, which a refresh corrects."""
    row = copy_of(session, graduate, at)
    if graduate.student_no.endswith("2"):
        row.political = "13"
    return row


def _looking(graduate: Graduate, at: datetime) -> ReportedDestination:
    return ReportedDestination(
        graduate_id=graduate.id,
        code="70",
        label="求职中",
        source="就业管理系统上传",
        data={},
        reported_at=at + timedelta(days=2),
    )


def add_employers(
    session: Session, parties: dict[str, str], graduates: dict[str, Graduate], password: str, at: datetime
) -> None:
    """Add employers with their users, favourites and marks."""
    units = {unit.login: _employer(session, unit, password, at) for unit in UNITS}
    for keeper in KEEPERS:
        ids = sorted(
            (new_id() for _ in FAVOURITES), reverse=True
        )  # lists show the newest first: the first of these
        for favourite_id, login in zip(ids, FAVOURITES, strict=True):
            graduate = graduates[login]
            session.add(
                Favourite(
                    id=favourite_id,
                    employer_id=units[keeper].id,
                    graduate_id=graduate.id,
                    cohort=graduate.cohort,
                    added_at=at,
                )
            )
    login, schools, category, reason = MARKED
    for code in schools:
        mark = {"credit_code": units[login].credit_code, "school_id": parties[code], "marked_at": at}
        session.add(Warning(category=category, reason=reason, **mark))
    session.flush()


def _employer(session: Session, unit: Unit, password: str, at: datetime) -> Employer:
    code = credit_code(unit.region, unit.serial)
    party = add_party(session, "employer", code, unit.full_name)
    employer = Employer(
        id=party,
        full_name=unit.full_name,
        short_name=unit.short_name,
        credit_code=code,
        platform_industry="互联网/电子商务" if unit.industry == "34" else "其他",
        industry=unit.industry,
        unit_type="国有企业" if unit.nature == "31" else "民营企业",
        nature=unit.nature,
        size="100-499人",
        region=unit.region,
        address=unit.address,
        website=f"https://www.unit-{unit.serial}.example",
        introduction=f"{unit.full_name}是演示用的虚构单位。",
        contact_name=unit.users[0][1],
        contact_phone=f"010-6100{unit.serial}",
        authenticated_at=at if unit.authenticated else None,
    )
    session.add(employer)
    session.flush()
    for login, name in unit.users:
        account = create_account(session, login, name, password_hash=password)
        add_membership(session, account.id, "employer", employer.id, "manage")
    return employer
