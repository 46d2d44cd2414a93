"""How printed documents look: ink, sizes and the paragraph styles made of them."""

from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from app.reports.typeface import register

INK = HexColor("#1A1F26")
SOFT = HexColor("#4A5563")
LINE = HexColor("#AEB8C4")
TINT = HexColor("#F3F6FA")
BAND = HexColor("#E4ECF7")
ACCENT = HexColor("#133E7C")
PAD = 1.7 * mm
ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}


@cache
def style(name: str, align: str = "left") -> Any:
    """Return a paragraph style by name."""
    sizes = {
        "title": (19, 27, INK),
        "subtitle": (11, 17, SOFT),
        "number": (9, 13, SOFT),
        "heading": (11, 18, ACCENT),
        "band": (10, 14, ACCENT),
        "label": (9, 13, SOFT),
        "value": (9.5, 13.5, INK),
        "head": (9, 13, SOFT),
        "body": (9.5, 15.5, INK),
        "indent": (9.5, 15.5, INK),
        "small": (8.5, 13.5, SOFT),
        "note": (8, 12, SOFT),
        "party": (10, 15, INK),
    }
    size, leading, colour = sizes[name]
    return ParagraphStyle(
        f"{name}-{align}",
        fontName=register(),
        bulletFontName=register(),
        fontSize=size,
        leading=leading,
        textColor=colour,
        alignment=ALIGN[align],
        wordWrap="CJK",
        firstLineIndent=2 * size if name == "indent" else 0,
        splitLongWords=1,
    )
