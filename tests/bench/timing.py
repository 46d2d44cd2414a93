"""Taking times on a shared machine: what is compared is run in turns, and the medians are compared."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

Act = Callable[[], Any]


def medians(turns: int, *acts: Act) -> list[float]:
    """Run the acts in turns; return the median seconds of each."""
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(turns):
        for taken, act in zip(times, acts, strict=True):
            taken.append(seconds(act))
    return [statistics.median(taken) for taken in times]


def seconds(act: Act) -> float:
    """Return how long an act takes."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def work(times: int, act: Act) -> float:
    """Return the seconds of this process's own CPU that an act takes, the median of some times."""
    taken = []
    for _ in range(times):
        before = time.process_time()
        act()
        taken.append(time.process_time() - before)
    return statistics.median(taken)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
