"""The paper of a document: its size, the footer with page numbers, the watermark."""

from dataclasses import dataclass
from typing import Any

from reportlab.lib import pagesizes
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.content.document import Page
from app.reports.styles import LINE, SOFT
from app.reports.typeface import register

SIZES = {"A3": pagesizes.A3, "A4": pagesizes.A4, "A5": pagesizes.A5}
FOOTER = 9 * mm
Size = tuple[float, float]


def size_of(page: Page) -> Size:
    """Return width and height in points."""
    found: Size = SIZES[page.size]
    return pagesizes.landscape(found) if page.landscape else found


@dataclass(frozen=True)
class Edges:
    """What stands on every page around the text."""

    size: Size
    margin: float
    footer: str = ""
    watermark: str = ""


def canvas_maker(edges: Edges) -> Any:
    """Return a canvas class that draws the edges once it knows how many pages there are."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **{**settings, "initialFontName": register()})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  the library's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                draw_edges(self, edges, number, len(self._pages))
                super().showPage()
            super().save()

    return Numbered


def draw_edges(canvas: Any, edges: Edges, number: int, pages: int) -> None:
    """Draw footer and watermark on the page that is open."""
    width, _ = edges.size
    left, right, base = edges.margin, width - edges.margin, FOOTER
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.line(left, base + 9, right, base + 9)
    canvas.setFont(register(), 7.5)
    canvas.setFillColor(SOFT)
    canvas.drawString(left, base, edges.footer)
    canvas.drawRightString(right, base, f"第 {number} 页 / 共 {pages} 页")
    if edges.watermark:
        _watermark(canvas, edges)
    canvas.restoreState()


def _watermark(canvas: Any, edges: Edges) -> None:
    width, height = edges.size
    size = min(120.0, 1.1 * width / max(len(edges.watermark), 2))
    canvas.translate(width / 2, height / 2)
    canvas.rotate(40)
    canvas.setFont(register(), size)
    canvas.setFillGray(0.5, 0.18)
    canvas.drawCentredString(0, -size / 3, edges.watermark)
