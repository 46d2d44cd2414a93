"""What can be reached from somewhere, step by step; without recursion, for diagrams may be long."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def reached(starts: Iterable[T], after: Callable[[T], Iterable[T]]) -> set[T]:
    """Return the starts and everything that lies behind them."""
    seen: set[T] = set()
    todo = list(starts)
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo.extend(after(at))
    return seen
