"""What a roster entry may say: its fields, how each is called in a sheet, and what is wrong with a value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Invalid
from app.forms.checks import email, id_number, mobile
from app.graduates.definitions import code_table

YES_NO = {"是": True, "否": False}
FIRST_COHORT, LAST_COHORT = 2000, 2200
MONTH = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class RosterField:
    """A field: `must` be there in a new entry; `codes` is the table of its values, `check` says what is wrong."""

    key: str
    label: str
    must: bool = False
    longest: int = 40
    codes: str = ""
    check: Callable[[str], str | None] | None = None


def _month(text: str) -> str | None:
    return None if MONTH.fullmatch(text) else "应为 6 位年月，例如 202706"


FIELDS = (
    RosterField("candidate_no", "考生号", must=True),
    RosterField("student_no", "学号", must=True),
    RosterField("name", "姓名", must=True, longest=60),
    RosterField("id_number", "身份证号", must=True, check=id_number),
    RosterField("gender", "性别", must=True, codes="gender"),
    RosterField("ethnic", "民族", codes="ethnic"),
    RosterField("political", "政治面貌", codes="political"),
    RosterField("department", "院系", must=True, longest=200),
    RosterField("major_code", "专业代码", longest=20),
    RosterField("major", "专业", must=True, longest=100),
    RosterField("degree", "学历", must=True, codes="degree"),
    RosterField("degree_type", "学位"),
    RosterField("length", "学制", longest=10),
    RosterField("training_mode", "培养方式", must=True, codes="training_mode"),
    RosterField("directed_unit", "定向单位", longest=200),
    RosterField("directed_place", "定向单位所在地", codes="region"),
    RosterField("origin", "生源所在地", codes="region"),
    RosterField("enrolled", "入学时间", check=_month),
    RosterField("graduates_on", "毕业时间", check=_month),
    RosterField("hardship", "困难生类别", codes="hardship"),
    RosterField("teacher_kind", "师范生类别", codes="teacher_kind"),
    RosterField("email", "电子邮箱", longest=120, check=email),
    RosterField("phone", "手机号码", check=mobile),
)
TRUTHS = {"archive_in_school": "档案是否转入学校", "hukou_in_school": "户口是否转入学校"}
COHORT = ("cohort", "届别")
KEYS = (*(field.key for field in FIELDS), *TRUTHS, COHORT[0])
COLUMNS = (*((field.key, field.label) for field in FIELDS), *TRUTHS.items(), COHORT)
MUST = (*(field.key for field in FIELDS if field.must), COHORT[0])
LABELS = dict(COLUMNS)


def checked(session: Session, given: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """Return the values of an entry as they are stored; only what is given. Raises Invalid with every problem."""
    problems = {key: f"缺少{LABELS[key]}。" for key in MUST if new and given.get(key) in (None, "")}
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.key in given and field.key not in problems:
            _text(session, field, given[field.key], values, problems)
    for key in TRUTHS:
        if given.get(key) not in (None, ""):
            _truth(key, given[key], values, problems)
    if given.get(COHORT[0]) not in (None, ""):
        _cohort(given[COHORT[0]], values, problems)
    if problems:
        raise Invalid.of(problems)
    return values


def _text(
    session: Session, field: RosterField, value: Any, values: dict[str, Any], problems: dict[str, str]
) -> None:
    text = value.strip() if isinstance(value, str) else value
    if text in (None, ""):
        if field.must:
            problems[field.key] = f"{field.label}不能为空。"
        values[field.key] = "" if field.key == "major_code" else None
        return
    say = _wrong(session, field, text)
    if say:
        problems[field.key] = f"{field.label}{say}。"
    values[field.key] = text


def _wrong(session: Session, field: RosterField, text: Any) -> str | None:
    if not isinstance(text, str):
        return "应当是文字"
    if len(text) > field.longest:
        return f"最多 {field.longest} 个字"
    table = code_table(session, field.codes) if field.codes else None
    if table is not None and not table.has(text):
        return f"的代码“{text}”不在代码表 {field.codes} 里"
    return field.check(text) if field.check else None


def _truth(key: str, value: Any, values: dict[str, Any], problems: dict[str, str]) -> None:
    found = value if isinstance(value, bool) else YES_NO.get(str(value))
    if found is None:
        problems[key] = f"{LABELS[key]}应当是“是”或“否”。"
    values[key] = found


def _cohort(value: Any, values: dict[str, Any], problems: dict[str, str]) -> None:
    text = str(value)
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not FIRST_COHORT <= number <= LAST_COHORT:
        problems[COHORT[0]] = "届别应当是四位年份，例如 2027。"
    values[COHORT[0]] = number
