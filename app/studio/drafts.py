"""Drafts: one for an author and a definition, saved against what was last read, never running."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.folder import KINDS, Definition, file_name
from app.errors import BadContent, Finding, Invalid, NotFound, Stale, TooLarge
from app.inbox.library import newest, read_definition
from app.operators.registry import Registry
from app.store.definitions import Draft
from app.studio.checks import check_one
from app.studio.publishing import publish, shelf
from app.studio.references import Ref

MAX_BYTES = 512_000


def get_draft(session: Session, ref: Ref, author_id: str) -> Draft:
    """Return the author's draft. Raises NotFound."""
    row = _find(session, ref, author_id)
    if row is None:
        raise NotFound("没有未发布的草稿。")
    return row


def save_draft(
    session: Session, ref: Ref, author_id: str, body: bytes, *, etag: str | None, now: datetime
) -> tuple[Draft, bool]:
    """Save a draft and return (draft, whether it is the first). `etag` is what was last read, `*` for the first.

    Raises BadContent when it cannot be read (nothing is stored), Stale when another was saved meanwhile."""
    readable(ref, body)
    row = _find(session, ref, author_id)
    if row is None and etag not in (None, "*"):
        raise Stale("草稿已被删除或发布，请重新打开后再修改。")
    if row is not None and etag != row.etag:
        raise Stale("草稿在您打开之后又保存过（可能在另一个窗口），请重新载入后再修改。")
    fresh = row is None
    if row is None:
        row = Draft(kind=ref[0], key=ref[1], author_id=author_id, based_on=_newest_number(session, ref))
        session.add(row)
    row.body, row.updated_at = body, now
    row.etag = hashlib.sha256(body + now.isoformat().encode()).hexdigest()[:32]
    session.flush()
    return row, fresh


def drop_draft(session: Session, ref: Ref, author_id: str) -> None:
    """Throw the author's draft away. Raises NotFound."""
    session.delete(get_draft(session, ref, author_id))


def check_draft(session: Session, draft: Draft, registry: Registry) -> list[Finding]:
    """Return what is to be said of a draft as if it were published now."""
    ref = (draft.kind, draft.key)
    return check_one(shelf(session, [Definition(*ref, draft.body)]), ref, registry)


def release_draft(
    session: Session, ref: Ref, author_id: str, registry: Registry, *, note: str, author: str, now: datetime
) -> int:
    """Publish the author's draft and return the new version's number.

    Raises Invalid without a note, BadContent with findings, Stale when somebody else published meanwhile."""
    if not note.strip():
        raise Invalid.of({"note": "请填写发布说明：这次改了什么、为什么改。"})
    draft = get_draft(session, ref, author_id)
    if draft.based_on != _newest_number(session, ref):
        raise Stale("在您修改期间，别人发布了新版本。请对照新版本重新修改后再发布。")
    changed = [Definition(*ref, draft.body)]
    numbers = publish(session, changed, registry, note=note.strip(), author=author, now=now)
    session.delete(draft)
    if ref not in numbers:
        raise Invalid.of({"draft": "草稿与现行版本相同，没有可发布的修改。"})
    return numbers[ref]


def readable(ref: Ref, body: bytes) -> None:
    """Raise BadContent when a body cannot be read as this kind, or names another key; TooLarge over the limit."""
    kind, key = ref
    if kind not in KINDS:
        raise NotFound
    if len(body) > MAX_BYTES:
        raise TooLarge(f"文件超过 {MAX_BYTES // 1000} KB，请精简后再保存。")
    value = read_definition(kind, key, body)
    if kind == "process" and value.key != key:
        message = f"图里流程的 id 是“{value.key}”，应与“{key}”相同。"
        raise BadContent(message, [Finding("error", "key", value.key, message, file=file_name(kind, key))])


def _find(session: Session, ref: Ref, author_id: str) -> Draft | None:
    kind, key = ref
    mine = select(Draft).where(Draft.kind == kind, Draft.key == key, Draft.author_id == author_id)
    return session.scalar(mine)


def _newest_number(session: Session, ref: Ref) -> int:
    try:
        return newest(session, *ref).number
    except NotFound:
        return 0
