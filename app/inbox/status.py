"""Status words: an instance has a code; its word depends on who reads it (code table `status.PROCESS`)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.codes import CodeTable
from app.errors import NotFound
from app.inbox.desk import Desk
from app.inbox.library import trials
from app.store.instances import Instance


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
    row = _row(desk, process, code)
    label = next((row[a] for role in roles for a in audiences(role) if row.get(a)), None)
    return Status(code, label or row.get("label") or code, row.get("class") or "other")


def standings(session: Session, instance_ids: Collection[str]) -> dict[str, str | None]:
    """Return instance → code of the status that it has now."""
    query = select(Instance.id, Instance.status).where(Instance.id.in_(instance_ids))
    return {row.id: row.status for row in session.execute(query)}


def _row(desk: Desk, process: str, code: str) -> Mapping[str, str]:
    """Return the row of a status: of the newest table, or of one on trial that knows a new status first."""
    table = status_table(desk, process)
    if table is not None and table.has(code):
        return table.row(code)
    on_trial = (desk.library.value(row) for row in trials(desk.session, "codes", f"status.{process}"))
    return next((t.row(code) for t in on_trial if t.has(code)), {})


def status_table(desk: Desk, process: str) -> CodeTable | None:
    """Return the newest status table of a process, or None."""
    try:
        return desk.library.newest(desk.session, "codes", f"status.{process}")
    except NotFound:
        return None


def audiences(role: str) -> tuple[str, ...]:
    """Return the columns of a status table that a role reads: its own, else that of the staff."""
    return (role, "staff")
