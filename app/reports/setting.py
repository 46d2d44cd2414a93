"""Setting one document: the values it is filled with, and paragraphs of escaped text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.platypus import Paragraph

from app.content.document import Cell
from app.reports.masks import mask
from app.reports.styles import style
from app.reports.templates import fill
from app.reports.typeface import printable
from app.reports.values import Codes, holds, shown, value_of

LONGEST = 4_000
CUT = "……（内容过长，其余从略）"
Images = Callable[[str], bytes]


@dataclass(frozen=True)
class Setting:
    """What the blocks of a document are set with: `width` is what is there for them, in points."""

    context: Mapping[str, Any]
    now: datetime
    codes: Codes | None
    images: Images | None
    site: str
    empty: str
    width: float

    def narrow(self, width: float) -> "Setting":
        """Return the same for a column of another width."""
        return replace(self, width=width)

    def within(self, item: Any) -> "Setting":
        """Return the same for one item of a list."""
        return replace(self, context={**self.context, "item": item})

    def holds(self, condition: str, place: str) -> bool:
        return holds(condition, self.context, self.now, place)

    def value(self, expression: str, place: str) -> Any:
        return value_of(expression, self.context, self.now, place)

    def fill(self, template: str) -> str:
        """Return a filled text as it can be set."""
        return clean(fill(template, self.context, self.now, self.codes))

    def cell(self, cell: Cell) -> str:
        """Return the text of a value, masked; the sign for nothing where there is none."""
        text = shown(self.value(cell.value, f"“{cell.label}”"), cell.format, cell.codes, self.codes)
        return clean(mask(cell.mask, text) if cell.mask else text) or self.empty

    def shown(self, cells: Iterable[Cell]) -> list[Cell]:
        """Return the cells whose condition holds."""
        return [c for c in cells if self.holds(c.when, f"“{c.label}”")]


def clean(text: str) -> str:
    """Return text that can be set: no stray signs, not longer than a document can take."""
    text = text.strip()
    return printable(text if len(text) <= LONGEST else text[:LONGEST] + CUT)


def paragraph(text: str, name: str, align: str = "left") -> Any:
    """Return a paragraph. The text is data: the library's markup in it is shown, not obeyed."""
    return Paragraph(escape(text).replace("\n", "<br/>"), style(name, align))


class Strong(Paragraph):
    """A paragraph drawn with an outline: the typeface comes in one weight."""

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.setStrokeColor(self.style.textColor)
        self.canv._code.append(f"2 Tr {self.style.fontSize / 32:.3f} w")
        super().draw()
        self.canv.restoreState()


def strong(text: str, name: str, align: str = "left") -> Any:
    """Return a bold paragraph of plain text."""
    return Strong(escape(text).replace("\n", "<br/>"), style(name, align))
