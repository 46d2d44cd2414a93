"""`for`, `some` and `every`: every combination of their iterators, within the budget."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.rules.comparing import includes
from app.rules.errors import FeelError
from app.rules.scope import Node, Scope
from app.rules.values import Range, own

Bindings = Sequence[tuple[str, list[Node]]]


def iterate(scope: Scope, iterators: Bindings, body: Node, most: int) -> Any:
    """Return the list of the body's values; `partial` is the list so far. Null for something not iterable."""
    results: list[Any] = []
    if _walk(scope.inner({"partial": results}), list(iterators), body, results, most) is None:
        return None
    return results


def _walk(scope: Scope, iterators: list[Any], body: Node, results: list[Any], most: int) -> bool | None:
    if not iterators:
        results.append(body(scope))
        if len(results) > most:
            raise FeelError("循环得到的列表过长，已停止。")
        return True
    name, bounds = iterators[0]
    values = _values([bound(scope) for bound in bounds])
    if values is None:
        return None
    for value in values:
        if _walk(scope.inner({name: value}), iterators[1:], body, results, most) is None:
            return None
    return True


def _values(bounds: list[Any]) -> Iterator[Any] | None:
    if len(bounds) == 2:
        return _between(*bounds)
    value = bounds[0]
    if isinstance(value, Range):
        return _inside(value)
    if isinstance(value, list):
        return (own(item) for item in value)
    return None if value is None else iter([value])


def _inside(interval: Range) -> Iterator[Any] | None:
    values = _between(interval.low, interval.high)
    if values is None:
        return None
    return (v for v in values if includes(interval, v) is True)


def _between(low: Any, high: Any) -> Iterator[Any] | None:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if low != low.to_integral_value() or high != high.to_integral_value():
            return None
        step = 1 if low <= high else -1
        return (Decimal(n) for n in range(int(low), int(high) + step, step))
    if isinstance(low, date) and type(low) is type(high) and not isinstance(low, datetime):
        days, step = (high - low).days, 1 if low <= high else -1
        return (low + timedelta(days=n) for n in range(0, days + step, step))
    return None


def quantify(scope: Scope, some: bool, bindings: Bindings, condition: Node) -> bool | None:
    """`some` (or `every`) over all combinations, three-valued."""
    unknown = False
    for inner in _combinations(scope, list(bindings)):
        if inner is None:
            return None
        result = condition(inner)
        if result is some:
            return some
        unknown = unknown or not isinstance(result, bool)
    return None if unknown else not some


def _combinations(scope: Scope, bindings: list[tuple[str, list[Node]]]) -> Iterator[Scope | None]:
    if not bindings:
        yield scope
        return
    name, bounds = bindings[0]
    values = _values([bound(scope) for bound in bounds])
    if values is None:
        yield None
        return
    for value in values:
        yield from _combinations(scope.inner({name: value}), bindings[1:])
