"""Blocks of a document as flowables of the PDF library."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import CondPageBreak, HRFlowable, Image, PageBreak, Spacer
from reportlab.platypus import Table as Grid

from app.content import document as content
from app.errors import BadContent
from app.reports.grids import fields_grid, items_grid, signatures_grid
from app.reports.qr import QrDrawing
from app.reports.setting import Setting, paragraph, strong
from app.reports.styles import ACCENT
from app.reports.typeface import NAME

BARE = [
    ("FONTNAME", (0, 0), (-1, -1), NAME),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
]


def flowables(blocks: Iterable[Any], setting: Setting) -> list[Any]:
    """Return what is printed of blocks, in order."""
    found: list[Any] = []
    for block in blocks:
        if setting.holds(block.when, f"内容块“{block.kind}”"):
            found += MAKERS[type(block)](block, setting)
    return found


def _title(block: content.Title, setting: Setting) -> list[Any]:
    number = setting.fill(block.number)
    subtitle = setting.fill(block.subtitle)
    parts = [paragraph(number, "number", "right"), Spacer(0, 2 * mm)] if number else []
    parts.append(strong(setting.fill(block.text), "title", "center"))
    if subtitle:
        parts.append(paragraph(subtitle, "subtitle", "center"))
    rule = HRFlowable(
        width=setting.width, thickness=1.2, color=ACCENT, spaceBefore=2.5 * mm, spaceAfter=3.5 * mm
    )
    return [*parts, rule]


def _heading(block: content.Heading, setting: Setting) -> list[Any]:
    return [Spacer(0, 2 * mm), CondPageBreak(20 * mm), strong(setting.fill(block.text), "heading")]


def _paragraph(block: content.Paragraph, setting: Setting) -> list[Any]:
    text = setting.fill(block.text)
    if not text:
        return []
    if block.style in ("center", "right"):
        return [paragraph(text, "body", block.style)]
    return [paragraph(line, block.style) for line in text.split("\n") if line] + [Spacer(0, 1 * mm)]


def _fields(block: content.Fields, setting: Setting) -> list[Any]:
    return fields_grid(block, setting)


def _qr(block: content.QrCode, setting: Setting) -> list[Any]:
    value = setting.value(block.text, "二维码")
    if not value:
        return []
    text = f"{setting.site}{value}" if str(value).startswith("/") else str(value)
    drawing = QrDrawing(text, block.size)
    caption = setting.fill(block.caption)
    words = [paragraph(line, "small") for line in caption.split("\n") if line]
    row = Grid([[words, drawing]], colWidths=[setting.width - drawing.width, drawing.width])
    row.setStyle([*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return [row]


def _picture(block: content.Picture, setting: Setting) -> list[Any]:
    file_id = setting.value(block.file, "图片")
    if not file_id:
        return []
    if setting.images is None:
        raise BadContent("这里打印的文书不能含有图片，请删去 image 内容块。")
    body = setting.images(str(file_id))
    width, height = ImageReader(io.BytesIO(body)).getSize()
    shown = min(block.width * mm, setting.width)
    picture = Image(io.BytesIO(body), width=shown, height=shown * height / width)
    picture.hAlign = block.align.upper()
    return [picture]


def _columns(block: content.Columns, setting: Setting) -> list[Any]:
    total = sum(c.width for c in block.columns)
    widths = [setting.width * c.width / total for c in block.columns]
    gap = 3 * mm
    cells = [flowables(c.blocks, setting.narrow(w - gap)) for c, w in zip(block.columns, widths, strict=True)]
    row = Grid([cells], colWidths=widths)
    row.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("PADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), gap),
        ]
    )
    return [row]


MAKERS: dict[type, Callable[[Any, Setting], list[Any]]] = {
    content.Title: _title,
    content.Heading: _heading,
    content.Paragraph: _paragraph,
    content.Fields: _fields,
    content.Table: items_grid,
    content.Signatures: signatures_grid,
    content.QrCode: _qr,
    content.Picture: _picture,
    content.Spacer: lambda block, setting: [Spacer(0, block.height * mm)],
    content.Break: lambda block, setting: [PageBreak()],
    content.Columns: _columns,
}
