"""What somebody has typed so far, kept for every device; it is not checked for completeness."""

from collections.abc import Mapping
from typing import Any

import orjson

from app.errors import NotFound, TooLarge
from app.inbox.access import get_task
from app.inbox.desk import Desk
from app.store.session import one_at_a_time
from app.store.tasks import TaskDraft

MAX_BYTES = 256_000


def save_draft(desk: Desk, ref: str, data: Mapping[str, Any]) -> TaskDraft:
    """Keep what was typed for a task (its id) or a start form (`start:KEY:SUBJECT`)."""
    _may(desk, ref)
    if len(orjson.dumps(data, default=str)) > MAX_BYTES:
        raise TooLarge("草稿内容过大，请减少填写内容后再保存。")
    actor = desk.person
    one_at_a_time(desk.session, f"draft {actor.account_id} {ref}")  # two pages save at the same moment
    row = desk.session.get(TaskDraft, (ref, actor.account_id))
    if row is None:
        row = TaskDraft(ref=ref, account_id=actor.account_id, data=dict(data), updated_at=desk.now)
        desk.session.add(row)
    row.data, row.updated_at = dict(data), desk.now
    desk.session.flush()
    return row


def get_draft(desk: Desk, ref: str) -> TaskDraft:
    """Return the own draft. Raises NotFound."""
    row = find_draft(desk, ref)
    if row is None:
        raise NotFound("没有保存过的草稿。")
    return row


def find_draft(desk: Desk, ref: str) -> TaskDraft | None:
    """Return the own draft, or None."""
    _may(desk, ref)
    return desk.session.get(TaskDraft, (ref, desk.person.account_id))


def drop_draft(desk: Desk, ref: str) -> None:
    """Forget the own draft, if there is one."""
    row = find_draft(desk, ref)
    if row is not None:
        desk.session.delete(row)


def start_ref(key: str, subject_id: str | None) -> str:
    """Return the reference under which a start form's draft is kept."""
    return f"start:{key}:{subject_id or ''}"


def _may(desk: Desk, ref: str) -> None:
    if not ref.startswith("start:"):
        get_task(desk, ref)
