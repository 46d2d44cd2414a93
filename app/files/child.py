"""The child process that touches what strangers uploaded: a script of its own, with little memory and time.

It must not import the application: it is started without it, and what breaks in here breaks nothing else.
Each request is one line of JSON and `size` bytes; so is each answer."""

import io
import json
import resource
import signal
import sys
import zipfile
from typing import Any

from PIL import Image
from python_calamine import load_workbook

MEMORY = 1 << 30
SECONDS = 5
ORIENTATION = 0x0112
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # the tag's value → the library's Transpose
LANCZOS = 1
QUALITIES = (86, 76, 66, 56, 46, 36)


Image.MAX_IMAGE_PIXELS = None  # the limits are checked here, before anything is decoded


class Refused(Exception):
    """Input that is not taken; the text is a word that the parent knows a sentence for."""


def shrink(body: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return an image upright, without metadata, as JPEG of at most `bytes` bytes, and its size."""
    try:
        image = Image.open(io.BytesIO(body), formats=("JPEG", "PNG"))
        _check_size(image.size, options)
        turn = _turn(image)
        image = _small(image, options["shown_side"])
        jpeg, size = _encode(image if turn is None else image.transpose(turn), options["bytes"])
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("broken") from error
    return {"width": size[0], "height": size[1]}, jpeg


def _check_size(size: tuple[int, int], options: dict[str, Any]) -> None:
    if max(size) > options["side"]:
        raise Refused("side")
    if size[0] * size[1] > options["pixels"]:
        raise Refused("pixels")


def _turn(image: Any) -> Any:
    """Return how to turn an image so that it stands upright, or None; unreadable metadata turns nothing."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION))
    except Exception:
        return None


def _small(image: Any, side: int) -> Any:
    """Return an image of at most `side` on white, in RGB. JPEG is decoded at a fraction of its size."""
    ratio = min(1.0, side / max(image.size))
    image.draft("RGB", (max(1, int(image.width * ratio)), max(1, int(image.height * ratio))))
    image.load()
    image = _on_white(image)
    image.thumbnail((side, side), LANCZOS, reducing_gap=2.0)
    return image


def _on_white(image: Any) -> Any:
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = clear.copy()
        image.paste("white", (0, 0, *clear.size))
        image.alpha_composite(clear)
    return image.convert("RGB")


def _encode(image: Any, limit: int) -> tuple[bytes, tuple[int, int]]:
    """Return JPEG of at most `limit` bytes: quality goes down first, then the size of the image."""
    at = 0
    while True:
        while at < len(QUALITIES):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=QUALITIES[at], exif=b"", icc_profile=None)
            size = buffer.tell()
            if size <= limit:
                return buffer.getvalue(), image.size
            at += 3 if size > 2.2 * limit else 2 if size > 1.5 * limit else 1
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
        at = 2


def sheet(body: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the rows of the first sheet that has any, as JSON lists of cells, bounded in every direction."""
    _check_zip(body, options)
    try:
        with load_workbook(io.BytesIO(body)) as book:
            found = _first_filled(book)
            rows = found.to_python(skip_empty_area=False, nrows=options["lines"] + 1) if found else []
    except Exception as error:
        raise Refused("broken") from error
    if len(rows) > options["lines"]:
        raise Refused("lines")
    if rows and len(rows[0]) > options["columns"] and any(any(r[options["columns"] :]) for r in rows):
        raise Refused("columns")
    kept = [[_cell(value) for value in row[: options["columns"]]] for row in rows]
    return {}, json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")


def _first_filled(book: Any) -> Any:
    for name in book.sheet_names:
        found = book.get_sheet_by_name(name)
        if found.height:
            return found
    return None


def _check_zip(body: bytes, options: dict[str, Any]) -> None:
    """Refuse a container that is large inside, or whose directory lies: every entry is inflated."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            entries = container.infolist()
            if len(entries) > options["entries"]:
                raise Refused("entries")
            if sum(e.file_size for e in entries) > options["unpacked"]:
                raise Refused("unpacked")
            for entry in entries:
                with container.open(entry) as file:
                    while file.read(1 << 18):
                        pass
    except Refused:
        raise
    except Exception as error:
        raise Refused("broken") from error


def _cell(value: Any) -> Any:
    """Return a cell as JSON: whole numbers without a point, those that lost digits marked as such."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        if abs(value) >= 1e15:
            return {"number": f"{value:.0f}"}
        return str(int(value)) if value == int(value) else repr(value)
    return value if isinstance(value, str) else value.isoformat()


WORK = {"image": shrink, "sheet": sheet}


def limit_self() -> None:
    """Give up what a decoder does not need: memory, files, other processes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(kind: str, options: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one piece of work; what is refused is an answer too."""
    try:
        meta, result = WORK[kind](body, options)
    except Refused as refused:
        return {"refused": str(refused)}, b""
    except MemoryError:
        return {"refused": "memory"}, b""
    return meta, result


def serve(source: Any, sink: Any) -> None:
    """Answer requests until the parent closes its end. The alarm (of processor time) ends the whole child."""
    while line := source.readline():
        request = json.loads(line)
        body = source.read(request["size"])
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        meta, result = answer(request["kind"], request["options"], body)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sink.write(json.dumps({**meta, "size": len(result)}).encode() + b"\n" + result)
        sink.flush()


if __name__ == "__main__":
    limit_self()
    serve(sys.stdin.buffer, sys.stdout.buffer)
