"""What the diagrams of other destinations may call: the row of a registration."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Incident
from app.graduates.operators import graduate_of
from app.graduates.tables import DestinationRegistration
from app.operators.registry import Env, registry

STATES = ("reviewing", "returned", "withdrawn", "registered", "rejected", "dropped")
COLUMNS = {
    "type": "type",
    "subtype": "subtype",
    "code": "code",
    "name": "label",
    "unit": "unit_name",
    "place": "unit_place",
}


@registry.operator
def record_destination(env: Env, *, state: str, what: Any = None, reason: Any = "") -> dict[str, Any]:
    """登记其他毕业去向的状态 state：reviewing、returned、withdrawn、registered、rejected、dropped；

    what 是去向内容：type 类型、subtype 具体类别、code 上报代码、name 名称、unit 单位（学校）、place 所在地；
    reason 是退回或不通过的原因。"""
    if state not in STATES:
        raise Incident(f"去向登记没有“{state}”这种状态。", env.element, "operator")
    given = what if isinstance(what, Mapping) else {}
    row = registration_of(env.session, env.instance_id) or _new(env, given)
    if given:
        describe(row, given)
    row.state, row.reason, row.changed_at = state, str(reason or "")[:500], env.now
    if state == "registered":
        row.effective_at = env.now
    env.session.flush()
    return {"id": row.id, "state": state}


def describe(row: DestinationRegistration, what: Mapping[str, Any]) -> None:
    """Give a registration its content: type, subtype, code, name, unit, place."""
    for name, column in COLUMNS.items():
        setattr(row, column, str(what.get(name) or ""))


def registration_of(session: Session, instance_id: str) -> DestinationRegistration | None:
    """Return the registration that an instance keeps, if it keeps one."""
    table = DestinationRegistration
    return session.scalar(select(table).where(table.instance_id == instance_id))


def _new(env: Env, given: Mapping[str, Any]) -> DestinationRegistration:
    if not given.get("type") or not given.get("code"):
        raise Incident("去向登记需要去向类型和上报代码，本次办理中没有。", env.element, "operator")
    graduate = graduate_of(env)
    row = DestinationRegistration(
        instance_id=env.instance_id,
        graduate_id=graduate.id,
        school_id=graduate.school_id,
        department_id=graduate.department_id,
        cohort=graduate.cohort,
        submitted_at=env.now,
    )
    env.session.add(row)
    return row
