"""Many acts asked for at once: each runs in a transaction of its own and has its own result."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from app.inbox.access import get_task
from app.inbox.boxes import Box, find_tasks
from app.inbox.desk import Desk
from app.inbox.handing_in import hand_in
from app.inbox.migrating import migrate
from app.inbox.paging import CAP
from app.inbox.start import start
from app.jobs.queue import enqueue
from app.store.base import new_id
from app.store.tasks import Batch, BatchItem

log = logging.getLogger("quxiang.batches")
MAX_ITEMS = 5_000
MAX_ROWS = 10_000  # of a sheet, and of instances that change their version
MIGRATE = "migrate:"
REFUSALS = (Conflict, Invalid, NotAllowed, NotFound)
LONGEST_ID = 40


def start_batch(desk: Desk, key: str, subjects: Any, data: Mapping[str, Any]) -> Batch:
    """Ask for one instance for each subject. Raises NotFound when there is no such process, Invalid."""
    desk.library.newest_release(desk.session, key)
    return _ask(desk, f"start:{key}", checked_ids("subjects", subjects, "请至少给出一个对象 id。"), data)


def start_each(desk: Desk, key: str, items: Sequence[tuple[str, Mapping[str, Any]]]) -> Batch:
    """Ask for one instance for each subject, each with answers of its own. Raises NotFound, Invalid."""
    desk.library.newest_release(desk.session, key)
    return _ask(
        desk,
        f"start:{key}",
        [subject for subject, _ in items],
        {},
        [dict(data) for _, data in items],
        MAX_ROWS,
    )


def complete_batch(desk: Desk, ids: Any, box: Box | None, data: Mapping[str, Any]) -> Batch:
    """Ask to hand in tasks with the same answers: those with these ids, or all that a box shows. Raises Invalid."""
    if ids is not None and box is not None:
        raise Invalid.of({"ids": "ids 与 query 只能给一个。"})
    if box is not None:
        whole = replace(box, limit=min(MAX_ITEMS, CAP), after=None)
        ids = [row.id for row in find_tasks(desk.session, desk.person, whole, desk.now).items]
    return _ask(desk, "complete", checked_ids("ids", ids, "没有符合条件的待办。"), data)


def migrate_batch(desk: Desk, ids: list[str], version_id: str, data: Mapping[str, Any]) -> Batch:
    """Ask for instances to be taken to another version of their process. `data`: mapping {id: id}, dry_run."""
    return _ask(desk, f"{MIGRATE}{version_id}", ids, data, most=MAX_ROWS)


def checked_ids(name: str, given: Any, none: str) -> list[str]:
    """Return ids without repeats. Raises Invalid for anything else than a list of some."""
    if not isinstance(given, list) or not given:
        raise Invalid.of({name: none})
    if not all(isinstance(i, str) and 0 < len(i) <= LONGEST_ID for i in given):
        raise Invalid.of({name: "应当是 id 的列表。"})
    return list(dict.fromkeys(given))


def _ask(
    desk: Desk,
    kind: str,
    refs: list[str],
    data: Mapping[str, Any],
    each: Sequence[Mapping[str, Any]] = (),
    most: int = MAX_ITEMS,
) -> Batch:
    if len(refs) > most:
        raise Invalid(f"一次最多处理 {most} 项，请分批提交。")
    batch = Batch(
        id=new_id(), account_id=desk.person.account_id, kind=kind, data=dict(data), created_at=desk.now
    )
    desk.session.add(batch)
    desk.session.flush()
    desk.session.execute(
        insert(BatchItem),
        [
            {"id": new_id(), "batch_id": batch.id, "seq": i, "ref": ref, "data": each[i] if each else None}
            for i, ref in enumerate(refs)
        ],
    )
    enqueue(desk.session, "batch", {"batch": batch.id}, due=desk.now, now=desk.now, key=f"batch:{batch.id}")
    return batch


def view_batch(desk: Desk, batch_id: str) -> tuple[Batch, Sequence[BatchItem]]:
    """Return an own batch with its items. Raises NotFound."""
    batch = desk.session.get(Batch, batch_id)
    if batch is None or batch.account_id != desk.person.account_id:
        raise NotFound
    items = desk.session.scalars(
        select(BatchItem).where(BatchItem.batch_id == batch_id).order_by(BatchItem.seq)
    )
    return batch, items.all()


def do_next(desk: Desk, batch_id: str) -> bool:
    """Do the next item of a batch, in a unit of work of its own; False when none is left and the batch is done."""
    batch = desk.session.get_one(Batch, batch_id, with_for_update=True)
    waiting = select(BatchItem).where(BatchItem.batch_id == batch_id, BatchItem.result == "waiting")
    item = desk.session.scalar(waiting.order_by(BatchItem.seq).limit(1))
    if item is None:
        batch.state = "done"
        return False
    _do(desk, batch, item)
    return True


def _do(desk: Desk, batch: Batch, item: BatchItem) -> None:
    """Do one item; whatever it raises is its result, so that those behind it are done too."""
    savepoint = desk.session.begin_nested()
    only_tried = batch.kind.startswith(MIGRATE) and batch.data["dry_run"]
    try:
        instance_id = _act(desk, batch, item)
        if only_tried:
            savepoint.rollback()
        else:
            savepoint.commit()
        item.result, item.instance_id = "done", instance_id
    except OperationalError:
        raise  # the database is busy or away: the whole batch goes on later
    except Exception as error:
        savepoint.rollback()
        item.result = "refused" if isinstance(error, REFUSALS) else "failed"
        item.detail = _sentence(error)


def _act(desk: Desk, batch: Batch, item: BatchItem) -> str:
    """Do what an item asks for; return the id of its instance."""
    key = f"batch:{item.id}"
    if batch.kind == "complete":
        version = get_task(desk, item.ref).version
        return hand_in(desk, item.ref, version, batch.data, key).id
    if batch.kind.startswith(MIGRATE):
        migrate(desk, item.ref, batch.kind.removeprefix(MIGRATE), batch.data["mapping"])
        return item.ref
    return start(desk, batch.kind.removeprefix("start:"), item.ref, item.data or batch.data, key).id


def _sentence(error: Exception) -> str:
    if not isinstance(error, AppError):
        log.error("an item of a batch failed", exc_info=error)
        return "处理时出现故障，请联系管理员。"
    if isinstance(error, Invalid) and error.errors:
        return "；".join(e.message for e in error.errors)
    return error.message
