"""Built-in functions on lists and contexts; where one list is expected, several values mean that list."""

import functools
from collections import Counter
from decimal import Decimal
from statistics import median as _middle
from typing import Any

from app.rules.arithmetic import add
from app.rules.comparing import equal, less
from app.rules.functions import builtin
from app.rules.values import MAX_LIST, NUMBERS, Function, own


def _items(given: tuple[Any, ...]) -> list[Any]:
    if len(given) == 1 and isinstance(given[0], list):
        return [own(i) for i in given[0]]
    return [own(i) for i in given]


def as_list(value: Any) -> list[Any]:
    if value is None:
        raise TypeError
    return [own(i) for i in value] if isinstance(value, list) else [value]


def _numbers(given: tuple[Any, ...]) -> list[Decimal]:
    items = _items(given)
    if not all(isinstance(i, Decimal) for i in items):
        raise TypeError
    return items


@builtin("list contains", "list", "element")
def _contains(run: Any, items: Any, element: Any) -> Any:
    return any(equal(i, element) is True for i in as_list(items))


@builtin("count", "list")
def _count(run: Any, items: Any) -> Any:
    return Decimal(len(as_list(items)))


def _extreme(sign: int) -> Any:
    def find(run: Any, *given: Any) -> Any:
        best = None
        for item in _items(given):
            if item is None:
                return None
            smaller = less(item, best) if best is not None else None
            if best is not None and smaller is None:
                return None
            if best is None or (smaller is (sign < 0) and equal(item, best) is not True):
                best = item
        return best

    return find


builtin("min", "list…", least=1)(_extreme(-1))
builtin("max", "list…", least=1)(_extreme(1))


@builtin("sum", "list…", least=1)
def _sum(run: Any, *given: Any) -> Any:
    items = _items(given)
    if not items:
        return None
    return functools.reduce(add, items) if len(items) > 1 else _numbers(given)[0]


@builtin("mean", "list…", least=1)
def _mean(run: Any, *given: Any) -> Any:
    items = _numbers(given)
    return NUMBERS.divide(sum(items, Decimal(0)), Decimal(len(items))) if items else None


@builtin("median", "list…", least=1)
def _median(run: Any, *given: Any) -> Any:
    items = _numbers(given)
    return NUMBERS.plus(_middle(items)) if items else None


@builtin("mode", "list…", least=1)
def _mode(run: Any, *given: Any) -> Any:
    items = _numbers(given)
    counted = Counter(items)
    most = max(counted.values(), default=0)
    return sorted(i for i, count in counted.items() if count == most)


@builtin("stddev", "list…", least=1)
def _stddev(run: Any, *given: Any) -> Any:
    items = _numbers(given)
    if len(items) < 2:
        return None
    mean = NUMBERS.divide(sum(items, Decimal(0)), Decimal(len(items)))
    total = sum(((i - mean) ** 2 for i in items), Decimal(0))
    return NUMBERS.sqrt(NUMBERS.divide(total, Decimal(len(items) - 1)))


@builtin("product", "list…", least=1)
def _product(run: Any, *given: Any) -> Any:
    items = _numbers(given)
    return functools.reduce(NUMBERS.multiply, items) if items else None


@builtin("all", "list…", least=1)
def _all(run: Any, *given: Any) -> Any:
    items = _items(given)
    if False in [i for i in items if isinstance(i, bool)]:
        return False
    return True if all(i is True for i in items) else None


@builtin("any", "list…", least=1)
def _any(run: Any, *given: Any) -> Any:
    items = _items(given)
    if True in [i for i in items if isinstance(i, bool)]:
        return True
    return False if all(i is False for i in items) else None


@builtin("sublist", "list", "start position", "length", least=2)
def _sublist(run: Any, items: Any, start: Any, length: Any = None) -> Any:
    values, at = as_list(items), int(start)
    if at == 0 or abs(at) > len(values):
        return None
    begin = at - 1 if at > 0 else len(values) + at
    if length is not None and (int(length) < 0 or begin + int(length) > len(values)):
        return None
    return values[begin:] if length is None else values[begin : begin + int(length)]


@builtin("append", "list", "item…", least=1)
def _append(run: Any, items: Any, *more: Any) -> Any:
    return [*as_list(items), *more]


@builtin("concatenate", "list…", least=1)
def _concatenate(run: Any, *lists: Any) -> Any:
    joined = [i for each in lists for i in as_list(each)]
    return joined if len(joined) <= MAX_LIST else None


@builtin("insert before", "list", "position", "newItem")
def _insert(run: Any, items: Any, position: Any, item: Any) -> Any:
    values, at = as_list(items), int(position)
    if at == 0 or abs(at) > len(values):
        return None
    begin = at - 1 if at > 0 else len(values) + at
    return [*values[:begin], item, *values[begin:]]


@builtin("remove", "list", "position")
def _remove(run: Any, items: Any, position: Any) -> Any:
    values, at = as_list(items), int(position)
    if at == 0 or abs(at) > len(values):
        return None
    begin = at - 1 if at > 0 else len(values) + at
    return [*values[:begin], *values[begin + 1 :]]


@builtin("list replace", "list", "position", "newItem")
def _list_replace(run: Any, items: Any, position: Any, item: Any) -> Any:
    values = as_list(items)
    if isinstance(position, Function):
        return [item if position.call(v, item) is True else v for v in values]
    at = int(position)
    if at == 0 or abs(at) > len(values):
        return None
    begin = at - 1 if at > 0 else len(values) + at
    return [*values[:begin], item, *values[begin + 1 :]]


@builtin("reverse", "list")
def _reverse(run: Any, items: Any) -> Any:
    return as_list(items)[::-1]


@builtin("index of", "list", "match")
def _index_of(run: Any, items: Any, match: Any) -> Any:
    return [Decimal(n) for n, i in enumerate(as_list(items), 1) if equal(i, match) is True]


@builtin("distinct values", "list")
def _distinct(run: Any, items: Any) -> Any:
    return _unique(run, as_list(items))


@builtin("union", "list…", least=1)
def _union(run: Any, *lists: Any) -> Any:
    return _unique(run, [i for each in lists for i in as_list(each)])


def _unique(run: Any, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        run.spend(len(found) + 1)
        if not any(equal(item, f) is True for f in found):
            found.append(item)
    return found


@builtin("duplicate values", "list")
def _duplicates(run: Any, items: Any) -> Any:
    values = as_list(items)
    run.spend(len(values) ** 2)
    return _unique(run, [v for v in values if sum(equal(v, w) is True for w in values) > 1])


@builtin("flatten", "list")
def _flatten(run: Any, items: Any) -> Any:
    flat: list[Any] = []
    for item in as_list(items):
        run.spend()
        flat.extend(_flatten(run, item) if isinstance(item, list) else [item])
    return flat


@builtin("sort", "list", "precedes", least=1)
def _sort(run: Any, items: Any, precedes: Any = None) -> Any:
    def before(a: Any, b: Any) -> bool:
        run.spend(3)
        result = precedes.call(a, b) if isinstance(precedes, Function) else less(a, b)
        return result is True

    def order(a: Any, b: Any) -> int:
        return -1 if before(a, b) else (1 if before(b, a) else 0)

    return sorted(as_list(items), key=functools.cmp_to_key(order))
