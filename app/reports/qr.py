"""QR codes as vectors: the library gives the pattern, here it becomes one filled path."""

from typing import Any

import qrcode
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

LONGEST = 500
QUIET = 4
MASK = (
    2  # readers take any of the eight; to try them all for the evenest takes longer than the rest of the page
)


def pattern(text: str) -> list[list[bool]]:
    """Return the modules of a QR code of level M with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET, mask_pattern=MASK)
    code.add_data(text[:LONGEST])
    code.make(fit=True)
    return code.get_matrix()


class QrDrawing(Flowable):
    """A QR code of `size` millimetres."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.rows = pattern(text)
        self.width = self.height = size * mm

    def wrap(self, *_: Any) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        module = self.width / len(self.rows)
        dark = [f"{x} {y} {length} 1 re" for y, row in enumerate(self.rows) for x, length in runs(row)]
        self.canv.saveState()
        self.canv.setFillGray(0)
        self.canv.translate(0, self.height)
        self.canv.scale(module, -module)
        self.canv._code.append("\n".join([*dark, "f"]))  # whole numbers are quick to write
        self.canv.restoreState()


def runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return (start, length) of the dark runs of a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found


def svg_path(text: str) -> tuple[int, str]:
    """Return a QR code as the path of an SVG picture, with the side of its view box."""
    rows = pattern(text)
    parts = [f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in runs(row)]
    return len(rows), "".join(parts)
