"""What decisions, forms and documents may know of a graduate, a school and an employer."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.graduates.definitions import decide
from app.graduates.tables import (
    BasicCheck,
    Department,
    DestinationClaim,
    Employer,
    Favourite,
    Graduate,
    Province,
    School,
    SchoolContact,
    Signing,
    SigningSetting,
    Warning,
)
from app.graduates.words import degree_group, word, words_of, yes_no
from app.jobs.clock import ZONE
from app.reports.masks import mask

PLAIN = [
    "name",
    "gender",
    "ethnic",
    "political",
    "id_number",
    "student_no",
    "candidate_no",
    "degree",
    "degree_type",
    "length",
    "major_code",
    "major",
    "training_mode",
    "directed_unit",
    "directed_place",
    "origin",
    "enrolled",
    "graduates_on",
    "archive_in_school",
    "hukou_in_school",
    "hardship",
    "teacher_kind",
    "email",
    "phone",
    "cohort",
    "chsi_bound",
]
EVERYWHERE = 5  # marks by so many schools warn everybody


def graduate_facts(session: Session, graduate: Graduate, now: datetime) -> dict[str, Any]:
    """Return the facts of a graduate: the roster entry, words of its codes, what it still permits."""
    school = session.get_one(School, graduate.school_id)
    department = session.get_one(Department, graduate.department_id)
    return {
        **{field: getattr(graduate, field) for field in PLAIN},
        **words_of(session, graduate),
        "id_number_masked": mask("id_number", graduate.id_number),
        "phone_masked": mask("mobile", graduate.phone or ""),
        "archive_in_school_label": yes_no(graduate.archive_in_school),
        "hukou_in_school_label": yes_no(graduate.hukou_in_school),
        "school": school.name,
        "school_code": school.code,
        "department": department.name,
        "in_roster": graduate.deleted_at is None,
        "checked": session.get(BasicCheck, graduate.id) is not None,
        "window": window(session, graduate.cohort, school.cohort_current, now),
        "types": types(session, graduate.training_mode, now),
    }


def window(session: Session, cohort: int, current: int, now: datetime) -> str:
    """Return what the cohort may do now, by the decision `cohort_window`: operate or view."""
    today = now.astimezone(ZONE).date().isoformat()
    context = {"subject": {"cohort": cohort}, "school": {"cohort_current": current}, "today": today}
    return str(decide(session, "cohort_window", context, now).get("window") or "view")


def types(session: Session, training_mode: str, now: datetime) -> dict[str, Any]:
    """Return which kinds of destination a training mode permits, by the decision `types_by_mode` (DT-03)."""
    return decide(session, "types_by_mode", {"subject": {"training_mode": training_mode}}, now)


def school_facts(session: Session, graduate: Graduate) -> dict[str, Any]:
    """Return what the school has set for the graduate's cohort, and whom it names on agreements."""
    school = session.get_one(School, graduate.school_id)
    province = session.get_one(Province, school.province_id)
    setting = signing_setting(session, school.id, graduate.cohort)
    return {
        "id": school.id,
        "code": school.code,
        "name": school.name,
        "cohort_current": school.cohort_current,
        "opened": setting.opened,
        "registering": all(bool(place.modules.get("destination")) for place in (school, province)),
        "agreement_type": setting.agreement_type,
        "review_mode": setting.review_mode,
        "phone": school.phone,
        "contact": contact(session, school.id, degree_group(graduate.degree)),
    }


def signing_setting(session: Session, school_id: str, cohort: int) -> SigningSetting:
    """Return what a school has set for a cohort; what was never set is closed."""
    found = session.get(SigningSetting, (school_id, cohort))
    return found or SigningSetting(
        school_id=school_id,
        cohort=cohort,
        opened=False,
        agreement_type="three",
        review_mode="department_school",
    )


def contact(session: Session, school_id: str, group: str) -> dict[str, str]:
    """Return the school's contact for a group of degrees, or the one for all others."""
    rows = session.scalars(select(SchoolContact).where(SchoolContact.school_id == school_id)).all()
    by_group = {row.degree_group: row for row in rows}
    row = by_group.get(group) or by_group.get("default")
    if row is None:
        return {"name": "", "phone": "", "mail": "", "address": ""}
    return {"name": row.name, "phone": row.phone, "mail": row.mail, "address": row.address}


def employer_facts(session: Session, employer: Employer, school_id: str | None = None) -> dict[str, Any]:
    """Return the facts of an employer; the warning is the one that people of the school see."""
    region = word(session, "region", employer.region)
    text = warning_text(session, employer.credit_code, school_id)
    return {
        "id": employer.id,
        "full_name": employer.full_name,
        "short_name": employer.short_name,
        "credit_code": employer.credit_code,
        "platform_industry": employer.platform_industry,
        "industry": employer.industry,
        "industry_label": word(session, "industry", employer.industry),
        "nature": employer.nature,
        "nature_label": word(session, "nature", employer.nature),
        "unit_type": employer.unit_type,
        "size": employer.size,
        "region": employer.region,
        "region_label": region,
        "address": f"{region}{employer.address}",
        "website": employer.website,
        "introduction": employer.introduction,
        "contact_name": employer.contact_name,
        "contact_phone": employer.contact_phone,
        "authenticated": employer.authenticated_at is not None,
        "warned": bool(text),
        "warning_text": text,
    }


def warning_text(session: Session, credit_code: str, school_id: str | None) -> str:
    """Return the warning on an employer that a school's people see: its own mark, or those of five."""
    active = (Warning.credit_code == credit_code, Warning.cancelled_at.is_(None))
    count = session.scalar(select(func.count(func.distinct(Warning.school_id))).where(*active)) or 0
    if count == 0:
        return ""
    own = session.scalar(select(Warning).where(*active, Warning.school_id == school_id).limit(1))
    if own is not None:
        return f"预警单位：本校已标记“{own.category}”。{own.reason}"
    return f"预警单位：已有 {count} 所学校标记该单位，请谨慎核实。" if count >= EVERYWHERE else ""


def relation_facts(
    session: Session, graduate: Graduate, employer: Employer | None, now: datetime
) -> dict[str, Any]:
    """Return how a graduate stands to an employer, and whether a destination is active already."""
    claim = active_claim(session, graduate.id)
    return {
        "favourite": employer is not None and is_favourite(session, employer.id, graduate.id),
        "open_invitation": employer is not None
        and open_invitation(session, employer.id, graduate.id, now) is not None,
        "active": claim is not None,
        "active_kind": claim.kind if claim else None,
        "active_title": claim.title if claim else None,
        "active_instance": claim.instance_id if claim else None,
    }


def active_claim(session: Session, graduate_id: str) -> DestinationClaim | None:
    """Return the graduate's active destination, if there is one."""
    table = DestinationClaim
    return session.scalar(select(table).where(table.graduate_id == graduate_id, table.released_at.is_(None)))


def is_favourite(session: Session, employer_id: str, graduate_id: str) -> bool:
    """True when the employer keeps the graduate as a favourite."""
    table = Favourite
    query = select(table.id).where(table.employer_id == employer_id, table.graduate_id == graduate_id)
    return session.scalar(query) is not None


def open_invitation(session: Session, employer_id: str, graduate_id: str, now: datetime) -> Signing | None:
    """Return the employer's invitation that the graduate can still answer, if there is one."""
    table = Signing
    pair = (table.employer_id == employer_id, table.graduate_id == graduate_id, table.state == "invited")
    return session.scalar(select(table).where(*pair, (table.answer_by.is_(None)) | (table.answer_by > now)))
