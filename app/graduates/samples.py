"""Who plays a simulation: an invented graduate with department, school, province and employer, for whom everything is
open; or a graduate who is there, with an invented employer. The rows are never committed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.graduates.cohorts import cohort_at
from app.graduates.ems_copy import copy_of
from app.graduates.modules import SWITCHED
from app.graduates.tables import (
    BasicCheck,
    Department,
    Employer,
    Favourite,
    Graduate,
    Province,
    School,
    SigningSetting,
)
from app.identity.account import add_party
from app.operators.registry import Sample
from app.store.accounts import Party
from app.store.sealed import blind

ABOUT_RECORDS = ("record", "registration", "archive_record")
PROVINCE, SCHOOL, ID_NUMBER, CREDIT_CODE = "00", "00000", "110101200301010014", "91110108MA00000000"
PLACE = "110101"


def sample(session: Session, kind: str, subject: str | None, now: datetime) -> Sample:
    """Return who takes part in a simulated process about a kind of subject. Raises NotFound for a graduate who is not
    there, Conflict where the process is about a record that has to be given."""
    if not kind:
        return Sample(subject)
    if subject is None and kind in ABOUT_RECORDS:
        raise Conflict("这个流程针对一项已有的办理，请指定办理对象再模拟。")
    graduate = session.get(Graduate, subject) if subject else _graduate(session, now)
    if graduate is None:
        if kind in ABOUT_RECORDS:
            return Sample(subject)
        raise NotFound
    employer = _employer(session, now)
    session.add(
        Favourite(employer_id=employer.id, graduate_id=graduate.id, cohort=graduate.cohort, added_at=now)
    )
    session.flush()
    parties = {
        "graduate": graduate.id,
        "department": graduate.department_id,
        "school": graduate.school_id,
        "province": session.get_one(School, graduate.school_id).province_id,
        "employer": employer.id,
    }
    return Sample(graduate.id, parties)


def _graduate(session: Session, now: datetime) -> Graduate:
    cohort = cohort_at(now)
    department = _department(session, cohort)
    graduate = Graduate(
        id=add_party(session, "graduate", "00000000001", "示例毕业生", department.id),
        school_id=department.school_id,
        department_id=department.id,
        cohort=cohort,
        name="示例毕业生",
        student_no="00000000001",
        candidate_no="00000000000001",
        candidate_hash=blind("00000000000001", "graduate.candidate_no"),
        id_number=ID_NUMBER,
        id_hash=blind(ID_NUMBER, "graduate.id_number"),
        gender="1",
        major="示例专业",
        degree="31",
        length="4",
        training_mode="11",
        origin=PLACE,
        graduates_on=f"{cohort}06",
        archive_in_school=True,
        hukou_in_school=True,
        phone="19900000000",
        uploaded_at=now,
    )
    session.add(graduate)
    session.flush()
    session.add(BasicCheck(graduate_id=graduate.id, confirmed_at=now))
    session.add(copy_of(session, graduate, now))  # the same, so that no review is stopped
    session.flush()
    return graduate


def _department(session: Session, cohort: int) -> Department:
    centre = session.scalar(select(Party.id).where(Party.kind == "centre").limit(1))
    centre = centre or add_party(session, "centre", "centre", "示例部中心")
    province = add_party(session, "province", PROVINCE, "示例省", centre)
    opened = dict.fromkeys(SWITCHED, True)
    session.add(Province(id=province, code=PROVINCE, name="示例省", modules=opened))
    session.flush()
    school = add_party(session, "school", SCHOOL, "示例大学", province)
    about = {"code": SCHOOL, "name": "示例大学", "cohort_current": cohort, "modules": opened}
    session.add(School(id=school, province_id=province, **about))
    session.flush()
    department = Department(
        id=add_party(session, "department", f"{SCHOOL}-01", "示例学院", school),
        school_id=school,
        code=f"{SCHOOL}-01",
        name="示例学院",
    )
    session.add_all([department, SigningSetting(school_id=school, cohort=cohort, opened=True)])
    session.flush()
    return department


def _employer(session: Session, now: datetime) -> Employer:
    employer = Employer(
        id=add_party(session, "employer", CREDIT_CODE, "示例用人单位"),
        full_name="示例用人单位",
        short_name="示例单位",
        credit_code=CREDIT_CODE,
        platform_industry="其他",
        industry="34",
        unit_type="民营企业",
        nature="39",
        size="100-499人",
        region=PLACE,
        address="示例路1号",
        introduction="模拟用的虚构单位。",
        contact_name="示例联系人",
        contact_phone="010-60000000",
        authenticated_at=now,
    )
    session.add(employer)
    session.flush()
    return employer
