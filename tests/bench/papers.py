"""Documents, images and expressions: how much CPU one takes in a warm process, and how large it is."""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from app import rules
from app.files.images import prepare_image
from app.files.sandbox import Sandbox
from app.reports import render_pdf
from tests.bench import table
from tests.bench.timing import work
from tests.unit.reports.printed import NOW, case, codes, reader, shipped

COPIES = 10
CONDITION = "amount > 3"


def measure(full: bool) -> Iterator[table.Row]:
    """Measure the agreement, a photograph and a condition."""
    yield from _agreement(100 if full else 30)
    yield from _photograph(20 if full else 7)
    yield _condition()


def _agreement(times: int) -> Iterator[table.Row]:
    agreement, context = shipped("documents/agreement"), case()
    many = replace(agreement, blocks=agreement.blocks * COPIES)

    def print_(document: Any) -> bytes:
        return render_pdf(document, context, now=NOW, codes=codes, site="https://example.cn")

    body = print_(agreement)
    one = work(times, lambda: print_(agreement))
    merged = work(5, lambda: print_(many))
    pages = len(reader(print_(many)).pages)
    yield table.at_most("agreement as PDF", one * 1e3, 30, "ms")
    yield table.at_most("  its size, typeface and QR code inside", len(body) / 1000, 60, "KB")
    yield table.at_most(f"  a page of a file of {pages}", merged * 1e3 / pages, 15, "ms")


def _photograph(times: int) -> Iterator[table.Row]:
    body = _photo()
    child = Sandbox()
    shown = prepare_image(body, child=child)
    before = _cpu(child)
    for _ in range(times):
        prepare_image(body, child=child)
    taken, memory = (_cpu(child) - before) / times, _peak(child)
    child.close()
    yield table.at_most(
        f"photograph of 4000×3000, {len(body) / 1e6:.1f} MB, made small", taken * 1e3, 250, "ms"
    )
    yield table.at_most("  its size", len(shown.jpeg) / 1000, 300, "KB")
    yield table.at_most("  memory of the child process, peak", memory, 150, "MB")


def _photo() -> bytes:
    """Return what a phone takes: soft shapes with some noise, about 3 MB."""
    soft = Image.effect_noise((400, 300), 90).resize((4000, 3000), Image.Resampling.BICUBIC)
    fine = Image.effect_noise((4000, 3000), 14)
    image = Image.merge("RGB", (Image.blend(soft, fine, 0.3), soft, Image.blend(soft, fine, 0.2)))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _cpu(child: Sandbox) -> float:
    """Return the seconds of CPU that a child has used."""
    user, system = _about(child, "stat").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak(child: Sandbox) -> float:
    lines = _about(child, "status").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _about(child: Sandbox, what: str) -> str:
    assert child._child is not None
    return Path(f"/proc/{child._child.pid}/{what}").read_text(encoding="ascii")


def _condition() -> table.Row:
    context = {"amount": 5, **{f"name_{i}": f"value {i}" for i in range(30)}}
    rules.evaluate(CONDITION, context, now=NOW)
    many = 2_000
    taken = work(9, lambda: [rules.evaluate(CONDITION, context, now=NOW) for _ in range(many)])
    return table.at_most(f"FEEL, {CONDITION}, warm", taken / many * 1e6, 10, "µs")
