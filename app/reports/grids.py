"""Ruled tables: labels with values, items of a list, signatories."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus import Table as Grid

from app.content import document as content
from app.errors import BadContent
from app.reports.setting import Setting, paragraph, strong
from app.reports.styles import BAND, LINE, PAD, TINT
from app.reports.typeface import NAME

MAX_ROWS = 2_000
TALL = 600  # characters, from which a cell may have to go on to the next page
RULES = [
    ("GRID", (0, 0), (-1, -1), 0.5, LINE),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 0.8 * mm),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2 * mm),
]
Commands = list[tuple[Any, ...]]


def fields_grid(block: content.Fields, setting: Setting) -> list[Any]:
    """Return labels and values, `columns` pairs in a line."""
    lines = _lines(setting.shown(block.rows), block.columns)
    if not lines:
        return []
    label = (29 if block.columns <= 2 else 18) * mm
    value = setting.width / block.columns - label
    body: list[list[Any]] = []
    commands: Commands = []
    if block.title:
        _band(setting.fill(block.title), body, commands, 2 * block.columns)
    for line in lines:
        _line(line, block.columns, setting, body, commands)
    return _grid(body, [label, value] * block.columns, commands, len(body) - len(lines))


def _lines(cells: list[content.Cell], columns: int) -> list[list[content.Cell]]:
    """Return cells in lines of `columns`; a wide one has a line of its own."""
    lines: list[list[content.Cell]] = []
    for cell in cells:
        if lines and not cell.wide and not lines[-1][0].wide and len(lines[-1]) < columns:
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return lines


def _line(
    cells: list[content.Cell], columns: int, setting: Setting, body: list[list[Any]], commands: Commands
) -> None:
    y = len(body)
    row: list[Any] = []
    for cell in cells:
        commands.append(("BACKGROUND", (len(row), y), (len(row), y), TINT))
        row += [paragraph(cell.label, "label"), paragraph(setting.cell(cell), "value", cell.align)]
    if len(row) < 2 * columns:
        commands.append(("SPAN", (len(row) - 1, y), (-1, y)))
        row += [""] * (2 * columns - len(row))
    body.append(row)


def _band(text: str, body: list[list[Any]], commands: Commands, cells: int) -> None:
    commands += [
        ("SPAN", (0, len(body)), (-1, len(body))),
        ("BACKGROUND", (0, len(body)), (-1, len(body)), BAND),
    ]
    body.append([strong(text, "band"), *[""] * (cells - 1)])


def items_grid(block: content.Table, setting: Setting) -> list[Any]:
    """Return one row for each item of a list, under its columns' labels."""
    items = setting.value(block.over, "表格") or []
    if not isinstance(items, list) or len(items) > MAX_ROWS:
        raise BadContent(f"表格的数据“{block.over}”应是不超过 {MAX_ROWS} 项的列表。")
    columns = setting.shown(block.columns)
    total = sum(c.width for c in columns)
    body: list[list[Any]] = []
    commands: Commands = []
    if block.title:
        _band(setting.fill(block.title), body, commands, len(columns))
    commands.append(("BACKGROUND", (0, len(body)), (-1, len(body)), TINT))
    body.append([paragraph(c.label, "head", c.align) for c in columns])
    heads = len(body)
    for item in items:
        row = setting.within(item)
        body.append([paragraph(row.cell(c), "value", c.align) for c in columns])
    if not items:
        commands.append(("SPAN", (0, len(body)), (-1, len(body))))
        body.append([paragraph(block.empty, "label", "center"), *[""] * (len(columns) - 1)])
    return _grid(body, [setting.width * c.width / total for c in columns], commands, heads)


def signatures_grid(block: content.Signatures, setting: Setting) -> list[Any]:
    """Return the signatories beside each other; one with a box has room for a stamp."""
    parties = [p for p in block.parties if setting.holds(p.when, f"签署方“{p.title}”")]
    if not parties:
        return []
    cells = []
    for party in parties:
        lines = [setting.fill(line) for line in party.lines]
        room = [Spacer(0, 24 * mm)] if party.box else []
        cells.append(
            [strong(setting.fill(party.title), "party"), *room, *(paragraph(t, "value") for t in lines if t)]
        )
    commands: Commands = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2 * mm)]
    return _grid([cells], [setting.width / len(parties)] * len(parties), commands, 0)


def _grid(body: list[list[Any]], widths: list[float], commands: Commands, heads: int) -> list[Any]:
    tall = any(len(getattr(cell, "text", "")) > TALL for row in body for cell in row)
    grid = Grid(body, colWidths=widths, repeatRows=heads, splitInRow=int(tall))
    grid.setStyle([*RULES, ("FONTNAME", (0, 0), (-1, -1), NAME), *commands])
    if heads and not tall:
        grid.setStyle([("NOSPLIT", (0, 0), (-1, heads))])
    return [grid, Spacer(0, 2.4 * mm)]
