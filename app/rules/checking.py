"""What can be said of a decision model before it runs: every expression parses, every reference exists."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.content.dmn import Boxed, Decision, DecisionModel, Literal, Table
from app.errors import Finding
from app.rules.closed import parse_closed, parse_unary_closed
from app.rules.coercion import known
from app.rules.errors import FeelError

Problem = tuple[str, str, str]


@dataclass(frozen=True)
class Names:
    """What the expressions of a model may use: names that hold spaces or signs, and everything it may call."""

    odd: frozenset[str]
    functions: frozenset[str]


def check_model(model: DecisionModel) -> list[Finding]:
    """Return the findings of a decision model, by decision and rule."""
    findings, names = _doubles(model), Names(known(model).names, model.names())
    for decision in (*model.decisions.values(), *model.knowledge.values()):
        findings += _references(model, decision)
        findings += [
            _error(model, where, f"决策“{decision.name}”：{problem}", field)
            for where, field, problem in _problems(decision, decision.logic, names)
        ]
    for item in model.types.values():
        for tests in (item.allowed, item.constraint):
            problems = _try(parse_unary_closed, tests, names, item.name, "") if tests else ()
            findings += [_error(model, w, f"类型“{item.name}”允许的值：{p}", f) for w, f, p in problems]
    return findings


def _doubles(model: DecisionModel) -> list[Finding]:
    named = [*model.decisions.values(), *model.knowledge.values(), *model.services.values()]
    counts = Counter([d.variable for d in named] + [name for name, _ in model.inputs.values()])
    return [
        _error(model, name, f"有 {count} 个输入、决策或知识模型同名“{name}”，请改成不同的名称。")
        for name, count in counts.items()
        if count > 1
    ]


def _references(model: DecisionModel, decision: Decision) -> list[Finding]:
    found = []
    if decision.logic is None:
        message = f"决策“{decision.name}”没有内容，请补上决策表或表达式。"
        found.append(_error(model, decision.id, message))
    declared = {*model.inputs, *model.decisions, *model.knowledge, *model.services}
    for need in decision.requires:
        if need not in declared:
            found.append(_error(model, decision.id, f"决策“{decision.name}”依赖的“{need}”不存在，请检查。"))
    return found


def _problems(decision: Decision, logic: Any, names: Names) -> Iterator[Problem]:
    if isinstance(logic, Literal) and logic.text:
        yield from _try(parse_closed, logic.text, names, decision.id, "")
    if isinstance(logic, Boxed):
        if logic.kind == "external":
            yield decision.id, "", "引用了外部（Java 或 PMML）函数，这里不支持。"
        for name, part in logic.parts:
            if not isinstance(part, (str, tuple)):
                yield from ((w, f or name, p) for w, f, p in _problems(decision, part, names))
    if isinstance(logic, Table):
        yield from _table_problems(logic, names, decision.id)


def _table_problems(table: Table, names: Names, where: str) -> Iterator[Problem]:
    for column in (*table.inputs, *table.outputs):
        here = column.id or where
        if column in table.inputs:
            yield from _try(parse_closed, column.text, names, here, column.name)
        if column.allowed:
            yield from _try(parse_unary_closed, column.allowed, names, here, column.name)
        if column.default:
            yield from _try(parse_closed, column.default, names, here, column.name)
    for rule in table.rules:
        for column, cell in zip(table.inputs, rule.inputs, strict=True):
            yield from _try(parse_unary_closed, cell, names, rule.id, column.name)
        for column, cell in zip(table.outputs, rule.outputs, strict=True):
            if cell and cell != "-":
                yield from _try(parse_closed, cell, names, rule.id, column.name)


def _try(read: Callable[..., Any], text: str, names: Names, where: str, field: str) -> Iterator[Problem]:
    try:
        read(text, names.odd, names.functions)
    except FeelError as error:
        yield where, field, error.message


def _error(model: DecisionModel, element: str, message: str, field: str = "") -> Finding:
    return Finding("error", "decision", element, message, field, model.file)
