"""The README is true: what it names exists, and what an operator may set or type stands in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands import main
from app.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`((?:app|bpmn|forms|rules|reports|tests)/[\w./-]*)`", README)


class Asked(dict[str, str]):
    """An environment that keeps the names that it was asked for."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def settings(folder: Path) -> Iterator[str]:
    asked = Asked({"QUXIANG_ENV": "test", "QUXIANG_DATA_DIR": str(folder), "QUXIANG_CHANNEL_MAIL_URL": ""})
    Settings.from_env(asked)
    for name in sorted(asked.names):
        yield name.replace("_MAIL_", "_<NAME>_")


def test_every_setting_is_explained(tmp_path: Path) -> None:
    found = set(settings(tmp_path))
    assert {"QUXIANG_ENV", "QUXIANG_CHANNEL_<NAME>_URL", "PORT"} <= found
    written = {short(name) for name in found}
    assert [name for name in sorted(written) if f"`{name}" not in README] == []


def short(name: str) -> str:
    """Return how a name stands in the table: the key of a receiver stands beside its address."""
    return name.replace("_<NAME>_KEY", "_<NAME>_URL")


@pytest.mark.parametrize("path", sorted(set(NAMED)))
def test_what_is_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_command_is_named() -> None:
    assert [name for name in main.commands if f"quxiang {name}" not in README] == []


def test_the_targets_of_make_are_named() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M)
    assert [t for t in targets if t not in ("install", "lint") and f"make {t}" not in README] == []


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).stat().st_size < 200_000 for picture in pictures)
