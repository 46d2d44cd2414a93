"""The built-in functions by name; each takes the run and its arguments, and answers null for what does
not fit."""

from collections.abc import Callable
from typing import Any

from app.rules.values import Function

BUILTINS: dict[str, Function] = {}
Names = tuple[str, ...]


def builtin(
    name: str, *parameters: str, least: int | None = None, others: tuple[Names, ...] = ()
) -> Callable[[Any], Any]:
    """Register a built-in with its parameter names; the last ones may be left out down to `least`.

    A last name with `…` takes any number of arguments; `others` are further lists of names it may be
    called with."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        endless = bool(parameters) and parameters[-1].endswith("…")

        def call(run: Any, *arguments: Any) -> Any:
            if len(arguments) > len(parameters) and not endless:
                return None
            try:
                return function(run, *arguments)
            except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError):
                return None

        lowest = len(parameters) if least is None else least
        names = tuple(p.rstrip("…") for p in parameters)
        BUILTINS[name] = Function(names, call, lowest, others)
        return function

    return add


from app.rules import (  # noqa: E402  the modules register themselves
    contexts,
    conversions,
    lists,
    moments,
    numbers,
    ranges,
    texts,
)

__all__ = ["BUILTINS", "builtin", "contexts", "conversions", "lists", "moments", "numbers", "ranges", "texts"]
