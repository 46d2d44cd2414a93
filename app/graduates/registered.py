"""Registrations of other destinations as what other processes are about: voiding or changing one that is in effect
(subject `registration`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Incident, NotFound
from app.graduates.about import about
from app.graduates.definitions import status_word
from app.graduates.facts import active_claim
from app.graduates.recorded import running_on
from app.graduates.registrations import describe, registration_of
from app.graduates.scope import graduate_of
from app.graduates.subjects import DISTANT, concerns, subject_of
from app.graduates.tables import DestinationClaim, DestinationRegistration, Graduate
from app.identity import Actor
from app.operators.aims import aim_id, change_aim, hand_over_files
from app.operators.registry import Env, Facts, Subject, registry
from app.store.instances import Instance

VOIDS = {"voided_by_graduate": "学生作废", "voided": "学校作废"}


@registry.subject("registration")
def load_registration(
    session: Session, subject_id: str | None, actor: Actor | None, now: datetime
) -> Subject:
    """Load a registration by its instance, or that in effect for a graduate; without an id, for the actor.
    Raises NotFound."""
    row = _registration(session, subject_id, actor)
    graduate = session.get(Graduate, row.graduate_id) if row is not None else None
    if row is None or graduate is None:
        raise NotFound
    around = subject_of(session, graduate, None, now)
    if actor is not None and not concerns(actor, around.parties):
        raise NotFound
    instance = session.get_one(Instance, row.instance_id)
    extra = {**around.extra, "registration": _facts(session, row, instance)}
    extra["destination"] = extra["registered"] = instance.case.get("destination")
    title = f"{graduate.name} · {row.label}"
    return Subject(instance.id, "registration", title, around.facts, around.parties, extra, DISTANT)


def _registration(
    session: Session, subject_id: str | None, actor: Actor | None
) -> DestinationRegistration | None:
    if subject_id is None or subject_id == "self":
        own = graduate_of(session, actor)
        subject_id = own.id if own is not None else ""
    claim = active_claim(session, subject_id)
    return registration_of(session, claim.instance_id if claim is not None else subject_id)


def _facts(session: Session, row: DestinationRegistration, instance: Instance) -> dict[str, Any]:
    """Return what decisions know of a registration; `now` is its state in words, `voiding` whether that is under review."""
    return {
        "process": instance.process,
        "state": row.state,
        "now": status_word(session, instance.process, instance.status, "staff"),
        "name": row.label,
        "unit": row.unit_name,
        "voiding": running_on(session, instance.id) is not None,
    }


@registry.about("registration")
def about_registration(
    session: Session, subject_id: str | None, case: Mapping[str, Any], roles: Sequence[str]
) -> list[Facts]:
    """Return the graduate of a registration."""
    row = registration_of(session, subject_id or "")
    return about(session, row.graduate_id if row is not None else None, case, roles)


@registry.operator
def void_destination(env: Env, *, state: str = "voided_by_graduate", reason: Any = "") -> bool:
    """作废所针对的、已审核通过的其他去向：state 为 voided_by_graduate（学生作废）或 voided（学校作废），reason 是原因；

    作废后毕业生可以另行签约或登记。"""
    if state not in VOIDS:
        raise Incident(f"去向登记不能改为“{state}”。", env.element, "operator")
    row = _in_effect(env, "作废")
    row.state, row.reason, row.changed_at = state, str(reason or "")[:500], env.now
    for claim in _held(env, row.instance_id):
        claim.released_at = env.now
    change_aim(env, status=state, note=VOIDS[state])
    return True


@registry.operator
def amend_destination(
    env: Env, *, what: Any, answers: Any, note: str, title: str = "", decided: Any = None, without: Any = ()
) -> bool:
    """修改所针对的、已审核通过的其他去向：what 是去向内容（type、subtype、code、name、unit、place），answers 是填写的内容
    （without 列出的栏目除外），decided 是核定的上报代码，title 是记录的名称，note 写入它的办理过程；随表上传的文件归入原记录。"""
    if not isinstance(what, Mapping) or not isinstance(answers, Mapping):
        raise Incident("修改去向登记需要去向内容和填写的内容。", env.element, "operator")
    row = _in_effect(env, "修改")
    describe(row, what)
    row.changed_at = env.now
    for claim in _held(env, row.instance_id):
        claim.title = row.label
    kept = {name: value for name, value in answers.items() if name not in set(without)}
    data = {"destination": kept, **({} if decided is None else {"destination_code": dict(decided)})}
    hand_over_files(env)
    change_aim(env, note=note, title=title, data=data)
    return True


def _in_effect(env: Env, act: str) -> DestinationRegistration:
    """Return the registration that the instance is about, held against others until the step is committed."""
    table = DestinationRegistration
    mine = select(table).where(table.instance_id == aim_id(env)).with_for_update()
    row = env.session.scalar(mine.execution_options(populate_existing=True))
    if row is None:
        raise Incident("这个操作只能用在针对去向登记的流程里。", env.element, "operator")
    if row.state != "registered":
        raise Conflict(f"这条去向登记已不是审核通过的状态，不能{act}。请刷新后查看最新进度。")
    return row


def _held(env: Env, instance_id: str) -> Sequence[DestinationClaim]:
    table = DestinationClaim
    held = select(table).where(table.instance_id == instance_id, table.released_at.is_(None))
    return env.session.scalars(held).all()
