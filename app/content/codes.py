"""Code tables: CSV with `code,label` and whatever else a table needs; codes end, they are never deleted."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.content.jsonfile import storable
from app.content.xml import refused
from app.errors import BadContent

MAX_BYTES, MAX_ROWS, MAX_CELL = 4_000_000, 20_000, 500
COLUMN = re.compile(r"[^\W\d_]\w{0,39}")


@dataclass(frozen=True)
class CodeTable:
    """A code table; `rows` keep the order of the file, each a mapping of its columns."""

    key: str
    columns: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]
    children: Mapping[str, tuple[str, ...]]

    def has(self, code: str) -> bool:
        return code in self.rows

    def is_valid(self, code: str, on: date) -> bool:
        """Whether a code may be chosen on a day: it is in the table and has not ended."""
        return code in self.rows and _valid(self.rows[code], on)

    def row(self, code: str) -> Mapping[str, str]:
        """Return the row of a code; empty when it is unknown."""
        return self.rows.get(code, {})

    def label(self, code: object) -> str:
        """Return the label of a code, or the code itself when it is unknown."""
        return self.rows.get(str(code), {}).get("label", str(code))

    def items(self, parent: str | None = None, on: date | None = None) -> list[Mapping[str, str]]:
        """Return the rows valid on a day; with `parent` only those below it (`""` for the top)."""
        codes = self.rows if parent is None else self.children.get(parent, ())
        return [self.rows[c] for c in codes if on is None or _valid(self.rows[c], on)]

    def path(self, code: str) -> list[str]:
        """Return the codes from the top down to this one."""
        found: list[str] = []
        while code and code in self.rows and code not in found:
            found.insert(0, code)
            code = self.rows[code].get("parent", "")
        return found


def _valid(row: Mapping[str, str], on: date) -> bool:
    day = on.isoformat()
    return row.get("from", "") <= day and (not row.get("until") or day <= row["until"])


def read_codes(data: bytes, file: str) -> CodeTable:
    """Read a code table. Raises BadContent with the line."""
    key = file.rpartition("/")[2].removesuffix(".csv")
    if len(data) > MAX_BYTES:
        raise refused(file, "csv", "", f"代码表 {file} 超过 {MAX_BYTES // 1_000_000} MB。")
    table = _table(data, file)
    if not table or table[0][1][:2] != ["code", "label"]:
        raise refused(file, "csv", "1", f"代码表 {file} 的第一行应以 code,label 开头。")
    columns = tuple(table[0][1])
    if len(set(columns)) < len(columns) or not all(COLUMN.fullmatch(c) for c in columns):
        raise refused(file, "csv", "1", f"代码表 {file} 的列名有重复，或不是以字母开头、只含字母数字的名字。")
    rows = _rows(columns, table[1:], file)
    below: dict[str, list[str]] = {}
    for code, row in rows.items():
        below.setdefault(row.get("parent", ""), []).append(code)
    return CodeTable(key, columns, rows, {k: tuple(v) for k, v in below.items()})


def _table(data: bytes, file: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with its line."""
    try:
        text = data.decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        table = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise refused(file, "csv", "", f"代码表 {file} 不是 UTF-8 的 CSV 文件。") from error
    if not storable(text):
        raise refused(file, "csv", "", f"代码表 {file} 含有无法保存的字符（NUL）。")
    if len(table) > MAX_ROWS:
        raise refused(file, "csv", "", f"代码表 {file} 超过 {MAX_ROWS} 行。")
    return table


def _rows(
    columns: tuple[str, ...], table: list[tuple[int, list[str]]], file: str
) -> dict[str, Mapping[str, str]]:
    rows: dict[str, Mapping[str, str]] = {}
    for number, cells in table:
        row = dict(zip(columns, (c.strip() for c in cells), strict=False))
        problem = _problem(row, rows) if len(cells) <= len(columns) else "的格数比表头多"
        if problem:
            raise _line(file, number, problem)
        rows[row["code"]] = row
    for number, cells in table:
        code = cells[0].strip()
        parent = rows[code].get("parent")
        if parent and (parent not in rows or parent == code):
            raise _line(file, number, f"的上级代码“{parent}”不在表里")
    return rows


def _problem(row: Mapping[str, str], before: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a row by itself, or that its code stood there before."""
    if not row.get("code") or not row.get("label"):
        return "缺少 code 或 label"
    if row["code"] in before:
        return f"的代码“{row['code']}”重复"
    if any(len(cell) > MAX_CELL for cell in row.values()):
        return f"有超过 {MAX_CELL} 个字的格"
    for name in ("from", "until"):
        if row.get(name) and not _is_day(row[name]):
            return f"的 {name} 应是日期，例如 2027-06-30"
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _line(file: str, number: int, problem: str) -> BadContent:
    return refused(file, "csv", str(number), f"代码表 {file} 第 {number} 行{problem}。")
