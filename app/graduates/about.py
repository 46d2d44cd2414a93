"""What readers of a record see of the graduate and of the employer concerned."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.graduates.confirming import reported_facts
from app.graduates.definitions import label as label_of
from app.graduates.roster_fields import FIELDS, TRUTHS
from app.graduates.tables import Department, Graduate, ReportedDestination, School
from app.graduates.transfers import KINDS, facts, record_of
from app.graduates.words import word, word_in, yes_no
from app.operators.registry import Fact, Facts, registry
from app.reports.masks import mask

TYPES = {"archive": "档案转递类型", "household": "户口迁移类型"}
STAFF = ("department", "school")
MASKS = {"id_number": "id_number", "candidate_no": "account", "phone": "mobile", "email": "email"}
UNSAID = ("major_code", "hardship")  # the name says the first, the second is nobody's business here
BASIC = [field for field in FIELDS if field.key not in UNSAID]
EMPLOYER_FIELDS = (
    ("full_name", "单位名称"),
    ("credit_code", "统一社会信用代码"),
    ("nature_label", "单位性质"),
    ("industry_label", "所属行业"),
    ("address", "单位地址"),
    ("contact_name", "联系人"),
    ("contact_phone", "联系电话"),
)


@registry.about("graduate")
def about(
    session: Session, subject_id: str | None, case: Mapping[str, Any], roles: Sequence[str]
) -> list[Facts]:
    """Return the employer to whom it concerns, and the graduate to everybody else."""
    graduate = session.get(Graduate, subject_id) if subject_id else None
    if graduate is None or not roles:
        return []
    unit = case.get("employer") or {}
    found = []
    if unit.get("full_name") and "employer" not in roles:
        found.append(_employer(unit))
    if "graduate" not in roles:
        found.append(_graduate(session, graduate, staff=any(role in STAFF for role in roles)))
    if any(role in STAFF for role in roles) and "transfers_open" in case:
        kind = next((name for name in KINDS if name in case), "archive")
        found += in_effect(session, graduate, [kind])
    return found


def basic(session: Session, graduate: Graduate) -> Facts:
    """Return the basic data of a graduate as the roster has it; what identifies a person is masked."""
    rows = [Fact("毕业院校", session.get_one(School, graduate.school_id).name)]
    for field in BASIC:
        value = _department(session, graduate) if field.key == "department" else getattr(graduate, field.key)
        if field.key in MASKS:
            rows.append(Fact(field.label, mask(MASKS[field.key], value or ""), field.key if value else ""))
        else:
            said = word_in(session, field.codes, value) if field.codes else value or ""
            rows.append(Fact(field.label, said))
    rows += [Fact(label, yes_no(getattr(graduate, key))) for key, label in TRUTHS.items()]
    return Facts("基本信息", tuple(rows), graduate.id)


def in_effect(session: Session, graduate: Graduate, kinds: Sequence[str]) -> list[Facts]:
    """Return the destination that was reported, and where archive or household go so far (R-239)."""
    return [_destination(session, graduate), *(_transfer(session, graduate, kind) for kind in kinds)]


def _destination(session: Session, graduate: Graduate) -> Facts:
    reported = reported_facts(session, session.get(ReportedDestination, graduate.id))
    rows = [Fact("毕业去向", "还没有上报")]
    if reported is not None:
        given = (
            ("毕业去向", reported["label"]),
            ("单位名称", reported["unit"]),
            ("来源", reported["source"]),
        )
        rows = [Fact(label, value) for label, value in given if value]
    return Facts("已上报的毕业去向", tuple(rows))


def _transfer(session: Session, graduate: Graduate, kind: str) -> Facts:
    known = facts(session, record_of(session, graduate.id, kind)) or {}
    now = [
        Fact(label, value)
        for label, value in (
            (TYPES[kind], label_of(session, f"{kind}_type", known.get("type"))),
            ("单位名称", known.get("unit") or ""),
            ("地址", f"{known.get('place') or ''}{known.get('address') or ''}"),
        )
        if value
    ]
    title = f"现在的{'档案' if kind == 'archive' else '户口'}信息"
    return Facts(title, tuple(now) or (Fact(TYPES[kind], "还没有登记"),))


def _employer(unit: Mapping[str, Any]) -> Facts:
    rows = [Fact(label, str(unit[name])) for name, label in EMPLOYER_FIELDS if unit.get(name)]
    return Facts("用人单位", tuple(rows))


def _graduate(session: Session, graduate: Graduate, *, staff: bool) -> Facts:
    rows = [
        Fact("姓名", graduate.name),
        Fact("身份证号", mask("id_number", graduate.id_number), "id_number" if staff else ""),
        Fact("毕业院校", session.get_one(School, graduate.school_id).name),
        Fact("院系", _department(session, graduate)),
        Fact("专业", graduate.major),
        Fact("学历", word(session, "degree", graduate.degree)),
        Fact("届别", f"{graduate.cohort}届"),
    ]
    if staff:
        rows += [
            Fact("学号", graduate.student_no),
            Fact("培养方式", word(session, "training_mode", graduate.training_mode)),
            Fact("手机号码", mask("mobile", graduate.phone or ""), "phone" if graduate.phone else ""),
        ]
    return Facts("毕业生", tuple(rows), graduate.id if staff else "")


def _department(session: Session, graduate: Graduate) -> str:
    return session.get_one(Department, graduate.department_id).name
