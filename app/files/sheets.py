"""Sheets that people fill in: read within bounds, cells with addresses, blank rows skipped and counted."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import FieldError, Invalid, TooLarge
from app.files.kinds import decoded, kind_of
from app.files.sandbox import Broke, Sandbox, shared


@dataclass(frozen=True)
class SheetColumn:
    """A column that is looked for by its label; `required` means the label must be there."""

    key: str
    label: str
    required: bool = False


@dataclass(frozen=True)
class SheetLimits:
    """How much a sheet may hold. `lines` counts blank ones too."""

    packed: int = 5_000_000
    unpacked: int = 50_000_000
    entries: int = 200
    rows: int = 10_000
    lines: int = 20_000
    columns: int = 40
    cell: int = 2_000


@dataclass(frozen=True)
class SheetRow:
    """One filled row: its number in the sheet, its texts by column key, and where each of them stands."""

    number: int
    cells: Mapping[str, str]
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The filled rows of a sheet; `blank` rows were skipped, `unknown` labels were not asked for."""

    rows: tuple[SheetRow, ...]
    blank: int
    unknown: tuple[str, ...]
    errors: tuple[FieldError, ...]


SENTENCES = {
    "entries": "表格文件里的部件太多，请另存为普通的 xlsx 后再上传。",
    "unpacked": "表格解压后太大，请删去多余的工作表、图片和格式后再上传。",
    "lines": "表格行数太多，请拆分后再上传。",
    "columns": "表格列数太多，请使用模板填写后再上传。",
    "memory": "表格太大，请拆分后再上传。",
}
BROKEN = "表格打不开，可能已损坏或不是 xlsx、CSV 文件。请另存为 xlsx 后再上传。"


def read_sheet(
    body: bytes, columns: Sequence[SheetColumn], limits: SheetLimits | None = None, child: Sandbox = shared
) -> Sheet:
    """Return the rows of a workbook or CSV under the labels of its first filled row. Cells that are no use
    are in `errors` by address. Raises Invalid or TooLarge for a sheet that cannot be used at all."""
    limits = limits or SheetLimits()
    if len(body) > limits.packed:
        raise TooLarge(f"表格文件超过 {limits.packed // 1_000_000} MB，请拆分后再上传。")
    lines = _csv_lines(body, limits) if kind_of(body) == "csv" else _book_lines(body, limits, child)
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(_text(v) for v in line)]
    if not filled:
        raise Invalid("表格是空的，请填写后再上传。")
    head, *rest = filled
    if len(rest) > limits.rows:
        raise TooLarge(f"表格有 {len(rest)} 行数据，一次最多 {limits.rows} 行，请拆分后再上传。")
    places, unknown = _places(head[1], columns)
    reading = _Reading(places, limits)
    rows = tuple(reading.row(number, line) for number, line in rest)
    blank = (rest[-1][0] - head[0] - len(rest)) if rest else 0
    return Sheet(rows, blank, unknown, tuple(reading.errors))


def address(column: int, row: int) -> str:
    """Return the name of a cell: column 0 and row 1 are A1."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


class _Reading:
    def __init__(self, places: Mapping[str, int], limits: SheetLimits) -> None:
        self.places = places
        self.limits = limits
        self.errors: list[FieldError] = []

    def row(self, number: int, line: Sequence[Any]) -> SheetRow:
        cells, addresses = {}, {}
        for key, x in self.places.items():
            addresses[key] = address(x, number)
            cells[key] = self._cell(line[x] if x < len(line) else None, addresses[key])
        return SheetRow(number, cells, addresses)

    def _cell(self, value: Any, where: str) -> str:
        if isinstance(value, dict):
            self._say(
                where,
                f"单元格 {where} 的长数字已被当成数值，末几位可能丢失。请把这一列设为“文本”格式后重新填写。",
            )
        text = _text(value)
        if len(text) > self.limits.cell:
            self._say(where, f"单元格 {where} 超过 {self.limits.cell} 个字，请缩短。")
            return text[: self.limits.cell]
        return text

    def _say(self, where: str, message: str) -> None:
        self.errors.append(FieldError(where, message))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value["number"] if isinstance(value, dict) else value).replace("\u00a0", " ").strip()


def _places(head: Sequence[Any], columns: Sequence[SheetColumn]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return where each column stands, by the labels of the first filled row, and the unknown labels."""
    labels = [_label(value) for value in head]
    places = {c.key: labels.index(_label(c.label)) for c in columns if _label(c.label) in labels}
    missing = [c.label for c in columns if c.required and c.key not in places]
    if missing:
        raise Invalid(f"表格缺少列：{'、'.join(missing)}。请使用下载的模板填写，不要改动表头。")
    twice = [c.label for c in columns if labels.count(_label(c.label)) > 1]
    if twice:
        raise Invalid(f"表格里有重复的列：{'、'.join(twice)}。请删去多余的一列。")
    asked = {_label(c.label) for c in columns}
    return places, tuple(label for label in labels if label and label not in asked)


def _label(value: Any) -> str:
    """Return a heading as it is compared: without blanks and the star that marks required columns."""
    return "".join(_text(value).split()).strip("*＊")


def _book_lines(body: bytes, limits: SheetLimits, child: Sandbox) -> list[list[Any]]:
    if kind_of(body) != "xlsx":
        raise Invalid(BROKEN)
    try:
        meta, rows = child.ask("sheet", dict(vars(limits)), body)
    except Broke:
        raise Invalid(BROKEN) from None
    word = meta.get("refused")
    if word in SENTENCES:
        raise TooLarge(SENTENCES[word])
    if word:
        raise Invalid(BROKEN)
    found: list[list[Any]] = json.loads(rows)
    return found


def _csv_lines(body: bytes, limits: SheetLimits) -> list[list[Any]]:
    text = decoded(body) or ""
    lines: list[list[Any]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline="")):
            if len(line) > limits.columns and any(line[limits.columns :]):
                raise TooLarge(SENTENCES["columns"])
            lines.append(line[: limits.columns])
            if len(lines) > limits.lines:
                raise TooLarge(SENTENCES["lines"])
    except csv.Error:
        raise Invalid(BROKEN) from None
    return lines
