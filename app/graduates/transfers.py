"""Where archive and household go (P20–P23): what is in effect, and what the diagrams may call.

What is in effect comes from an application, with a destination, from staff or from the other system; every change of
what a confirmation shows is announced, whoever made it (DT-16)."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Incident
from app.graduates.definitions import path_label
from app.graduates.letters import send_to_ems
from app.graduates.operators import graduate_of
from app.graduates.tables import Graduate, TransferApplication, TransferRecord
from app.graduates.verification.numbers import void_changed
from app.operators.outbox import announce
from app.operators.registry import Env, registry

KINDS = {"archive": "ArchiveChanged", "household": "HukouChanged"}
ACTIONS = ("registration", "change")
IMPORTANT = ("type", "unit", "region", "address")
GIVEN = (*IMPORTANT, "postcode", "contact", "phone")


def record_of(session: Session, graduate_id: str, kind: str) -> TransferRecord | None:
    """Return what is in effect for a graduate, nothing where it is not valid any more."""
    table = TransferRecord
    mine = (table.graduate_id == graduate_id, table.kind == kind, table.valid.is_(True))
    return session.scalar(select(table).where(*mine))


def facts(session: Session, row: TransferRecord | None) -> dict[str, Any] | None:
    """Return what is in effect with its words: type, unit, place, address and whom to ask there."""
    if row is None:
        return None
    given = json.loads(row.details)
    return {
        **{name: given.get(name) for name in GIVEN},
        "place": path_label(session, "region", row.region),
        "source": row.source,
    }


@registry.operator
def record_application(env: Env, *, kind: str, action: str, what: Any) -> dict[str, Any]:
    """记下户档去向的申请：kind 是 archive 档案或 household 户口，action 是 registration 登记或 change 修改，

    what 是去向内容：type 类型、unit 单位、region 地区代码、address 地址。"""
    if kind not in KINDS or action not in ACTIONS:
        raise Incident(f"没有“{kind}”“{action}”这种户档申请。", env.element, "operator")
    table = TransferApplication
    row = env.session.scalar(select(table).where(table.instance_id == env.instance_id))
    if row is None:
        owner = _owner(graduate_of(env))
        row = table(instance_id=env.instance_id, kind=kind, action=action, submitted_at=env.now, **owner)
        env.session.add(row)
    for name in IMPORTANT:
        setattr(row, name, str(_content(what, env).get(name) or ""))
    row.changed_at = env.now
    env.session.flush()
    return {"id": row.id}


@registry.operator
def record_transfer(env: Env, *, kind: str, what: Any, source: str = "graduate") -> str:
    """使户档去向生效并同步到就业管理系统：kind 是 archive 档案或 household 户口，source 是来源 graduate 或 staff，

    what 是去向内容：type、unit、region、address、postcode、contact、phone；内容没有变化时什么也不做。"""
    graduate, given = graduate_of(env), _content(what, env)
    if not keep(env.session, graduate, kind, given, source, env.now, env.instance_id):
        return ""
    content = {"action": "report", "source": source, kind: _given(given)}
    return send_to_ems(env.session, graduate, f"{kind}.report", content, env.now, env.instance_id)


def keep(
    session: Session,
    graduate: Graduate,
    kind: str,
    what: Mapping[str, Any],
    source: str,
    at: datetime,
    instance_id: str | None = None,
) -> bool:
    """Put where archive or household go into effect and announce an important change; False where all is as it was."""
    table = TransferRecord
    # Staff may enter what a reviewer passes at the same moment: where there is no row yet, the graduate's is what waits.
    session.execute(select(Graduate.id).where(Graduate.id == graduate.id).with_for_update(key_share=True))
    held = select(table).where(table.graduate_id == graduate.id, table.kind == kind)
    row = session.scalar(held.execution_options(populate_existing=True))
    given = _given(what)
    if row is not None and row.valid and json.loads(row.details) == given:
        return False
    before = _important(row)
    if row is None:
        row = table(kind=kind, **_owner(graduate))
        session.add(row)
    for name in IMPORTANT:
        setattr(row, name, given[name])
    row.details = json.dumps(given, ensure_ascii=False)
    row.source, row.valid, row.instance_id = source, True, instance_id
    row.registered_at = row.changed_at = at
    session.flush()
    _announce(session, row, before, at, instance_id)
    return True


def carry(
    session: Session, graduate: Graduate, answers: Mapping[str, Any], at: datetime, instance_id: str | None
) -> dict[str, dict[str, str]]:
    """Put into effect what a destination says of archive and household, and end what the one before it said (R-220);
    return it by kind."""
    said = {}
    for kind in KINDS:
        given = {name: answers.get(f"{kind}_{name}") for name in GIVEN}
        if given["type"]:
            keep(session, graduate, kind, given, "destination", at, instance_id)
            said[kind] = _given(given)
        else:
            end_carried(session, graduate.id, at, instance_id, (kind,))
    return said


def end_carried(
    session: Session,
    graduate_id: str,
    at: datetime,
    sender: str | None,
    kinds: Collection[str] = tuple(KINDS),
) -> None:
    """End what came along with a destination that is over, or that does not say it any more."""
    table = TransferRecord
    mine = (table.graduate_id == graduate_id, table.valid.is_(True), table.source == "destination")
    for row in session.scalars(select(table).where(*mine, table.kind.in_(kinds))):
        before = _important(row)
        row.valid, row.changed_at = False, at
        session.flush()
        _announce(session, row, before, at, sender)


@registry.operator
def end_transfers(env: Env) -> int:
    """使毕业生的档案、户口去向失效（移出名单时）：以后需要重新登记；返回失效了几项。"""
    table, graduate = TransferRecord, graduate_of(env)
    rows = env.session.scalars(
        select(table).where(table.graduate_id == graduate.id, table.valid.is_(True))
    ).all()
    for row in rows:
        row.valid, row.changed_at = False, env.now
    env.session.flush()
    return len(rows)


def _announce(
    session: Session,
    row: TransferRecord,
    before: dict[str, str] | None,
    at: datetime,
    sender: str | None,
) -> None:
    after = _important(row)
    if before != after:
        void_changed(session, row.graduate_id, at, (row.kind,))
        data = {"before": before, "after": after, "source": row.source}
        announce(session, KINDS[row.kind], row.graduate_id, at, data=data, sender=sender)


def _given(what: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(what.get(name) or "") for name in GIVEN}


def _important(row: TransferRecord | None) -> dict[str, str] | None:
    return {name: getattr(row, name) for name in IMPORTANT} if row is not None and row.valid else None


def _owner(graduate: Graduate) -> dict[str, Any]:
    return {
        "graduate_id": graduate.id,
        "school_id": graduate.school_id,
        "department_id": graduate.department_id,
        "cohort": graduate.cohort,
    }


def _content(what: Any, env: Env) -> Mapping[str, Any]:
    if not isinstance(what, Mapping) or not what.get("type"):
        raise Incident("户档去向需要转递（迁移）类型，本次办理中没有。", env.element, "operator")
    return what
