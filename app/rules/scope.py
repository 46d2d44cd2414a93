"""Where names are looked up while an expression runs, and how much it may still do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.rules.errors import FeelError
from app.rules.values import own

MAX_STEPS = 200_000
MAX_DEPTH = 60

Node = Callable[["Scope"], Any]


class Run:
    """One evaluation: the moment it happens, the steps that are left, and the types that its model
    declares."""

    __slots__ = ("depth", "now", "steps", "types")

    def __init__(self, now: datetime, steps: int = MAX_STEPS, types: Mapping[str, Any] | None = None) -> None:
        self.now = now
        self.types = types or {}
        self.steps = steps
        self.depth = 0

    def spend(self, count: int = 1) -> None:
        """Count work done. Raises FeelError when the budget is used up."""
        self.steps -= count
        if self.steps < 0:
            raise FeelError("表达式的计算量过大，已停止。请缩小循环或列表。")


class Scope:
    """Names of one level, over those of the levels around it."""

    __slots__ = ("names", "parent", "run")

    def __init__(self, names: Mapping[str, Any], parent: "Scope | None", run: Run) -> None:
        self.names = names
        self.parent = parent
        self.run = run

    def get(self, name: str) -> Any:
        """Return the value of a name; null when nobody knows it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return own(scope.names[name])
            scope = scope.parent
        return None

    def has(self, name: str) -> bool:
        """Whether some level knows the name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.parent
        return False

    def inner(self, names: Mapping[str, Any]) -> "Scope":
        """Return a level inside this one; it costs a step."""
        self.run.spend()
        return Scope(names, self, self.run)
