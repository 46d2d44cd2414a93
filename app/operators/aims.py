"""Changing the finished instance that another one is about: its status, what it says, and a line of its history."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.errors import Incident
from app.operators.registry import Env
from app.store.base import new_id
from app.store.files import StoredFile
from app.store.instances import History, Instance

SEQ_STEP = 1000  # the entries of one revision are numbered from its number times this


def aim_id(env: Env) -> str:
    """Return the id of the instance that this one is about. Raises Incident when it is about something else."""
    found = str((env.case.get("subject") or {}).get("id") or "")
    if env.session.get(Instance, found) is None:
        raise Incident("这个操作只能用在针对另一项办理的流程里。", env.element, "operator")
    return found


def change_aim(
    env: Env, *, note: str, status: str = "", title: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """Give the instance that this one is about another status or title, or answers in place of its own; `note` is what
    its history says of it."""
    query = select(Instance).where(Instance.id == aim_id(env)).with_for_update()
    row = env.session.scalars(query.execution_options(populate_existing=True)).one()
    if not row.ended:
        raise Incident("这项办理还没有结束，不能由另一项办理改变。", env.element, "operator")
    stands = status or row.status
    about = {**(row.case.get("instance") or {}), "status": stands}
    row.case = {**row.case, **(data or {}), "instance": about}
    row.title = title or row.title
    row.status, row.changed_at, row.revision = stands, env.now, row.revision + 1
    env.session.add(
        History(
            id=new_id(),
            instance_id=row.id,
            seq=row.revision * SEQ_STEP,
            at=env.now,
            kind="changed",
            step=env.element,
            name=note,
            detail={"by": env.instance_id},
        )
    )
    env.session.flush()


def hand_over_files(env: Env) -> None:
    """Have the files that came with this instance lie with the one that it is about."""
    mine = StoredFile.instance_id == env.instance_id
    env.session.execute(update(StoredFile).where(mine).values(instance_id=aim_id(env)))
