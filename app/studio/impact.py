"""What a change would touch: the running instances, by the element at which they wait."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.content.bpmn import read_bpmn
from app.content.folder import file_name
from app.store.definitions import DefinitionVersion, Pin
from app.store.instances import Instance
from app.store.tasks import Task
from app.studio.references import Ref


def impact(session: Session, ref: Ref, body: bytes) -> dict[str, Any]:
    """Return `{elements: [{element, running, effect}], instances}` for a changed definition.

    Running instances stay on their version; the effect says whether the element is still there in the new one."""
    kind, key = ref
    used = select(DefinitionVersion.id).where(DefinitionVersion.kind == kind, DefinitionVersion.key == key)
    pinning = select(Pin.version_id).where(Pin.pinned_id.in_(used))
    running = (Instance.ended.is_(False), Instance.version_id.in_(used.union(pinning)))
    total = session.scalar(select(func.count()).select_from(Instance).where(*running)) or 0
    rows = session.execute(
        select(Task.step, func.count(Task.id))
        .join(Instance, Instance.id == Task.instance_id)
        .where(*running, Task.state == "open")
        .group_by(Task.step)
        .order_by(Task.step)
    )
    known = set(read_bpmn(body, file_name(kind, key)).elements) if kind == "process" else None
    elements = [{"element": s, "running": n, "effect": _effect(s, known)} for s, n in rows]
    return {"elements": elements, "instances": total}


def _effect(step: str, known: set[str] | None) -> str:
    if known is None or step in known:
        return "不受影响：留在原版本，新发起的按新版本办理"
    return "新版本里没有这个步骤：正在办理的留在原版本"
