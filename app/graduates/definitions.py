"""Published decisions and code tables, read by key and kept per version: versions never change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import rules
from app.content.codes import CodeTable
from app.errors import NotFound
from app.inbox.library import newest, read_definition

BETWEEN = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")  # levels that no address names
_kept: dict[str, Any] = {}


def published(session: Session, kind: str, key: str) -> Any:
    """Return the newest published value of a definition, as it is for this unit of work. Raises NotFound."""
    seen: dict[tuple[str, str], Any] = session.info.setdefault("published", {})
    if (kind, key) not in seen:
        seen[kind, key] = _newest(session, kind, key)
    return seen[kind, key]


def _newest(session: Session, kind: str, key: str) -> Any:
    try:
        row = newest(session, kind, key)
    except NotFound as error:
        raise NotFound(f"还没有发布“{key}”。") from error
    if row.id not in _kept:
        _kept[row.id] = read_definition(kind, key, row.body)
    return _kept[row.id]


def decide(session: Session, key: str, context: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the outputs of a published decision, as JSON values. Raises NotFound."""
    outcome = rules.decide(published(session, "decision", key), key, context, now=now)
    outputs = rules.to_json(outcome.outputs)
    return outputs if isinstance(outputs, dict) else {}


def code_table(session: Session, key: str) -> CodeTable | None:
    """Return a published code table, or None."""
    try:
        found: CodeTable = published(session, "codes", key)
    except NotFound:
        return None
    return found


def label(session: Session, table: str, code: str | None) -> str:
    """Return a code's word; a code without one is its own word, no code is an empty text."""
    found = code_table(session, table) if code else None
    return found.label(code) if found is not None else (code or "")


def path_label(session: Session, table: str, code: str | None) -> str:
    """Return the words of a code and those above it, such as 北京市海淀区."""
    found = code_table(session, table) if code else None
    path = found.path(code) if found is not None and code else []
    words = [found.label(c) for c in path] if found is not None else []
    return "".join(word for word in words if word not in BETWEEN) or (code or "")


def status_word(session: Session, process: str, code: str | None, audience: str) -> str:
    """Return the word that an audience (graduate, employer, staff) reads for a status."""
    found = code_table(session, f"status.{process}") if code else None
    row = found.row(code) if found is not None and code else {}
    return row.get(audience) or row.get("label") or code or ""
