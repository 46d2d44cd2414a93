"""Asking for the running instances of a version to go on in another: tried first, then done, in batches."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.errors import Conflict, Invalid, NotFound
from app.inbox.batches import MAX_ROWS, migrate_batch
from app.inbox.desk import Desk
from app.store.definitions import DefinitionVersion
from app.store.instances import Instance
from app.store.tasks import Batch
from app.studio.versions import version


def migrate_instances(
    desk: Desk, key: str, numbers: tuple[int, int], mapping: Mapping[str, str], *, dry_run: bool
) -> Batch:
    """Ask for the instances that run in one version to be taken to another; with `dry_run` only to be tried.

    At most `MAX_ROWS` at once, those that began first: the next request takes those that are left. Raises Conflict
    when none is running, Invalid."""
    before, after = (
        _version(desk, key, number, field) for number, field in zip(numbers, ("from", "to"), strict=True)
    )
    running = select(Instance.id).where(Instance.version_id == before.id, Instance.ended.is_(False))
    ids = list(desk.session.scalars(running.order_by(Instance.started_at, Instance.id).limit(MAX_ROWS)))
    if not ids:
        raise Conflict(f"第 {before.number} 版没有正在办理的，不需要迁移。")
    known = _elements(desk, after)
    unknown = sorted(set(mapping.values()) - known)
    if unknown:
        raise Invalid.of({"mapping": f"新版本里没有元素 {'、'.join(unknown)}。"})
    data: dict[str, Any] = {"mapping": dict(mapping), "dry_run": dry_run}
    return migrate_batch(desk, ids, after.id, data)


def _elements(desk: Desk, row: DefinitionVersion) -> set[str]:
    """Return the ids of the elements that a version of a process has, with those of what it calls."""
    release = desk.library.release(desk.session, row.id)
    return {element for process in release.processes() for element in process.elements}


def _version(desk: Desk, key: str, number: int, field: str) -> DefinitionVersion:
    try:
        return version(desk.session, ("process", key), number)
    except NotFound as error:
        raise Invalid.of({field: f"没有第 {number} 版。"}) from error
