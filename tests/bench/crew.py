"""Clients that work at the same time: processes that each do one thing again and again for a given time."""

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from app.settings import Settings

Make = Callable[[Settings, int], Callable[[], Any]]


@dataclass(frozen=True)
class Done:
    """What a crew has done: things in a second, and the CPU of the clients for one."""

    rate: float
    cpu: float


class Crew:
    """`make(settings, number)` gives each client what it does."""

    def __init__(self, make: Make, settings: Settings, clients: int = 4) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._ends = []
        self._processes = []
        for number in range(clients):
            here, there = spawn.Pipe()
            process = spawn.Process(target=_work, args=(there, make, settings, number), daemon=True)
            process.start()
            self._ends.append(here)
            self._processes.append(process)
        for end in self._ends:
            end.recv()

    def work(self, seconds: float) -> Done:
        """Have every client work for this long."""
        for end in self._ends:
            end.send(seconds)
        told = [end.recv() for end in self._ends]
        count = sum(done for done, _, _ in told)
        return Done(
            sum(done / taken for done, taken, _ in told), sum(cpu for _, _, cpu in told) / max(count, 1)
        )

    def stop(self) -> None:
        """Send everybody home."""
        for end in self._ends:
            end.send(None)
        for process in self._processes:
            process.join(10)


def _work(end: Connection, make: Make, settings: Settings, number: int) -> None:
    act = make(settings, number)
    act()
    end.send("ready")
    while (seconds := end.recv()) is not None:
        count, start, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() < start + seconds:
            act()
            count += 1
        end.send((count, time.perf_counter() - start, time.process_time() - cpu))
    os._exit(0)
