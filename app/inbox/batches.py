"""Many acts asked for at once: each runs in a transaction of its own and has its own result."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from app.inbox.access import get_task
from app.inbox.boxes import CAP, Box, find_tasks
from app.inbox.desk import Desk
from app.inbox.handing_in import hand_in
from app.inbox.start import start
from app.jobs.queue import enqueue
from app.store.base import new_id
from app.store.tasks import Batch, BatchItem

log = logging.getLogger("quxiang.batches")
MAX_ITEMS = 5_000
REFUSALS = (Conflict, Invalid, NotAllowed, NotFound)
QUERY_WORDS = ("box", "process", "step", "status", "q", "due")


def start_batch(desk: Desk, key: str, subjects: Sequence[str], data: Mapping[str, Any]) -> Batch:
    """Ask for one instance for each subject. Raises NotFound when there is no such process."""
    desk.library.newest_release(desk.session, key)
    return _ask(desk, f"start:{key}", list(dict.fromkeys(subjects)), data)


def complete_batch(desk: Desk, ids: Any, query: Mapping[str, Any] | None, data: Mapping[str, Any]) -> Batch:
    """Ask to hand in tasks with the same answers: those with these ids, or all that the query finds."""
    if ids is not None and query is not None:
        raise Invalid.of({"ids": "ids 与 query 只能给一个。"})
    if query is not None:
        ids = _found(desk, query)
    if not isinstance(ids, list) or not ids or not all(isinstance(i, str) for i in ids):
        raise Invalid.of({"ids": "没有符合条件的待办。"})
    return _ask(desk, "complete", list(dict.fromkeys(ids)), data)


def _found(desk: Desk, query: Mapping[str, Any]) -> list[str]:
    unknown = sorted(set(query) - set(QUERY_WORDS) - {"facets"})
    if unknown:
        raise Invalid.of({"query": f"不认识的条件：{'、'.join(unknown)}。"})
    words = {("name" if k == "box" else k): v for k, v in query.items() if k != "facets"}
    box = Box(**words, facets=query.get("facets") or {}, limit=min(MAX_ITEMS, CAP))
    return [row.id for row in find_tasks(desk.session, desk.person, box, desk.now).items]


def _ask(desk: Desk, kind: str, refs: list[str], data: Mapping[str, Any]) -> Batch:
    if len(refs) > MAX_ITEMS:
        raise Invalid(f"一次最多处理 {MAX_ITEMS} 项，请分批提交。")
    batch = Batch(
        id=new_id(), account_id=desk.person.account_id, kind=kind, data=dict(data), created_at=desk.now
    )
    desk.session.add(batch)
    desk.session.flush()
    desk.session.execute(
        insert(BatchItem),
        [{"id": new_id(), "batch_id": batch.id, "seq": i, "ref": ref} for i, ref in enumerate(refs)],
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
    key = f"batch:{item.id}"
    try:
        if batch.kind == "complete":
            version = get_task(desk, item.ref).version
            instance = hand_in(desk, item.ref, version, batch.data, key)
        else:
            instance = start(desk, batch.kind.removeprefix("start:"), item.ref, batch.data, key)
        savepoint.commit()
        item.result, item.instance_id = "done", instance.id
    except OperationalError:
        raise  # the database is busy or away: the whole batch goes on later
    except Exception as error:
        savepoint.rollback()
        item.result = "refused" if isinstance(error, REFUSALS) else "failed"
        item.detail = _sentence(error)


def _sentence(error: Exception) -> str:
    if not isinstance(error, AppError):
        log.error("an item of a batch failed", exc_info=error)
        return "处理时出现故障，请联系管理员。"
    if isinstance(error, Invalid) and error.errors:
        return "；".join(e.message for e in error.errors)
    return error.message
