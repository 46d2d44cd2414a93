"""What can be said of a decision model before it runs: every expression parses, every reference exists."""

from collections.abc import Iterator
from typing import Any

from app.content.dmn import Boxed, Decision, DecisionModel, Literal, Table
from app.errors import Finding
from app.rules.errors import FeelError
from app.rules.parsing import parse, parse_unary


def check_model(model: DecisionModel) -> list[Finding]:
    """Return the findings of a decision model, by decision and rule."""
    names = model.names()
    known = {*model.inputs, *model.decisions, *model.knowledge, *model.services}
    findings: list[Finding] = []
    for decision in (*model.decisions.values(), *model.knowledge.values()):
        if decision.logic is None:
            findings.append(_error(model, decision.id, f"决策“{decision.name}”没有内容，请补上决策表或表达式。"))
        for need in decision.requires:
            if need not in known:
                findings.append(_error(model, decision.id, f"决策“{decision.name}”依赖的“{need}”不存在。"))
        findings += [
            _error(model, where, f"决策“{decision.name}”：{problem}", field)
            for where, field, problem in _problems(decision, decision.logic, names)
        ]
    return findings


def _problems(decision: Decision, logic: Any, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    if isinstance(logic, Literal) and logic.text:
        yield from _try(parse, logic.text, names, decision.id, "")
    if isinstance(logic, Boxed):
        for name, part in logic.parts:
            if not isinstance(part, (str, tuple)):
                yield from ((w, f or name, p) for w, f, p in _problems(decision, part, names))
    if isinstance(logic, Table):
        yield from _table_problems(logic, names, decision.id)


def _table_problems(table: Table, names: frozenset[str], where: str) -> Iterator[tuple[str, str, str]]:
    for column in table.inputs:
        yield from _try(parse, column.text, names, column.id or where, column.name)
    for column in (*table.inputs, *table.outputs):
        if column.allowed:
            yield from _try(parse_unary, column.allowed, names, column.id or where, column.name)
    for rule in table.rules:
        for column, cell in zip(table.inputs, rule.inputs, strict=True):
            yield from _try(parse_unary, cell, names, rule.id, column.name)
        for column, cell in zip(table.outputs, rule.outputs, strict=True):
            if cell and cell != "-":
                yield from _try(parse, cell, names, rule.id, column.name)


def _try(read: Any, text: str, names: frozenset[str], where: str, field: str) -> Iterator[tuple[str, str, str]]:
    try:
        read(text, names)
    except FeelError as error:
        yield where, field, error.message


def _error(model: DecisionModel, element: str, message: str, field: str = "") -> Finding:
    return Finding("error", "decision", element, message, field, model.file)
