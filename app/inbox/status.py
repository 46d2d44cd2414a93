"""Status words: an instance has a code; its word depends on who reads it (code table `status.PROCESS`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.content.codes import CodeTable
from app.errors import NotFound
from app.inbox.desk import Desk


@dataclass(frozen=True)
class Status:
    """A status as somebody reads it; `tone` is the class of its tag."""

    code: str
    label: str
    tone: str


def status_of(desk: Desk, process: str, code: str | None, roles: Iterable[str]) -> Status | None:
    """Return a status in the word of the first role that has one of its own, else the common word."""
    if code is None:
        return None
    table = status_table(desk, process)
    row: Mapping[str, str] = table.row(code) if table is not None and table.has(code) else {}
    label = next((row[a] for role in roles for a in audiences(role) if row.get(a)), None)
    return Status(code, label or row.get("label") or code, row.get("class") or "other")


def status_table(desk: Desk, process: str) -> CodeTable | None:
    """Return the newest status table of a process, or None."""
    try:
        return desk.library.newest(desk.session, "codes", f"status.{process}")
    except NotFound:
        return None


def audiences(role: str) -> tuple[str, ...]:
    """Return the columns of a status table that a role reads: its own, else that of the staff."""
    return (role, "staff")
