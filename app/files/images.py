"""Images: checked by their header first, then re-encoded in the child process."""

from dataclasses import dataclass
from typing import Any

from app.errors import Invalid, TooLarge
from app.files.sandbox import Broke, Sandbox, shared


@dataclass(frozen=True)
class ImageLimits:
    """How large an image may be, and how large the one that is shown becomes."""

    pixels: int = 40_000_000
    side: int = 10_000
    shown_side: int = 2_000
    bytes: int = 300_000


@dataclass(frozen=True)
class Prepared:
    """An image as it is shown."""

    jpeg: bytes
    width: int
    height: int


def prepare_image(
    body: bytes, name: str = "图片", limits: ImageLimits | None = None, child: Sandbox = shared
) -> Prepared:
    """Return an image upright, without metadata, as JPEG within the limits. Raises Invalid, TooLarge."""
    limits = limits or ImageLimits()
    size = header_size(body)
    if size is None:
        raise _broken(name)
    if max(size) > limits.side or size[0] * size[1] > limits.pixels:
        raise _too_large(name, limits)
    options: dict[str, Any] = dict(vars(limits))
    try:
        meta, jpeg = child.ask("image", options, body)
    except Broke:
        raise _broken(name) from None
    if meta.get("refused") in ("side", "pixels", "memory"):
        raise _too_large(name, limits)
    if "refused" in meta:
        raise _broken(name)
    return Prepared(jpeg, meta["width"], meta["height"])


def header_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height as the header says, without decoding anything; None when it does not say."""
    if body[:8] == b"\x89PNG\r\n\x1a\n" and body[12:16] == b"IHDR" and len(body) >= 24:
        return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")
    return _jpeg_size(body) if body[:2] == b"\xff\xd8" else None


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG to its frame header."""
    at = 2
    while at + 9 <= len(body):
        if body[at] != 0xFF:
            return None
        marker = body[at + 1]
        if (
            marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01
        ):  # fill bytes and marks without a length
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    return None


def _broken(name: str) -> Invalid:
    return Invalid.of({"file": f"「{name}」打不开，可能已损坏。请重新拍照或导出为 JPG 后再上传。"})


def _too_large(name: str, limits: ImageLimits) -> TooLarge:
    mega = limits.pixels // 1_000_000
    most = f"最长边不能超过 {limits.side} 像素，总像素不能超过 {mega}00 万"
    return TooLarge(f"「{name}」的尺寸太大：{most}。请缩小后再上传。")
