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

    def __init__(self) -> None:
        self.numbers: dict[str, list[str]] = {}
        self.passed: dict[str, list[str]] = defaultdict(list)
        self.failed: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Keep only the tests that carry a number."""
        for item in items:
            self.numbers[item.nodeid] = [n for mark in item.iter_markers("req") for n in mark.args]
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
    """Run and print; the exit code is pytest's."""
    collector = Collector()
    code = pytest.main(["-q", "--no-header", "-p", "no:randomly", *arguments], plugins=[collector])
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    unknown = sorted(set(collector.passed) - {row["number"] for row in rows})
    count = 0
    for row in rows:
        number = row["number"]
        state = "失败" if collector.failed[number] else ("通过" if collector.passed[number] else "没有")
        count += state == "通过"
        print(f"{number} {state} {len(collector.passed[number]):>3}  {row['text']}")
    print(f"\n{count} 条需求有通过的测试，共 {len(rows)} 条。")
    if unknown:
        print(f"测试里有需求表没有的编号：{'、'.join(unknown)}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tests"]))
