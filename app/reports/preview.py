"""A document before it is printed: the same content over the same context, as parts that a page can show.

What only paper needs (codes to scan, pictures, room for stamps, page breaks) is left out, and identity
numbers are masked as on every page."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.content import document as content
from app.reports.grids import MAX_ROWS
from app.reports.masks import mask
from app.reports.templates import fill
from app.reports.values import Codes, shown, value_of

BORN = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]"
IDENTITY = re.compile(rf"(?<![0-9A-Za-z])[1-9][0-9]{{5}}{BORN}[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])")


@dataclass(frozen=True)
class Part:
    """One part: `kind` says how it looks; a ruled table has `heads` above its rows or labels in them."""

    kind: str
    text: str = ""
    more: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class _Values:
    context: Mapping[str, Any]
    now: datetime
    codes: Codes | None
    empty: str

    def fill(self, template: str) -> str:
        return _veiled(fill(template, self.context, self.now, self.codes).strip())

    def holds(self, condition: str) -> bool:
        """Whether a part is shown: what is not known yet does not hold."""
        return not condition or self.value(condition) is True

    def value(self, expression: str) -> Any:
        return value_of(expression, self.context, self.now, "预览")

    def cell(self, cell: content.Cell) -> str:
        text = shown(self.value(cell.value), cell.format, cell.codes, self.codes)
        return (mask(cell.mask, text) if cell.mask else _veiled(text)) or self.empty

    def within(self, item: Any) -> "_Values":
        return _Values({**self.context, "item": item}, self.now, self.codes, self.empty)


def _veiled(text: str) -> str:
    return IDENTITY.sub(lambda found: mask("id_number", found[0]), text)


def preview(
    document: content.Document, context: Mapping[str, Any], *, now: datetime, codes: Codes | None = None
) -> list[Part]:
    """Return the parts of a document. Raises BadContent when an expression fails."""
    return _parts(document.blocks, _Values(context, now, codes, document.empty))


def _parts(blocks: Iterable[Any], values: _Values) -> list[Part]:
    found: list[Part] = []
    for block in blocks:
        make = MAKERS.get(type(block))
        if make is not None and values.holds(block.when):
            found += make(block, values)
    return found


def _title(block: content.Title, values: _Values) -> list[Part]:
    return [Part("title", values.fill(block.text), values.fill(block.subtitle))]


def _heading(block: content.Heading, values: _Values) -> list[Part]:
    return [Part("heading", values.fill(block.text))]


def _paragraph(block: content.Paragraph, values: _Values) -> list[Part]:
    return [Part("paragraph", line, block.style) for line in values.fill(block.text).split("\n") if line]


def _fields(block: content.Fields, values: _Values) -> list[Part]:
    rows = tuple((c.label, values.cell(c)) for c in block.rows if values.holds(c.when))
    return [Part("fields", values.fill(block.title), rows=rows)] if rows else []


def _table(block: content.Table, values: _Values) -> list[Part]:
    columns = [c for c in block.columns if values.holds(c.when)]
    items = values.value(block.over)
    inside = [values.within(item) for item in (items if isinstance(items, list) else [])[:MAX_ROWS]]
    rows = tuple(tuple(row.cell(c) for c in columns) for row in inside)
    heads = tuple(c.label for c in columns)
    return [Part("table", values.fill(block.title), "" if rows else block.empty, heads, rows)]


def _signatures(block: content.Signatures, values: _Values) -> list[Part]:
    parties = [p for p in block.parties if values.holds(p.when)]
    rows = tuple((values.fill(p.title), *filter(None, map(values.fill, p.lines))) for p in parties)
    return [Part("signatures", rows=rows)] if rows else []


def _columns(block: content.Columns, values: _Values) -> list[Part]:
    return [part for column in block.columns for part in _parts(column.blocks, values)]


MAKERS: dict[type, Callable[[Any, _Values], list[Part]]] = {
    content.Title: _title,
    content.Heading: _heading,
    content.Paragraph: _paragraph,
    content.Fields: _fields,
    content.Table: _table,
    content.Signatures: _signatures,
    content.Columns: _columns,
}
