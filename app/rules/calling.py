"""Calling functions, built-in or defined by content, with positional or named arguments."""

from collections.abc import Mapping
from typing import Any

from app.rules.scope import MAX_DEPTH, Scope
from app.rules.values import Function, own


def invoke(scope: Scope, function: Any, arguments: list[Any]) -> Any:
    """Call a function with positional arguments; null when it is none or they do not fit."""
    if not isinstance(function, Function):
        return None
    run = scope.run
    run.spend(5)
    if function.lowest >= 0:
        for argument in arguments:
            if isinstance(argument, (list, Mapping)):
                run.spend(weight(argument, run.steps))
        return own(function.call(run, *arguments)) if len(arguments) >= function.lowest else None
    if len(arguments) != len(function.names):
        return None
    run.depth += 1
    try:
        return own(function.call(*arguments)) if run.depth <= MAX_DEPTH else None
    finally:
        run.depth -= 1


def weight(value: Any, most: int) -> int:
    """Return how many values a list or context holds, counted no further than is left to spend."""
    count, todo = 0, [value]
    while todo and count <= most:
        inner = todo.pop()
        count += len(inner)
        found = inner.values() if isinstance(inner, Mapping) else inner
        todo.extend(v for v in found if isinstance(v, (list, Mapping)))
    return count


def invoke_named(scope: Scope, function: Any, arguments: Mapping[str, Any]) -> Any:
    """Call a function with named arguments; null when a name is unknown or one in the middle is missing."""
    if not isinstance(function, Function):
        return None
    if function.lowest < 0:
        known = set(arguments) <= set(function.names)
        return invoke(scope, function, [arguments.get(n) for n in function.names]) if known else None
    for names in (function.names, *function.others):
        used = names[: len(arguments)]
        if set(arguments) == set(used):
            return invoke(scope, function, [arguments[n] for n in used])
        if set(arguments) < set(names):
            last = max(names.index(n) for n in arguments)
            return invoke(scope, function, [arguments.get(n) for n in names[: last + 1]])
    return None
