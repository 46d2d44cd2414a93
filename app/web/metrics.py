"""What requests cost, counted by each server process and shown by whichever is asked (Prometheus text).

Every process keeps its counts in a file of its own in the data folder; a scrape reads those of the processes that
live. The counts carry the process as a label, so that one that ends takes only its own series with it."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
WRITE_EVERY = 1.0
PREFIX = "quxiang_"
HELP = {
    "http_requests_total": ("counter", "Requests answered, by route and status."),
    "http_request_seconds": ("histogram", "How long answers took."),
    "jobs": ("gauge", "Background work by kind and state."),
    "job_lateness_seconds": ("gauge", "How long the oldest due job has waited."),
    "outbox": ("gauge", "Messages that have not left, by channel and state."),
    "outbox_age_seconds": ("gauge", "Age of the oldest message that has not left."),
    "incidents_open": ("gauge", "What cannot go on by itself."),
    "pool_in_use": ("gauge", "Database connections in use in the process that was asked."),
}


class Meter:
    """Counts requests of this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._requests: dict[str, int] = {}
        self._seconds: dict[str, list[float]] = {}
        self._written = 0.0

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            key = f"{method} {status} {route}"
            self._requests[key] = self._requests.get(key, 0) + 1
            row = self._seconds.setdefault(route, [0.0] * (len(BOUNDS) + 2))
            for n, bound in enumerate(BOUNDS):
                row[n] += seconds <= bound
            row[-2] += 1
            row[-1] += seconds
            if time.monotonic() - self._written >= WRITE_EVERY:
                self._write()

    def processes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (process, counts) of every process that lives."""
        with self._lock:
            self._write()
        for file in sorted(self._folder.glob("*.json")):
            if _lives(file.stem):
                with suppress(OSError, orjson.JSONDecodeError):
                    yield file.stem, orjson.loads(file.read_bytes())
            else:
                file.unlink(missing_ok=True)

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{os.getpid()}.json"
        beside = file.with_suffix(".new")
        beside.write_bytes(orjson.dumps({"requests": self._requests, "seconds": self._seconds}))
        beside.rename(file)
        self._written = time.monotonic()


def text(meter: Meter, figures: Iterable[tuple[str, dict[str, str], float]]) -> str:
    """Return all measurements in Prometheus' text format."""
    series: dict[str, list[str]] = {}
    for name, labels, value in figures:
        series.setdefault(name, []).append(_line(name, labels, value))
    for process, counts in meter.processes():
        for key, count in counts["requests"].items():
            method, status, route = key.split(" ", 2)
            labels = {"process": process, "method": method, "route": route, "status": status}
            series.setdefault("http_requests_total", []).append(_line("http_requests_total", labels, count))
        for route, row in counts["seconds"].items():
            lines = _histogram({"process": process, "route": route}, row)
            series.setdefault("http_request_seconds", []).extend(lines)
    found = []
    for name, lines in series.items():
        kind, words = HELP[name]
        found += [f"# HELP {PREFIX}{name} {words}", f"# TYPE {PREFIX}{name} {kind}", *lines]
    return "\n".join([*found, ""])


def _histogram(labels: dict[str, str], row: list[float]) -> list[str]:
    name = "http_request_seconds"
    bounds = [*(str(b) for b in BOUNDS), "+Inf"]
    lines = [_line(f"{name}_bucket", {**labels, "le": b}, row[n]) for n, b in enumerate(bounds)]
    return [*lines, _line(f"{name}_sum", labels, row[-1]), _line(f"{name}_count", labels, row[-2])]


def _line(name: str, labels: dict[str, str], value: float) -> str:
    inner = ",".join(f'{k}="{_escape(v)}"' for k, v in labels.items())
    return f"{PREFIX}{name}{{{inner}}} {value:g}" if inner else f"{PREFIX}{name} {value:g}"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
