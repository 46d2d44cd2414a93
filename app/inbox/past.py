"""What happened to an instance, as one reader sees it: whose names, which reasons and which answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.content.codes import CodeTable
from app.content.form import Form
from app.errors import NotFound, Unreadable
from app.forms.comments import COMMENTS
from app.inbox.access import get_instance, roles_in
from app.inbox.answered import form_keys, sees
from app.inbox.cursor import decode, encode
from app.inbox.desk import Desk
from app.inbox.library import Release
from app.inbox.paging import CAP, Page, count
from app.store.instances import History, Instance

NOBODY = CodeTable("role", ("code", "label"), {}, {})
HIDDEN = "***"


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `detail` holds the answers (`changes`), or what decided a choice."""

    at: datetime
    who: str
    role: str
    kind: str
    step: str
    name: str
    outcome: str | None
    reason: str | None
    detail: dict[str, Any] | None


def history_of(desk: Desk, instance_id: str) -> list[Entry]:
    """Return what happened to an instance in the reader's scope, in order."""
    return entries_of(desk, *get_instance(desk, instance_id))


def entries_of(desk: Desk, instance: Instance, parties: Mapping[str, str]) -> list[Entry]:
    """Return what happened to an instance that the reader sees, in order."""
    read = _reading(desk, instance, parties)
    query = select(History).where(History.instance_id == instance.id).order_by(History.seq)
    return [read(row) for row in desk.session.scalars(query)]


def history_page(desk: Desk, instance_id: str, limit: int, after: str | None) -> Page[Entry]:
    """Return one page of what happened to an instance in the reader's scope, in order."""
    read = _reading(desk, *get_instance(desk, instance_id))
    query = select(History).where(History.instance_id == instance_id)
    total = count(desk.session, query.with_only_columns(History.id))
    if after:
        query = query.where(History.seq > _seq(after))
    rows = desk.session.scalars(query.order_by(History.seq).limit(limit + 1)).all()
    cursor = encode(str(rows[limit - 1].seq), "") if len(rows) > limit else None
    return Page([read(row) for row in rows[:limit]], min(total, CAP), total > CAP, cursor)


def _seq(after: str) -> int:
    text = decode(after, str)[0]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unreadable("翻页标记 after 无法识别，请从第一页重新开始。")
    return int(text)


def _reading(desk: Desk, instance: Instance, parties: Mapping[str, str]) -> Callable[[History], Entry]:
    """Return how this reader sees an entry of this instance."""
    release = desk.library.release(desk.session, instance.version_id)
    table = _roles(desk)
    roles = set(roles_in(desk.person, parties))
    forms = _forms(release)

    def read(row: History) -> Entry:
        return Entry(
            at=row.at,
            who=_who(row, roles, table),
            role=row.role,
            kind=row.kind,
            step=row.step,
            name=row.name,
            outcome=row.outcome,
            reason=row.reason if roles else None,
            detail=_answers(row.detail, roles, forms) if roles else _why(row),
        )

    return read


def _roles(desk: Desk) -> CodeTable:
    try:
        table: CodeTable = desk.library.newest(desk.session, "codes", "role")
    except NotFound:
        return NOBODY
    return table


def _who(row: History, roles: set[str], table: CodeTable) -> str:
    """Return a person's name. People of a staff are named to the staff; to others they are their office."""
    unknown = not roles or (is_staff(table, row.role) and not any(is_staff(table, r) for r in roles))
    if not (row.who and row.role and unknown):
        return row.who
    return table.label(row.role) if table.has(row.role) else row.role


def is_staff(table: CodeTable, role: str) -> bool:
    """Whether a role acts for an office: column `staff` of the code table says so, or that of whose party it shares."""
    row = table.row(role)
    return "yes" in (row.get("staff"), table.row(row.get("of", "")).get("staff"))


def _forms(release: Release) -> dict[str, Form]:
    """Return data key → form of every step whose form is fixed."""
    return {
        key: release.form(form)
        for process in release.processes()
        for key, form in form_keys(process).items()
        if ("form", form) in release.parts
    }


def _answers(
    detail: Mapping[str, Any] | None, roles: set[str], forms: Mapping[str, Form]
) -> dict[str, Any] | None:
    if not detail:
        return None
    if "changes" in detail:
        return {"changes": _changes(detail["changes"], roles, forms)}
    return dict(detail)


def _why(row: History) -> dict[str, Any] | None:
    """Return what decided a choice without the values it looked at, for whoever only operates the service."""
    detail = row.detail or {}
    if not row.kind.endswith("Gateway") or "expression" not in detail:
        return None
    values = detail.get("values")
    hidden = dict.fromkeys(values, HIDDEN) if isinstance(values, Mapping) else None
    return {"expression": detail["expression"], "values": hidden, "result": detail.get("result")}


def _changes(changes: Mapping[str, Any], roles: set[str], forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return the answers without the fields that are for other roles."""
    shown: dict[str, Any] = {}
    for key, answers in changes.items():
        hidden = _hidden(forms[key], roles) if key in forms else set()
        fits = isinstance(answers, Mapping)
        shown[key] = {n: v for n, v in answers.items() if n not in hidden} if fits else answers
        if fits and COMMENTS in answers:
            shown[key][COMMENTS] = _comments(answers[COMMENTS], roles, forms)
    return shown


def _comments(comments: Mapping[str, str], roles: set[str], forms: Mapping[str, Form]) -> dict[str, str]:
    """Return the comments without those on fields that are for other roles."""
    hidden = {name for form in forms.values() for name in _hidden(form, roles)}
    return {name: text for name, text in comments.items() if name not in hidden}


def _hidden(form: Form, roles: set[str]) -> set[str]:
    return {f.name for f in form.walk() if f.is_input and not sees(f.properties, roles)}
