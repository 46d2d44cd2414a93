"""`make requirements`: runs the tests that carry a requirement's number and prints which requirements they show."""

import csv
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

TABLE = Path(__file__).with_name("requirements.csv")


class Collector:
    """Notes for each requirement which of its tests passed and which failed."""

    def __init__(self, only: str = "") -> None:
        self._only = only
        self.numbers: dict[str, list[str]] = {}
        self.passed: dict[str, list[str]] = defaultdict(list)
        self.failed: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Keep only the tests that carry a number, or the one that is asked for."""
        for item in items:
            found = [n for mark in item.iter_markers("req") for n in mark.args]
            self.numbers[item.nodeid] = [n for n in found if self._only in ("", n)]
        items[:] = [item for item in items if self.numbers[item.nodeid]]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Sort a test's numbers by its result."""
        if report.failed:
            into = self.failed
        elif report.when == "call" and report.passed:
            into = self.passed
        else:
            return
        for number in self.numbers.get(report.nodeid, []):
            into[number].append(report.nodeid)


def main(arguments: list[str]) -> int:
    """Run and print; the exit code is pytest's. `--only R-001` runs the tests of one requirement."""
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    arguments = [a for a in arguments if a not in ("--only", only)]
    collector = Collector(only)
    code = pytest.main(["-q", "--no-header", "-p", "no:randomly", *arguments], plugins=[collector])
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    unknown = sorted(set(collector.passed) - {row["number"] for row in rows})
    count = 0
    for row in rows:
        number = row["number"]
        if only not in ("", number):
            continue
        state = "失败" if collector.failed[number] else ("通过" if collector.passed[number] else "没有")
        count += state == "通过"
        print(f"{number} {state} {len(collector.passed[number]):>3}  {row['text']}")
    print(f"\n{count} 条需求有通过的测试，共 {len(rows)} 条。")
    if unknown:
        print(f"测试里有需求表没有的编号：{'、'.join(unknown)}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tests"]))
