"""The one typeface of printed documents: registered once, its text layer right for every character."""

import threading
import unicodedata
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from app.errors import AppError

NAME = "NotoSansSC"
FILE = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.nohint.ttf"
GETA = "〓"  # what printers set where a sign is not in the case
_lock = threading.Lock()
_registered: list[Any] = []


class MissingGlyph(AppError):
    """A letter that the typeface does not have; a name must not be printed with a hole in it."""


def register() -> str:
    """Register the typeface with the PDF library, once for each process, and return its name."""
    with _lock:
        if not _registered:
            ttfonts.makeToUnicodeCMap = to_unicode_map
            rl_config.useA85 = 0  # plain bytes; the text form is a quarter longer
            font = ttfonts.TTFont(NAME, str(FILE), asciiReadable=False)
            pdfmetrics.registerFont(font)
            pdfmetrics.registerFontFamily(NAME, normal=NAME, bold=NAME, italic=NAME, boldItalic=NAME)
            _registered.append(font)
    return NAME


def printable(text: str) -> str:
    """Return text as it can be set: control and format signs dropped, signs the typeface lacks replaced.
    Raises MissingGlyph for a letter that it lacks."""
    register()
    known = _registered[0].face.charToGlyph
    return "".join(_sign(c, known) for c in unicodedata.normalize("NFC", text))


def _sign(char: str, known: Any) -> str:
    if ord(char) in known and (char >= " " and char != "\x7f"):
        return char
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if category == "Zs" or char == "\t":
        return " "
    if category[0] in "CM":
        return ""
    if category[0] == "L":
        raise MissingGlyph(f"字库中没有“{char}”（U+{ord(char):04X}），无法打印。请联系系统管理员补充字库。")
    return GETA


def to_unicode_map(font_name: str, subset: list[int]) -> str:
    """Return the map from codes to text of one embedded subset. The library writes what lies beyond U+FFFF as
    five hex digits, so that rare names are copied wrong; here it is UTF-16, a hundred to a block at most."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{max(len(subset) - 1, 0):02X}>",
        "endcodespacerange",
    ]
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)
    ]
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])
