"""Decision tables: which rules hit, and what the hit policy makes of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.content.dmn import Column, DecisionModel, Rule, Table
from app.rules.arithmetic import add, equal, less
from app.rules.coercion import coerce
from app.rules.errors import FeelError
from app.rules.parsing import parse, parse_unary
from app.rules.scope import Scope

Hit = tuple[Rule, dict[str, Any]]


def evaluate_table(
    table: Table, scope: Scope, names: frozenset[str], model: DecisionModel, name: str
) -> tuple[Any, dict[str, Any]]:
    """Return (value, trace entry) of a table. Raises FeelError where the table forbids the result."""
    values = [_input(column, scope, names, model) for column in table.inputs]
    invalid = _first_invalid(table, values, scope, names, model)
    hits = [] if invalid else [rule for rule in table.rules if _hit(rule, values, scope, names)]
    entry = {
        "decision": name,
        "inputs": {c.name or c.text: v for c, v in zip(table.inputs, values, strict=True)},
        "rules": [rule.id for rule in hits],
    }
    if invalid:
        entry["invalid"] = invalid
        return None, entry
    found = [(rule, _outputs(table, rule, scope, names, model)) for rule in hits]
    return _apply(table, found, scope, names, name, entry), entry


def _input(column: Column, scope: Scope, names: frozenset[str], model: DecisionModel) -> Any:
    if not column.text:
        return None
    return coerce(parse(column.text, names).within(scope), column.type, model)


def _first_invalid(table: Table, values: list[Any], scope: Scope, names: frozenset[str], model: DecisionModel) -> str:
    for column, value in zip(table.inputs, values, strict=True):
        item = model.types.get(column.type)
        for allowed in (column.allowed, item.allowed if item is not None else ""):
            if allowed and value is not None and parse_unary(allowed, names).test(value, scope) is not True:
                return column.name or column.text
    return ""


def _hit(rule: Rule, values: list[Any], scope: Scope, names: frozenset[str]) -> bool:
    pairs = zip(rule.inputs, values, strict=True)
    return all(parse_unary(cell, names).test(value, scope) is True for cell, value in pairs)


def _outputs(
    table: Table, rule: Rule, scope: Scope, names: frozenset[str], model: DecisionModel
) -> dict[str, Any]:
    found = {}
    for column, text in zip(table.outputs, rule.outputs, strict=True):
        value = parse(text, names).within(scope) if text and text != "-" else None
        value = coerce(value, column.type, model)
        if column.allowed and value is not None and parse_unary(column.allowed, names).test(value, scope) is not True:
            raise FeelError(f"决策表规则“{rule.id}”的输出“{text}”不在输出列“{column.name}”的允许值内。")
        found[column.name] = value
    return found


def _apply(
    table: Table, hits: list[Hit], scope: Scope, names: frozenset[str], name: str, entry: dict[str, Any]
) -> Any:
    if not hits:
        return _default(table, scope, names)
    if table.hit_policy in ("UNIQUE", "FIRST", "ANY", "PRIORITY"):
        chosen = ONE[table.hit_policy](table, hits, name)
        entry["rules"] = [r.id for r, _ in hits] if table.hit_policy == "ANY" else [chosen[0].id]
        return _single(table, chosen[1])
    if table.hit_policy == "OUTPUT ORDER":
        hits = _by_priority(table, hits)
        entry["rules"] = [r.id for r, _ in hits]
    values = [_single(table, outputs) for _, outputs in hits]
    if table.hit_policy == "COLLECT" and table.aggregation:
        return AGGREGATE[table.aggregation](values)
    return values


def _default(table: Table, scope: Scope, names: frozenset[str]) -> Any:
    if any(column.default for column in table.outputs):
        found = {c.name: parse(c.default, names).within(scope) if c.default else None for c in table.outputs}
        return _single(table, found)
    if table.hit_policy == "COLLECT" and table.aggregation == "COUNT":
        return Decimal(0)
    return None


def _single(table: Table, outputs: dict[str, Any]) -> Any:
    return outputs if len(table.outputs) > 1 else next(iter(outputs.values()))


def _unique(table: Table, hits: list[Hit], name: str) -> Hit:
    if len(hits) > 1:
        ids = "、".join(rule.id for rule, _ in hits)
        raise FeelError(f"决策表“{name}”要求唯一命中，但规则 {ids} 同时成立，请修改其中的条件。")
    return hits[0]


def _any(table: Table, hits: list[Hit], name: str) -> Hit:
    first = hits[0]
    if any(equal(outputs, first[1]) is not True for _, outputs in hits):
        raise FeelError(f"决策表“{name}”的命中策略是 ANY，但命中的规则给出了不同的结果。")
    return first


def _by_priority(table: Table, hits: list[Hit]) -> list[Hit]:
    """Order by the position of the outputs in the columns' value lists, first column first."""

    def rank(hit: Hit) -> list[int]:
        return [_position(column, hit[1][column.name]) for column in table.outputs if column.allowed]

    return sorted(hits, key=rank)


def _position(column: Column, value: Any) -> int:
    listed = [part.strip() for part in column.allowed.split(",")]
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return listed.index(text) if text in listed else len(listed)


ONE: dict[str, Callable[[Table, list[Hit], str], Hit]] = {
    "UNIQUE": _unique,
    "FIRST": lambda table, hits, name: hits[0],
    "ANY": _any,
    "PRIORITY": lambda table, hits, name: _by_priority(table, hits)[0],
}


def _sum(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = add(total, value)
    return total


def _extreme(values: list[Any], largest: bool) -> Any:
    best = values[0]
    for value in values[1:]:
        if less(best, value) is largest and equal(best, value) is not True:
            best = value
    return best


AGGREGATE: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": _sum,
    "MIN": lambda values: _extreme(values, False),
    "MAX": lambda values: _extreme(values, True),
    "COUNT": lambda values: Decimal(len(values)),
}
