"""`python -m tests.bench [--full] [NAME …]`: measure, print one table, fail when a target is missed."""

import argparse
import importlib
import itertools
import sys
import time

from tests.bench.table import Row, show

PARTS = ("engine", "lifecycle", "inbox", "pages", "papers", "running", "school", "verification")


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(PARTS)}; all without one"
    )
    parser.add_argument("--full", action="store_true", help="1,000,000 rows and more repeats")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(PARTS))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    found = [_run(name, asked.full) for name in PARTS if not asked.names or name in asked.names]
    return 1 if show(itertools.chain.from_iterable(found)) else 0


def _run(name: str, full: bool) -> list[Row]:
    before = time.monotonic()
    rows = list(importlib.import_module(f"tests.bench.{name}").measure(full))
    sys.stderr.write(f"{name}: {time.monotonic() - before:.0f} s\n")
    return rows


if __name__ == "__main__":
    sys.exit(main())
