"""Creating the demo world: organisations, staff, graduates and employers, in this order."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.cohorts import cohort_at
from app.graduates.demo.cast import CONTACTS, PASSWORD, PROVINCES, SCHOOLS, STAFF, Place
from app.graduates.demo.members import add_employers, add_graduates
from app.graduates.modules import SWITCHED
from app.graduates.tables import Department, Province, School, SchoolContact, SigningSetting
from app.identity.account import add_membership, add_party, create_account
from app.identity.passwords import hash_password

COHORTS_BACK = 3


def create(session: Session, now: datetime) -> bool:
    """Create the demo world, unless it is there. The caller commits."""
    if session.scalar(select(School.id).limit(1)) is not None:
        return False
    cohort = cohort_at(now)
    parties = _organisations(session, cohort)
    password = hash_password(PASSWORD)
    for login, name, role, place in STAFF:
        account = create_account(session, login, name, password_hash=password)
        level = "manage" if role in ("department", "school", "province", "centre") else ""
        add_membership(session, account.id, role, parties[place] if place else None, level)
    graduates = add_graduates(session, parties, cohort, password, now - timedelta(days=30))
    add_employers(session, parties, graduates, password, now - timedelta(days=20))
    session.flush()
    return True


def _organisations(session: Session, cohort: int) -> dict[str, str]:
    """Add centre, provinces, schools and departments; return their party ids by code."""
    parties = {"centre": add_party(session, "centre", "centre", "教育部学生服务与素质发展中心", None)}
    for code, name, own_system in PROVINCES:
        parties[code] = add_party(session, "province", code, name, parties["centre"])
        switched = dict.fromkeys(SWITCHED, not own_system)
        session.add(Province(id=parties[code], code=code, name=name, modules=switched, own_system=own_system))
    session.flush()
    for place in SCHOOLS:
        _school(session, parties, place, cohort)
    return parties


def _school(session: Session, parties: dict[str, str], place: Place, cohort: int) -> None:
    party = parties[place.code] = add_party(
        session, "school", place.code, place.name, parties[place.province]
    )
    contacts = CONTACTS.get(place.code, ())
    session.add(
        School(
            id=party,
            province_id=parties[place.province],
            code=place.code,
            name=place.name,
            cohort_current=cohort,
            modules=dict.fromkeys(SWITCHED, True),
            phone=contacts[0][2] if contacts else "010-60000000",
        )
    )
    session.flush()
    for code, name in place.departments:
        full = f"{place.code}-{code}"
        parties[full] = add_party(session, "department", full, name, party)
        session.add(Department(id=parties[full], school_id=party, code=full, name=name))
    for group, name, phone, mail, address in contacts:
        session.add(
            SchoolContact(
                school_id=party, degree_group=group, name=name, phone=phone, mail=mail, address=address
            )
        )
    if place.agreement_type:
        _open_signing(session, party, place, cohort)


def _open_signing(session: Session, party: str, place: Place, cohort: int) -> None:
    for back in range(COHORTS_BACK):
        session.add(
            SigningSetting(
                school_id=party,
                cohort=cohort - back,
                opened=True,
                agreement_type=place.agreement_type,
                review_mode=place.review_mode,
            )
        )
    session.flush()
