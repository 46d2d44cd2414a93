"""Code tables: CSV with `code,label` and whatever else a table needs; codes end, they are never deleted."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.content.xml import refused
from app.errors import BadContent

MAX_ROWS = 20_000


@dataclass(frozen=True)
class CodeTable:
    """A code table; `rows` keep the order of the file, each a mapping of its columns."""

    key: str
    columns: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]
    children: Mapping[str, tuple[str, ...]]

    def has(self, code: str) -> bool:
        return code in self.rows

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
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        table = [row for row in lines if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise refused(file, "csv", "", f"代码表 {file} 不是 UTF-8 的 CSV 文件。") from error
    if not table or table[0][:2] != ["code", "label"]:
        raise refused(file, "csv", "1", f"代码表 {file} 的第一行应以 code,label 开头。")
    if len(table) > MAX_ROWS:
        raise refused(file, "csv", "", f"代码表 {file} 超过 {MAX_ROWS} 行。")
    rows = _rows(table, file)
    below: dict[str, list[str]] = {}
    for code, row in rows.items():
        below.setdefault(row.get("parent", ""), []).append(code)
    return CodeTable(key, tuple(table[0]), rows, {k: tuple(v) for k, v in below.items()})


def _rows(table: list[list[str]], file: str) -> dict[str, Mapping[str, str]]:
    rows: dict[str, Mapping[str, str]] = {}
    for number, cells in enumerate(table[1:], 2):
        row = dict(zip(table[0], (c.strip() for c in cells), strict=False))
        code = row.get("code", "")
        if len(cells) > len(table[0]):
            raise _line(file, number, "的格数比表头多")
        if not code or not row.get("label"):
            raise _line(file, number, "缺少 code 或 label")
        if code in rows:
            raise _line(file, number, f"的代码“{code}”重复")
        rows[code] = row
    return rows


def _line(file: str, number: int, problem: str) -> BadContent:
    return refused(file, "csv", str(number), f"代码表 {file} 第 {number} 行{problem}。")
