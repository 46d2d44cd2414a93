"""The built-in functions by name; each takes the run and its arguments, and answers null for what does not fit."""

from collections.abc import Callable
from typing import Any

from app.rules.values import Function

BUILTINS: dict[str, Function] = {}


def builtin(name: str, *parameters: str, least: int | None = None) -> Callable[[Any], Any]:
    """Register a built-in with its parameter names; the last ones may be left out down to `least`."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(run: Any, *arguments: Any) -> Any:
            if len(arguments) > len(parameters) and not parameters[-1].endswith("…"):
                return None
            try:
                return function(run, *arguments)
            except (TypeError, ValueError, ArithmeticError, AttributeError, IndexError):
                return None

        lowest = len(parameters) if least is None else least
        BUILTINS[name] = Function(tuple(p.rstrip("…") for p in parameters), call, lowest)
        return function

    return add


from app.rules import (  # noqa: E402  the modules register themselves
    conversions,
    lists,
    moments,
    numbers,
    ranges,
    texts,
)

__all__ = ["BUILTINS", "builtin", "conversions", "lists", "moments", "numbers", "ranges", "texts"]
