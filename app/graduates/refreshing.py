"""Taking over what the employment management system says of a graduate, where a reviewer wanted it (DT-24)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Incident
from app.graduates.comparing import OTHER_FIELDS
from app.graduates.facts import graduate_facts
from app.graduates.operators import graduate_of
from app.graduates.tables import Department, EmsGraduate, Graduate
from app.operators.registry import Env, registry
from app.store.accounts import Party

FREE = tuple(name for name, _ in OTHER_FIELDS)


@registry.operator
def refresh_student(env: Env, *, fields: Any) -> dict[str, Any]:
    """用就业管理系统中的最新信息更新毕业生，fields 是要更新的字段；

    可用 gender、ethnic、political、department、length、student_no、graduates_on，姓名等关键信息不能这样更新；
    返回更新后的毕业生信息。"""
    names = [str(name) for name in fields] if isinstance(fields, Sequence) else []
    strange = [name for name in names if name not in FREE]
    if strange:
        raise Incident(f"这些字段不能从就业管理系统更新：{'、'.join(strange)}。", env.element, "operator")
    graduate = graduate_of(env)
    there = env.session.get(EmsGraduate, graduate.id)
    if there is not None:
        _take_over(env.session, graduate, there, names)
    before = env.case.get("subject")
    facts = graduate_facts(env.session, graduate, env.now)
    return {**before, **facts} if isinstance(before, Mapping) else facts


def _take_over(session: Session, graduate: Graduate, there: EmsGraduate, names: Sequence[str]) -> None:
    for name in names:
        if name != "department":
            setattr(graduate, name, getattr(there, name))
    if "department" in names:
        own = (Department.school_id == graduate.school_id, Department.name == there.department)
        unit = session.scalar(select(Department.id).where(*own))
        graduate.department_id = unit or graduate.department_id
    party = session.get_one(Party, graduate.id)
    party.code, party.parent_id = graduate.student_no, graduate.department_id
    session.flush()
