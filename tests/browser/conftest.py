"""Chromium against a real server: whoever visits a page fails the test when the page misbehaves."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.support.cast import Cast
from tests.support.world import Template

CHROMIUM = os.environ.get("QUXIANG_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]

expect.set_options(timeout=20_000)  # two browsers, two servers and killed ones share two cores

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for this folder only: its loop must not run on under other tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template("sqlite", tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def server(furnished: Template, tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "data"
    folder.mkdir()
    running = Server(furnished.copy(folder), folder)
    yield running
    running.stop()


@pytest.fixture
def cast(server: Server) -> Iterator[Cast]:
    """The people at the doors of the same installation, to set a scene quickly."""
    made = Cast(server.settings)
    yield made
    made.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where pictures go: a folder that is looked at afterwards, or one that is thrown away."""
    folder = Path(os.environ.get("QUXIANG_TEST_SHOTS") or tmp_path / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visit(browser: Browser, server: Server, shots: Path) -> Iterator[Visit]:
    """Return a function that opens a browser for a person; afterwards nobody may have met a problem."""
    opened: list[Visitor] = []

    def open_(size: dict[str, int] = DESKTOP, **more: Any) -> Visitor:
        opened.append(Visitor(browser, server.url, size, shots, **more))
        return opened[-1]

    yield open_
    problems = [p for v in opened for p in v.problems]
    for visitor in opened:
        visitor.leave()
    assert not problems, "\n".join(problems)


@pytest.fixture
def desktop(visit: Visit) -> Visitor:
    return visit(DESKTOP)


@pytest.fixture
def phone(visit: Visit) -> Visitor:
    return visit(PHONE)
