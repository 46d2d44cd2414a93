"""What a reviewer sees beside a request: what was reported, differences to the other system, warnings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.graduates.definitions import decide
from app.graduates.facts import warning_text
from app.graduates.tables import Department, EmsGraduate, Graduate, ReportedDestination, School
from app.graduates.words import word
from app.jobs.clock import ZONE, now
from app.operators.registry import Alert, Difference, Panel, registry
from app.reports import mask, shown

KEY_FIELDS = (
    ("name", "姓名"),
    ("degree", "学历"),
    ("id_number", "身份证号"),
    ("school", "毕业院校"),
    ("major", "专业"),
)
OTHER_FIELDS = (
    ("gender", "性别"),
    ("ethnic", "民族"),
    ("political", "政治面貌"),
    ("department", "院系"),
    ("length", "学制"),
    ("student_no", "学号"),
    ("graduates_on", "毕业时间"),
)
CODED = ("degree", "gender", "ethnic", "political")
FORMS = {"graduates_on": "month"}


@registry.panel("graduate")
def panels(session: Session, subject_id: str | None, case: Mapping[str, Any], _now: datetime) -> list[Panel]:
    """Return the comparison of destinations and that of the graduate's data."""
    graduate = session.get(Graduate, subject_id) if subject_id else None
    if graduate is None:
        return []
    return [destination_panel(session, graduate, case), student_panel(session, graduate)]


def student_panel(session: Session, graduate: Graduate) -> Panel:
    """Compare the roster entry with the employment management system's copy."""
    there = session.get(EmsGraduate, graduate.id)
    here = {
        "school": session.get_one(School, graduate.school_id).name,
        "department": session.get_one(Department, graduate.department_id).name,
    }
    rows = [
        _difference(session, field, label, here.get(field) or getattr(graduate, field, None), there, key)
        for fields, key in ((KEY_FIELDS, True), (OTHER_FIELDS, False))
        for field, label in fields
    ]
    return Panel("毕业生信息对比", "登记系统", "就业管理系统", tuple(rows))


def _difference(
    session: Session, field: str, label: str, value: Any, there: EmsGraduate | None, key: bool
) -> Difference:
    here, other = _text(session, field, value), _other(session, field, there)
    if field == "id_number":
        here, other = _hidden(here, other)
    return Difference(label, here, other, key, fresh=there is not None and not key)


def _other(session: Session, field: str, row: EmsGraduate | None) -> str:
    return _text(session, field, getattr(row, field)) if row is not None else "（没有该毕业生）"


def _text(session: Session, field: str, value: Any) -> str:
    if field in CODED:
        return word(session, field, value)
    return shown(value or "", FORMS.get(field, ""))


def destination_panel(session: Session, graduate: Graduate, case: Mapping[str, Any]) -> Panel:
    """Compare what is asked for with the destination that is reported already."""
    reported = session.get(ReportedDestination, graduate.id)
    there, source = ("", "", ""), "就业管理系统（尚未报送）"
    if reported is not None:
        at = reported.reported_at.astimezone(ZONE).strftime("%Y-%m-%d")
        place = word(session, "region", reported.unit_place)
        there, source = (reported.label, reported.unit_name, place), f"{reported.source}（{at}）"
    here = _asked_for(session, case)
    labels = ("毕业去向", "单位名称", "单位所在地")
    rows = tuple(Difference(*row) for row in zip(labels, here, there, strict=True))
    return Panel("已报送的毕业去向", "本次申请", source, rows)


def _asked_for(session: Session, case: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the destination that a case is for: another one with its reported name, else that of a signing."""
    if isinstance(case.get("destination"), Mapping):
        other = decide(session, "destination_code", case, now(session))
        place = word(session, "region", other.get("place"))
        return str(other.get("label") or ""), str(other.get("unit") or ""), place
    unit = case.get("employer") or {}
    return "签就业协议形式就业", unit.get("full_name") or "", unit.get("region_label") or ""


@registry.alert("graduate")
def alerts(session: Session, subject_id: str | None, case: Mapping[str, Any], _now: datetime) -> list[Alert]:
    """Return the warning on the employer and that on data which forbid passing."""
    graduate = session.get(Graduate, subject_id) if subject_id else None
    if graduate is None:
        return []
    found = []
    code = _unit_code(case)
    warning = warning_text(session, code, graduate.school_id) if code else ""
    if warning:
        found.append(Alert("danger", warning))
    different = [row.label for row in student_panel(session, graduate).rows if row.key and not row.same]
    if different:
        text = f"关键信息与就业管理系统不一致：{'、'.join(different)}。请不予通过，由学校更正后重新发起。"
        found.append(Alert("warn", text))
    if graduate.deleted_at is not None:
        found.append(Alert("danger", "该毕业生已从名单中删除，本记录已失效。"))
    return found


def _unit_code(case: Mapping[str, Any]) -> str:
    """Return the credit code of the employer that a case is about: of its agreement, or of another destination."""
    unit, other = case.get("employer"), case.get("destination")
    given = unit.get("credit_code") if isinstance(unit, Mapping) else None
    return str(given or (other.get("unit_code") if isinstance(other, Mapping) else "") or "")


def _hidden(here: str, there: str) -> tuple[str, str]:
    """Return two identity numbers with all hidden that they have in common between their ends."""
    if here == there or len(here) != len(there):
        return mask("id_number", here), mask("id_number", there)
    last = len(here) - 4
    keep = [i < 4 or i >= last or a != b for i, (a, b) in enumerate(zip(here, there, strict=True))]
    return tuple("".join(c if k else "*" for c, k in zip(text, keep, strict=True)) for text in (here, there))  # type: ignore[return-value]
