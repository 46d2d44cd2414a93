"""What diagrams call for agreements with employers that are not registered here: the unit, the record in the lists."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.errors import Incident
from app.graduates.facts import warning_text
from app.graduates.operators import STATES, graduate_of, set_state
from app.graduates.tables import Signing
from app.graduates.words import word
from app.operators.registry import Env, registry

KINDS = ("offline", "paper")


@registry.operator
def describe_unit(env: Env, *, answers: Any) -> dict[str, Any]:
    """把毕业生在表单里填写的用人单位（answers）整理成单位资料，供协议书、审核页面和上报使用。"""
    given: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}
    coded = {
        "nature": given.get("nature"),
        "industry": given.get("industry"),
        "region": given.get("unit_place"),
    }
    words = {f"{name}_label": word(env.session, name, code) for name, code in coded.items()}
    warning = warning_text(env.session, str(given.get("credit_code") or ""), graduate_of(env).school_id)
    return {
        "full_name": given.get("unit_name"),
        "short_name": given.get("unit_name"),
        "credit_code": given.get("credit_code"),
        **coded,
        **words,
        "address": f"{words['region_label']}{given.get('unit_address') or ''}",
        "contact_name": given.get("contact_name"),
        "contact_phone": given.get("contact_phone"),
        "warned": bool(warning),
        "warning_text": warning,
    }


@registry.operator
def record_agreement(
    env: Env, *, kind: str, state: str, reason: Any = "", number: Any = None
) -> dict[str, Any]:
    """登记毕业生自己申请的协议的状态 state（accepted、signed、failed 等）：kind 为 offline 线下协议或 paper 纸质补登；
    单位取自办理数据 employer，reason 是失败的原因，number 是协议编号。"""
    if state not in STATES or kind not in KINDS:
        raise Incident(f"协议记录没有“{kind}”“{state}”这种种类或状态。", env.element, "operator")
    row = env.session.scalar(select(Signing).where(Signing.instance_id == env.instance_id))
    if row is None:
        row = _new(env, kind, state)
        env.session.add(row)
    unit = env.case.get("employer") or {}
    row.unit_name, row.unit_code = str(unit.get("full_name") or ""), str(unit.get("credit_code") or "")
    set_state(env, row, state, {"reason": str(reason or "")[:200], "agreement_number": number})
    env.session.flush()
    return {"id": row.id, "state": state}


def _new(env: Env, kind: str, state: str) -> Signing:
    graduate = graduate_of(env)
    return Signing(
        instance_id=env.instance_id,
        kind=kind,
        started_by="graduate",
        graduate_id=graduate.id,
        school_id=graduate.school_id,
        department_id=graduate.department_id,
        cohort=graduate.cohort,
        state=state,
        agreement_type=str((env.case.get("school") or {}).get("agreement_type") or "three"),
        sent_at=env.now,
        changed_at=env.now,
    )
