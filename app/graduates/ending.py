"""What diagrams do to a signing that is in effect: begin to end it, keep it, end it, change what was agreed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.errors import Conflict, Incident
from app.graduates.definitions import status_word
from app.graduates.tables import DestinationClaim, Signing
from app.operators.aims import aim_id, change_aim
from app.operators.registry import Env, registry
from app.store.instances import Instance

NEXT = {
    "signed": ("terminating", "terminated", "voided"),
    "terminating": ("signed", "terminated"),
}  # what may become of a record; what is not here is over or not yet in effect
FREES = ("terminated", "voided")
TERMS = (
    "invitation",
    "offline_agreement",
    "paper_supplement",
)  # where the case of a signing keeps what was agreed


@registry.operator
def change_record(env: Env, *, state: str, status: str, note: str, reason: Any = "") -> bool:
    """改变所针对的签约记录：state 为 terminating（解约中）、signed（仍有效）、terminated（已解约）或 voided（已作废），
    status 为它的状态代码，note 写入它的办理过程，reason 是原因；解约完成或作废后毕业生可以另行签约或登记。"""
    signing = _in_effect(env)
    if state not in NEXT.get(signing.state, ()):
        raise Conflict(f"当前状态：{_now(env, signing)}，不能{note}。请刷新后查看最新进度。")
    signing.state, signing.changed_at = state, env.now
    if reason:
        signing.reason = str(reason)[:200]
    if state in FREES:
        _release(env, signing)
    change_aim(env, status=status, note=note)
    return state in FREES


@registry.operator
def amend_record(
    env: Env, *, form: str, terms: Any, note: str, agreement: Any = None, without: Any = ()
) -> bool:
    """修改所针对的、仍有效的签约记录：表单 form 里的栏目（without 除外）由 terms 代替，单位信息等其他内容不变；
    agreement 是重新生成的协议书信息（没有电子协议书的留空），note 写入它的办理过程。"""
    signing = _in_effect(env)
    if signing.state != "signed":
        raise Conflict(f"当前状态：{_now(env, signing)}，不能{note}。请刷新后查看最新进度。")
    if not isinstance(terms, Mapping):
        raise Incident("修改签约记录需要约定的内容。", env.element, "operator")
    names = {field.name for field in env.release.form(form).inputs} - set(without)
    taken = {name: value for name, value in terms.items() if name in names}
    case = env.session.get_one(Instance, signing.instance_id).case
    data: dict[str, Any] = {} if agreement is None else {"agreement": dict(agreement)}
    for key in (key for key in TERMS if isinstance(case.get(key), Mapping)):
        data[key] = {n: v for n, v in case[key].items() if n not in names} | taken
    signing.changed_at = env.now
    change_aim(env, note=note, data=data)
    return True


def _in_effect(env: Env) -> Signing:
    """Return the signing that the instance is about, held against others until the step is committed."""
    mine = select(Signing).where(Signing.instance_id == aim_id(env)).with_for_update()
    found = env.session.scalar(mine.execution_options(populate_existing=True))
    if found is None:
        raise Incident("这个操作只能用在针对签约记录的流程里。", env.element, "operator")
    return found


def _now(env: Env, signing: Signing) -> str:
    row = env.session.get_one(Instance, signing.instance_id)
    return status_word(env.session, row.process, row.status, "staff")


def _release(env: Env, signing: Signing) -> None:
    table = DestinationClaim
    held = select(table).where(table.instance_id == signing.instance_id, table.released_at.is_(None))
    for claim in env.session.scalars(held):
        claim.released_at = env.now
