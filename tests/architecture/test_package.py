"""What `pip install .` leaves out would be missed only where it runs: all that is no Python is named in the settings."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MADE = ("__pycache__", "frontend")  # by Python; what the static files are built from


def test_templates_grammars_fonts_and_static_files_are_installed() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    installed = {path for pattern in named["package-data"]["app"] for path in APP.glob(pattern)}
    there = {p for p in APP.rglob("*") if p.is_file() and p.suffix != ".py" and not {*MADE} & {*p.parts}}
    assert len(there) > 80
    assert there - installed == set()
