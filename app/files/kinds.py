"""What a file is, by its content; what a purpose takes; the names people gave."""

import re
import unicodedata
from dataclasses import dataclass

from app.errors import Invalid

TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
IMAGES = ("jpeg", "png")
SAID = {"jpeg": "JPG", "png": "PNG", "pdf": "PDF", "xlsx": "Excel 表格（xlsx）", "csv": "CSV"}
PURPOSES = {
    "image": IMAGES,
    "proof": (*IMAGES, "pdf"),
    "document": ("pdf",),
    "sheet": ("xlsx", "csv"),
}
FILE_ID = re.compile(r"[0-9a-z]{26}")
LONGEST_NAME = 120
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
PDF_END = 2_048


@dataclass(frozen=True)
class Purpose:
    """What a file is for: `name` may say more after a colon, `kinds` are the contents it takes."""

    name: str
    kinds: tuple[str, ...]

    @property
    def said(self) -> str:
        return "、".join(SAID[kind] for kind in self.kinds)


def purpose_of(name: str) -> Purpose:
    """Return a purpose such as `proof` or `image:licence`. Raises Invalid for an unknown one."""
    kinds = PURPOSES.get(name.partition(":")[0])
    if kinds is None or len(name) > 60:
        raise Invalid.of({"purpose": f"没有“{name[:60]}”这种文件用途；可用的有：{'、'.join(PURPOSES)}。"})
    return Purpose(name, kinds)


def accepted_types(purpose: str) -> list[str]:
    """Return the media types that a purpose takes."""
    return [TYPES[kind] for kind in purpose_of(purpose).kinds]


def kind_of(body: bytes) -> str | None:
    """Return what content is, whatever its name says: a kind of TYPES, `heic`, or None."""
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body.startswith(b"%PDF-"):
        return "pdf"
    if body.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in body else None
    if body[4:8] == b"ftyp" and body[8:12] in HEIF_BRANDS:
        return "heic"
    return "csv" if _is_text(body) else None


def _is_text(body: bytes) -> bool:
    if not body or b"\x00" in body or body.lstrip()[:1] == b"<":
        return False
    return decoded(body) is not None


def decoded(body: bytes) -> str | None:
    """Return the text of bytes in UTF-8 or GB 18030, as spreadsheet programs save it; None for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def whole_pdf(body: bytes) -> bool:
    """True when a PDF has its end; one that was cut off has not."""
    return b"%%EOF" in body[-PDF_END:]


def display_name(given: str) -> str:
    """Return a name as it may be shown: without folders, control signs and what turns text around."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = NOT_IN_NAMES.sub("_", name).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
            if len(ending) < 10
            else name[:LONGEST_NAME]
        )
    return name or "未命名文件"
