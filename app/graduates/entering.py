"""Archive or household data of many graduates entered from one sheet (P24): checked whole, then a run of `staff_entry` for
each row.

A row is checked by the form that a single entry has; what it says of a column is said of its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.errors import FieldError, Invalid
from app.files import SheetColumn, SheetRow, read_sheet
from app.forms import BoundForm
from app.graduates.definitions import code_table, label
from app.graduates.scope import staff_scope
from app.graduates.tables import Graduate
from app.graduates.transfers import facts, record_of
from app.identity import audit
from app.inbox.batches import start_each
from app.inbox.desk import Desk
from app.inbox.input import bind_form
from app.reports import write_xlsx
from app.store.sealed import blind
from app.store.tasks import Batch

PROCESS = FORM = "staff_entry"
IDENTITY = (("candidate_no", "考生号"), ("name", "姓名"), ("id_number", "身份证号"))
FIELDS = {
    "archive": {
        "type": "type",
        "unit": "unit",
        "region": "region",
        "address": "address",
        "postcode": "postcode",
        "contact": "contact",
        "phone": "phone",
    },
    "household": {"type": "type", "place": "region", "street": "address"},
}  # field of the form → what it is in the record
SHOWN = 200  # differences that a dry run lists
AT_ONCE = 500
NOT_FOUND = "没有找到考生号、姓名、身份证号都一致的毕业生，请逐项核对；只能录入本院系（本校）名单中的毕业生。"


@dataclass
class Entering:
    """What a sheet would do: the rows that are right, what they change, and what is wrong with the others."""

    kind: str
    blank: int = 0
    rows: list[tuple[Graduate, dict[str, Any]]] = field(default_factory=list)
    problems: list[FieldError] = field(default_factory=list)


def columns_of(desk: Desk, kind: str) -> list[tuple[str, str]]:
    """Return (key, label) of the columns of a sheet: who it is, then the fields of the form."""
    labels = {f.name: f.label for f in _form(desk, kind).form.inputs}
    return [*IDENTITY, *((name, labels[name]) for name in FIELDS[kind])]


def template(desk: Desk, kind: str) -> bytes:
    """Return the sheet that is filled in and imported."""
    return write_xlsx(columns_of(desk, kind), [], "批量导入模板")


def regions(desk: Desk) -> bytes:
    """Return the sheet of division codes (地区代码表)."""
    table = code_table(desk.session, "region")
    rows: Sequence[Mapping[str, Any]] = list(table.rows.values()) if table is not None else []
    return write_xlsx((("code", "地区代码"), ("label", "名称"), ("parent", "上级代码")), rows, "地区代码表")


def read(desk: Desk, kind: str, body: bytes) -> Entering:
    """Check a sheet, changing nothing. Raises Invalid or TooLarge for one that cannot be used at all."""
    columns = [SheetColumn(key, label, required=True) for key, label in columns_of(desk, kind)]
    sheet = read_sheet(body, columns)
    found = Entering(kind, sheet.blank, problems=list(sheet.errors))
    bound, types, seen = _form(desk, kind), _types(desk, kind), dict[str, int]()
    for row, graduate in _people(desk, sheet.rows):
        if graduate is None:
            found.problems.append(_problem(row, "candidate_no", NOT_FOUND))
            continue
        if (before := seen.setdefault(graduate.id, row.number)) != row.number:
            found.problems.append(
                _problem(row, "candidate_no", f"与第 {before} 行是同一名毕业生，请只保留一行。")
            )
            continue
        answers = bound.check({"kind": kind, **_answers(kind, types, row)})
        found.problems += [_problem(row, error.field, error.message) for error in answers.errors]
        if not answers.errors:
            found.rows.append((graduate, dict(answers.values)))
    if not sheet.rows:
        found.problems.append(FieldError("file", "表格里没有数据行，请按模板填写后再上传。"))
    return found


def differences(desk: Desk, found: Entering) -> list[dict[str, Any]]:
    """Return what the first rows change of what is in effect: who, and each part before and after."""
    labels = dict(columns_of(desk, found.kind))
    shown = []
    for graduate, answers in found.rows[:SHOWN]:
        known = facts(desk.session, record_of(desk.session, graduate.id, found.kind)) or {}
        parts = [
            {
                "label": labels[name],
                "before": _word(desk, found.kind, part, known),
                "after": _word(desk, found.kind, part, new),
            }
            for name, part in FIELDS[found.kind].items()
            if (new := {part: answers.get(name)}) and (known.get(part) or None) != (answers.get(name) or None)
        ]
        shown.append({"name": graduate.name, "student_no": graduate.student_no, "parts": parts})
    return shown


def enter(desk: Desk, found: Entering) -> Batch:
    """Enter all rows of a sheet, one run of the process for each; nothing where anything is wrong. Raises Invalid."""
    if found.problems:
        raise Invalid(
            f"表格有 {len(found.problems)} 处问题，一行也没有导入。请改正后重新上传。",
            errors=tuple(found.problems),
        )
    batch = start_each(desk, PROCESS, [(graduate.id, answers) for graduate, answers in found.rows])
    detail = {"kind": found.kind, "rows": len(found.rows)}
    audit(desk.session, desk.person, "import_transfers", f"batch:{batch.id}", detail=detail, now=desk.now)
    return batch


def _form(desk: Desk, kind: str) -> BoundForm:
    release = desk.library.newest_release(desk.session, PROCESS)
    return bind_form(desk, release, FORM, {"import": {"kind": kind}})


def _people(desk: Desk, rows: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, Graduate | None]]:
    """Yield each row with the graduate in scope whom all three parts name."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        hashes = {
            row.number: blind(row.cells.get("candidate_no", ""), "graduate.candidate_no") for row in some
        }
        mine = (staff_scope(desk.person), Graduate.deleted_at.is_(None))
        query = select(Graduate).where(Graduate.candidate_hash.in_(set(hashes.values())), *mine)
        known = {graduate.candidate_hash: graduate for graduate in desk.session.scalars(query)}
        for row in some:
            graduate = known.get(hashes[row.number])
            agrees = graduate is not None and (graduate.name, graduate.id_number) == (
                row.cells.get("name", ""),
                row.cells.get("id_number", "").upper(),
            )
            yield row, graduate if agrees else None


def _answers(kind: str, types: Mapping[str, str], row: SheetRow) -> dict[str, str]:
    """Return the answers of a row; `types` are the codes of the words that a type may be given by."""
    given = {name: row.cells[name] for name in FIELDS[kind] if row.cells.get(name)}
    if "type" in given:
        given["type"] = types.get(given["type"], given["type"])
    return given


def _types(desk: Desk, kind: str) -> dict[str, str]:
    table = code_table(desk.session, f"{kind}_type")
    return {entry["label"]: code for code, entry in table.rows.items()} if table is not None else {}


def _problem(row: SheetRow, name: str, message: str) -> FieldError:
    cell = row.addresses.get(name, "")
    return FieldError(
        cell or f"第 {row.number} 行", f"第 {row.number} 行{f'（{cell}）' if cell else ''}：{message}"
    )


def _word(desk: Desk, kind: str, part: str, known: Mapping[str, Any]) -> str:
    value = str(known.get(part) or "")
    return label(desk.session, f"{kind}_type", value) if part == "type" else value
