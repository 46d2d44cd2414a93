"""Drafts: one for an author and a definition, saved against what was last read, never running."""

import hashlib
import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.content.folder import KINDS, REPORTS, Definition, file_name
from app.errors import BadContent, Finding, Invalid, NotFound, Stale, TooLarge
from app.inbox.library import read_definition
from app.operators.registry import Registry
from app.store.definitions import DefinitionVersion, Draft
from app.studio.checks import check_one
from app.studio.references import Ref
from app.studio.shelf import shelf

MAX_BYTES = 512_000
WORD = r"[a-z][a-z0-9_]{0,59}"
KEYS = {"report": re.compile(f"({'|'.join(REPORTS)})/{WORD}"), "codes": re.compile(rf"{WORD}(\.{WORD})?")}
PLAIN_KEY = re.compile(WORD)
KEY_RULE = "标识应以小写字母开头，只含小写字母、数字和下划线，例如 counsellor_review。"


def get_draft(session: Session, ref: Ref, author_id: str) -> Draft:
    """Return the author's draft. Raises NotFound."""
    row = find_draft(session, ref, author_id)
    if row is None:
        raise NotFound("没有未发布的草稿。")
    return row


def save_draft(
    session: Session, ref: Ref, author_id: str, body: bytes, *, etag: str | None, now: datetime
) -> tuple[Draft, bool]:
    """Save a draft and return (draft, whether it is the first). `etag` is what was last read, `*` for the first.

    Raises BadContent when it cannot be read (nothing is stored), Stale when another was saved meanwhile, Invalid."""
    readable(ref, body)
    row = find_draft(session, ref, author_id)
    if row is None and etag not in (None, "*"):
        raise Stale("草稿已被删除或发布，请重新打开后再修改。")
    if row is not None and etag != row.etag:
        raise Stale("草稿在你打开之后又保存过（可能在另一个窗口），请重新载入后再修改。")
    fresh = row is None
    if row is None:
        row = Draft(kind=ref[0], key=ref[1], author_id=author_id, based_on=newest_number(session, ref))
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


def fits_key(kind: str, key: str) -> bool:
    """Whether a key can name a definition of a kind: it is also the name of its file."""
    return KEYS.get(kind, PLAIN_KEY).fullmatch(key) is not None


def readable(ref: Ref, body: bytes) -> None:
    """Raise BadContent when a body cannot be read as this kind, or names another key; Invalid for a key that cannot
    be one, TooLarge over the limit."""
    kind, key = ref
    if kind not in KINDS or not fits_key(kind, key):
        raise Invalid.of({"key": KEY_RULE})
    if len(body) > MAX_BYTES:
        raise TooLarge(f"文件超过 {MAX_BYTES // 1000} KB，请精简后再保存。")
    value = read_definition(kind, key, body)
    if kind == "process" and value.key != key:
        message = f"图里流程的 id 是“{value.key}”，应与“{key}”相同。"
        raise BadContent(message, [Finding("error", "key", value.key, message, file=file_name(kind, key))])


def find_draft(session: Session, ref: Ref, author_id: str) -> Draft | None:
    """Return the author's draft, or None."""
    kind, key = ref
    mine = select(Draft).where(Draft.kind == kind, Draft.key == key, Draft.author_id == author_id)
    return session.scalar(mine)


def newest_number(session: Session, ref: Ref) -> int:
    """Return the highest number that a version of a definition has, 0 where there is none."""
    same = (DefinitionVersion.kind == ref[0], DefinitionVersion.key == ref[1])
    return session.scalar(select(func.max(DefinitionVersion.number)).where(*same)) or 0
