"""A copy of the shipped content from which one rule has been taken out."""

import shutil
from pathlib import Path

from lxml import etree

from tests.mutants.table import ROW, Change

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bpmn", "forms", "rules", "reports")


def copy_without(change: Change, folder: Path) -> None:
    """Copy the content folders to `folder` with one change. Raises ValueError when it changes nothing."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    name, before, after = change
    path = folder / name
    text = path.read_text(encoding="utf-8")
    changed = _without_row(text, after) if before == ROW else text.replace(before, after)
    if changed == text:
        raise ValueError(f"{name} does not hold {before!r} {after!r}")
    path.write_text(changed, encoding="utf-8")


def _without_row(text: str, rule: str) -> str:
    root = etree.fromstring(text.encode())
    for found in root.iterfind(".//{*}rule"):
        if found.get("id") == rule:
            found.getparent().remove(found)
    return etree.tostring(root, encoding="unicode")
