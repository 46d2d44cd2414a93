"""QR codes: what is drawn is what the library says, and it leads to the installation."""

import re

import pytest

from app.reports import render_pdf
from app.reports.qr import QUIET, pattern, runs
from tests.unit.reports.printed import NOW, document, reader


def drawn(pdf: bytes) -> list[list[bool]]:
    """Return the modules that a page fills, read back from its content."""
    content = reader(pdf).pages[0].get_contents().get_data().decode("latin-1")
    rects = [tuple(map(int, m)) for m in re.findall(r"^(\d+) (\d+) (\d+) 1 re$", content, re.MULTILINE)]
    side = max(y for _, y, _ in rects) + 1 + QUIET
    rows = [[False] * side for _ in range(side)]
    for x, y, length in rects:
        rows[y][x : x + length] = [True] * length
    return rows


@pytest.mark.parametrize(
    ("value", "site", "text"),
    [
        ("/v/abc", "https://a.example", "https://a.example/v/abc"),
        ("https://b.example/x", "s", "https://b.example/x"),
    ],
)
def test_a_code_says_the_address(value: str, site: str, text: str) -> None:
    paper = document({"kind": "qr", "text": "t", "caption": "扫一扫"})
    assert drawn(render_pdf(paper, {"t": value}, now=NOW, site=site)) == pattern(text)


def test_without_a_value_there_is_no_code() -> None:
    paper = document({"kind": "qr", "text": "t"})
    assert b" 1 re" not in reader(render_pdf(paper, {}, now=NOW)).pages[0].get_contents().get_data()


def test_runs_are_the_dark_stretches() -> None:
    assert runs([True, True, False, True]) == [(0, 2), (3, 1)]
    assert runs([False]) == []
