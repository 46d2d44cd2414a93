"""What the application's diagrams may call: active destination, signing, numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, Incident
from app.graduates.facts import active_claim
from app.graduates.tables import BasicCheck, DestinationClaim, Graduate, School, Signing
from app.jobs.clock import ZONE
from app.operators.numbers import next_of
from app.operators.outbox import announce
from app.operators.registry import Env, registry

STATES = ("invited", "accepted", "signed", "failed", "terminating", "terminated", "voided", "invalid")
NINE_DIGITS = 1_000_000_000
SPREAD = 387_420_489  # 3 to the 18th: coprime to ten, so counting walks through all nine digits


@registry.operator
def hold_destination(env: Env, *, kind: str = "online_signing", title: str = "") -> dict[str, Any]:
    """占用毕业生唯一的有效去向：kind 是去向种类，title 是显示给其他办理的名称；已有其他有效去向时拒绝。"""
    graduate = graduate_of(env)
    held = active_claim(env.session, graduate.id)
    if held is None:
        held = DestinationClaim(
            graduate_id=graduate.id, instance_id=env.instance_id, kind=kind, title=title, held_at=env.now
        )
        _insert_claim(env, held)
    elif held.instance_id != env.instance_id:
        raise _taken(held.title)
    return {"id": held.id, "held": True}


def _insert_claim(env: Env, claim: DestinationClaim) -> None:
    savepoint = env.session.begin_nested()
    try:
        env.session.add(claim)
        savepoint.commit()
    except (
        IntegrityError
    ) as error:  # somebody was faster: the database keeps one active claim for each graduate
        savepoint.rollback()
        raise _taken("") from error


def _taken(title: str) -> Conflict:
    with_whom = f"（{title}）" if title else ""
    return Conflict(f"该毕业生已有一个有效的毕业去向{with_whom}，不能再有第二个。请先解约或作废原去向。")


@registry.operator
def release_destination(env: Env, *, reason: str = "") -> bool:
    """释放本次办理占用的有效去向，此后毕业生可以接受或登记其他去向；返回是否确有占用。"""
    table = DestinationClaim
    mine = select(table).where(table.instance_id == env.instance_id, table.released_at.is_(None))
    claim = env.session.scalar(mine)
    if claim is None:
        return False
    claim.released_at = env.now
    env.session.flush()
    about = {"kind": claim.kind, "title": claim.title, "reason": reason}
    announce(env.session, "GraduateFreed", claim.graduate_id, env.now, data=about, sender=env.instance_id)
    return True


@registry.operator
def record_signing(
    env: Env, *, state: str, reason: Any = "", answer_by: Any = None, number: Any = None
) -> dict[str, Any]:
    """登记签约记录的状态 state：invited、accepted、signed、failed、terminating、terminated、voided、invalid；
    reason 是失败或撤回的原因，answer_by 是应约截止时间，number 是协议编号。"""
    if state not in STATES:
        raise Incident(f"签约记录没有“{state}”这种状态。", env.element, "operator")
    changes = {"reason": str(reason or "")[:200], "answer_by": _moment(answer_by), "agreement_number": number}
    savepoint = env.session.begin_nested()
    try:
        row = env.session.scalar(select(Signing).where(Signing.instance_id == env.instance_id))
        row = row or _new_signing(env, state)
        set_state(env, row, state, changes)
        savepoint.commit()
    except IntegrityError as error:  # the database keeps one open invitation for each employer and graduate
        savepoint.rollback()
        raise Conflict("贵单位发给该毕业生的邀请还在等待应约，不能重复邀请。") from error
    return {"id": row.id, "state": state}


def set_state(env: Env, row: Signing, state: str, changes: Mapping[str, Any]) -> None:
    """Bring a signing into a state; of the changes those with a value are kept."""
    row.state, row.changed_at = state, env.now
    for name, value in changes.items():
        if value:
            setattr(row, name, value)
    if state in ("accepted", "failed") and row.answered_at is None:
        row.answered_at = env.now
    if state == "signed":
        row.effective_at = env.now


def _new_signing(env: Env, state: str) -> Signing:
    graduate = graduate_of(env)
    employer = env.parties.get("employer")
    if employer is None:
        raise Incident("签约记录需要用人单位，本次办理中没有。", env.element, "operator")
    _expire_old(env, employer, graduate.id)
    row = Signing(
        instance_id=env.instance_id,
        graduate_id=graduate.id,
        employer_id=employer,
        school_id=graduate.school_id,
        department_id=graduate.department_id,
        cohort=graduate.cohort,
        state=state,
        agreement_type=str((env.case.get("school") or {}).get("agreement_type") or "three"),
        sent_at=env.now,
        changed_at=env.now,
    )
    env.session.add(row)
    return row


def _expire_old(env: Env, employer_id: str, graduate_id: str) -> None:
    """Close an invitation whose time is over but whose timer has not run: it must not block a new one."""
    table = Signing
    pair = (table.employer_id == employer_id, table.graduate_id == graduate_id, table.state == "invited")
    for old in env.session.scalars(select(table).where(*pair, table.answer_by <= env.now)):
        old.state, old.changed_at = "failed", env.now
    env.session.flush()


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=ZONE)


@registry.operator
def agreement_number(env: Env, *, kind: Any = "4") -> str:
    """给出 19 位协议编号：届 4 位、发起方 1 位（kind：4 单位线上，1 学生线下）、院校代码 5 位、流水 9 位。"""
    graduate = graduate_of(env)
    school = env.session.get_one(School, graduate.school_id)
    start = f"{graduate.cohort}{str(kind)[:1]}{school.code}"
    count = next_of(env.session, f"agreement:{start}")
    return f"{start}{count * SPREAD % NINE_DIGITS:09}"


@registry.operator
def record_basic_check(env: Env, *, channel: str = "web") -> bool:
    """记下毕业生已核对本人基本信息；channel 是进入的渠道。"""
    graduate = graduate_of(env)
    if env.session.get(BasicCheck, graduate.id) is None:
        env.session.add(BasicCheck(graduate_id=graduate.id, confirmed_at=env.now, channel=channel))
        env.session.flush()
    return True


def graduate_of(env: Env) -> Graduate:
    """Return the graduate that the instance is about. Raises Incident."""
    subject = env.parties.get("graduate") or (env.case.get("subject") or {}).get("id")
    graduate = env.session.get(Graduate, subject) if subject else None
    if graduate is None:
        raise Incident("这个操作需要毕业生，本次办理中没有。", env.element, "operator")
    return graduate
