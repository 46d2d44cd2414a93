"""What the tests of files share: images, sheets and a database of their own."""

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw
from xlsxwriter import Workbook


def jpeg(size: tuple[int, int] = (80, 60), orientation: int | None = None, **save: Any) -> bytes:
    """Return a JPEG, red at its top left."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    if orientation is not None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010E] = "110101200103070013"
        save["exif"] = exif
    return saved(image, "JPEG", **{"quality": 95, **save})


def noise(size: tuple[int, int]) -> bytes:
    """Return a JPEG that does not compress."""
    return saved(
        Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert("RGB"), "JPEG", quality=92
    )


def png(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    return saved(Image.new(mode, size), "PNG")


def saved(image: Image.Image, kind: str, **save: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **save)
    return buffer.getvalue()


def claimed_png(width: int, height: int, body: bytes = b"") -> bytes:
    """Return a PNG whose header claims a size."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def workbook(rows: Sequence[Sequence[Any]], first: int = 0) -> bytes:
    """Return a workbook; None leaves a cell out."""
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet = book.add_worksheet("表")
        for y, row in enumerate(rows, first):
            for x, value in enumerate(row):
                if value is not None:
                    sheet.write(y, x, value)
    return buffer.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40
