"""The application's tables in the back office: units are changed, employers and graduates only looked at."""

from typing import Any

from sqlalchemy.orm import Session

from app.graduates.tables import Department, Employer, Graduate, Province, School
from app.graduates.words import word, yes_no
from app.operators.masterdata import MasterColumn, MasterTable
from app.operators.registry import Registry
from app.reports.masks import mask
from app.store.accounts import Party

OPERATORS = ("ops",)  # administrators of definitions see neither the roster nor the employers' details


def register_tables(registry: Registry) -> None:
    """Register the tables."""
    for table in (PROVINCES, SCHOOLS, DEPARTMENTS, EMPLOYERS, GRADUATES):
        registry.master(table)


def _rename_party(session: Session, row: Any) -> None:
    """A unit and its party are called the same."""
    session.get_one(Party, row.id).name = row.name


def _province(session: Session, row: School) -> str:
    return session.get_one(Province, row.province_id).name


def _school(session: Session, row: Department | Graduate) -> str:
    return session.get_one(School, row.school_id).name


def _department(session: Session, row: Graduate) -> str:
    return session.get_one(Department, row.department_id).name


PROVINCES = MasterTable(
    key="province",
    name="省份",
    table=Province,
    columns=(
        MasterColumn("code", "代码"),
        MasterColumn("name", "名称", edit=True),
        MasterColumn("own_system", "使用自建系统登记去向", edit=True),
    ),
    search=("code", "name"),
    saved=_rename_party,
)
SCHOOLS = MasterTable(
    key="school",
    name="学校",
    table=School,
    columns=(
        MasterColumn("code", "学校代码"),
        MasterColumn("name", "名称", edit=True),
        MasterColumn("province_id", "省份", show=_province),
        MasterColumn("cohort_current", "应届届别", edit=True),
        MasterColumn("phone", "联系电话", edit=True),
    ),
    search=("code", "name"),
    saved=_rename_party,
)
DEPARTMENTS = MasterTable(
    key="department",
    name="院系",
    table=Department,
    columns=(
        MasterColumn("code", "院系代码"),
        MasterColumn("name", "名称", edit=True),
        MasterColumn("school_id", "学校", show=_school),
    ),
    search=("code", "name"),
    saved=_rename_party,
)
EMPLOYERS = MasterTable(
    key="employer",
    name="用人单位",
    table=Employer,
    columns=(
        MasterColumn("full_name", "单位名称"),
        MasterColumn("credit_code", "统一社会信用代码"),
        MasterColumn("nature", "单位性质", show=lambda s, r: word(s, "nature", r.nature)),
        MasterColumn("industry", "所属行业", show=lambda s, r: word(s, "industry", r.industry)),
        MasterColumn("region", "所在地", show=lambda s, r: word(s, "region", r.region)),
        MasterColumn("authenticated_at", "认证时间"),
    ),
    search=("full_name", "credit_code"),
    roles=OPERATORS,
)
GRADUATES = MasterTable(
    key="graduate",
    name="毕业生名单",
    table=Graduate,
    columns=(
        MasterColumn("name", "姓名"),
        MasterColumn("student_no", "学号"),
        MasterColumn("id_number", "身份证号", show=lambda _s, r: mask("id_number", r.id_number)),
        MasterColumn("school_id", "学校", show=_school),
        MasterColumn("department_id", "院系", show=_department),
        MasterColumn("major", "专业"),
        MasterColumn("degree", "学历", show=lambda s, r: word(s, "degree", r.degree)),
        MasterColumn("cohort", "届别"),
        MasterColumn("deleted_at", "在册", show=lambda _s, r: yes_no(r.deleted_at is None)),
        MasterColumn("uploaded_at", "上传时间"),
    ),
    search=("name", "student_no"),
    roles=OPERATORS,
)
