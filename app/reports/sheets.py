"""Sheets for spreadsheet programs: texts and whole numbers, so that nothing in a cell is ever a formula or a link."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from app.reports.values import shown

LONGEST_CELL = 32_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
HEAD = {"bold": True, "bg_color": "#E4ECF7", "border": 1, "border_color": "#AEB8C4"}
Columns = Sequence[tuple[str, str]]
Rows = Iterable[Mapping[str, Any]]


def write_xlsx(columns: Columns, rows: Rows, title: str, *, reckoned: bool = False) -> bytes:
    """Return rows as a workbook; `columns` are (key, label). Rows are written as they come, not gathered. `reckoned`: whole
    numbers are written as such."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        with Workbook(buffer, {**settings, "strings_to_numbers": False, "tmpdir": folder}) as book:
            sheet = book.add_worksheet(sheet_title(title))
            head = book.add_format(
                {"bold": True, "bg_color": "#E4ECF7", "border": 1, "border_color": "#AEB8C4"}
            )
            sheet.freeze_panes(1, 0)
            for x, (_, label) in enumerate(columns):
                sheet.set_column(x, x, max(12, min(40, 2 * len(label) + 4)))
                sheet.write_string(0, x, label, head)
            for y, row in enumerate(rows, 1):
                for x, (key, _) in enumerate(columns):
                    _write(sheet, y, x, row.get(key), reckoned)
    return buffer.getvalue()


def _write(sheet: Any, y: int, x: int, value: Any, reckoned: bool) -> None:
    """Write a cell: a whole number as one where it is reckoned with, all else as text."""
    if reckoned and isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(y, x, value)
    else:
        sheet.write_string(y, x, cell_text(value))


def write_csv(columns: Columns, rows: Rows) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, which spreadsheet programs need for Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([safe(label) for _, label in columns])
    for row in rows:
        writer.writerow([safe(cell_text(row.get(key))) for key, _ in columns])
    return buffer.getvalue().encode("utf-8-sig")


def cell_text(value: Any) -> str:
    """Return a value as the text of a cell."""
    text = value if isinstance(value, str) else shown(value)
    return CONTROL.sub("", text)[:LONGEST_CELL]


def safe(text: str) -> str:
    """Return text that a spreadsheet program does not take for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def sheet_title(title: str) -> str:
    """Return a title as the name of a sheet may be."""
    return FORBIDDEN_IN_TITLE.sub(" ", title).strip()[:31] or "Sheet1"
