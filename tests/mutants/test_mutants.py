"""The tests of requirements bite: with its rule taken out of the content, a requirement's test fails.

Twenty are chosen at random in each run; QUXIANG_MUTANTS=all tries every one, QUXIANG_MUTANTS=R-093 one."""

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import pytest

from tests.mutants.content import copy_without
from tests.mutants.table import MUTANTS

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") or str(random.SystemRandom().random())
SEED = int(os.environ.get("QUXIANG_SEED", "0")) or crc32(RUN.encode()) % 10**6  # the workers choose the same
HOW_MANY = 20
APART = ("browser", "mutants")


def chosen() -> list[str]:
    wanted = os.environ.get("QUXIANG_MUTANTS", "")
    if wanted == "all":
        return list(MUTANTS)
    return [wanted] if wanted else random.Random(SEED).sample(list(MUTANTS), HOW_MANY)


def run(number: str, content: Path) -> str:
    """Run the tests of a requirement on SQLite with this content; return what was printed."""
    command = [sys.executable, "-m", "tests.requirements", "--only", number, "-k", "not postgresql"]
    command += ["--tb", "line", *files_of(number)]
    environment = os.environ | {"QUXIANG_TEST_CONTENT": str(content), "QUXIANG_ENV": "test"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def files_of(number: str) -> list[str]:
    """Return the files with tests of a requirement, but for those that need a browser."""
    found = (path for path in sorted(Path("tests").rglob("test_*.py")) if path.parts[1] not in APART)
    return [str(path) for path in found if f'"{number}"' in path.read_text(encoding="utf-8")]


def test_every_change_can_be_made(tmp_path: Path) -> None:
    for number, change in MUTANTS.items():
        copy_without(change, tmp_path / number)


@pytest.mark.parametrize("number", [pytest.param(n, id=f"{n}-seed{SEED}") for n in sorted(chosen())])
def test_without_its_rule_the_test_of_a_requirement_fails(number: str, tmp_path: Path) -> None:
    copy_without(MUTANTS[number], tmp_path / "content")
    printed = run(number, tmp_path / "content")
    assert re.search(rf"^{number} 失败", printed, re.M), printed[-3000:]
    assert " failed" in printed, printed[-3000:]
