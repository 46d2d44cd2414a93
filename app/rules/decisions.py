"""Decisions: a model's graph evaluated over a context, with the rules that hit and the values that decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.content.dmn import Boxed, Decision, DecisionModel, Literal, Logic, Table
from app.rules.boxed import evaluate_boxed
from app.rules.coercion import coerce
from app.rules.errors import FeelError
from app.rules.jsonform import to_json
from app.rules.parsing import parse
from app.rules.scope import Run, Scope
from app.rules.tables import evaluate_table
from app.rules.values import Function


@dataclass(frozen=True)
class Outcome:
    """What a decision answered: its outputs by name, the ids of the rules that hit, and a trace of each table."""

    outputs: dict[str, Any]
    rules: tuple[str, ...] = ()
    trace: tuple[dict[str, Any], ...] = ()


@dataclass
class Evaluation:
    """One evaluation of a model: values are computed once for each decision."""

    model: DecisionModel
    names: frozenset[str]
    root: Scope
    values: dict[str, Any] = field(default_factory=dict)
    trace: list[dict[str, Any]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)

    def logic(self, logic: Logic | None, scope: Scope, name: str = "") -> Any:
        """Evaluate any piece of decision logic."""
        if logic is None:
            return None
        if isinstance(logic, Literal):
            return parse(logic.text, self.names).within(scope) if logic.text else None
        if isinstance(logic, Table):
            value, entry = evaluate_table(logic, scope, self.names, self.model, name)
            self.trace.append(entry)
            return value
        return evaluate_boxed(self, logic, scope, name)

    def decision(self, decision: Decision) -> Any:
        """Return the value of a decision, after those it requires."""
        if decision.id not in self.values:
            if decision.id in self.running:
                raise FeelError(f"决策“{decision.name}”直接或间接地依赖自己。")
            self.running.add(decision.id)
            scope = self.root.inner(self.required(decision))
            value = coerce(self.logic(decision.logic, scope, decision.name), decision.type, self.model)
            self.values[decision.id] = value
            self.running.discard(decision.id)
        return self.values[decision.id]

    def required(self, decision: Decision) -> dict[str, Any]:
        """Return the names that a decision sees beside the inputs."""
        found: dict[str, Any] = {}
        for need in decision.requires:
            if need in self.model.decisions:
                other = self.model.decisions[need]
                found[other.variable] = self.decision(other)
            elif need in self.model.knowledge:
                other = self.model.knowledge[need]
                found[other.variable] = self.function(other)
            elif need in self.model.services:
                other = self.model.services[need]
                found[other.variable] = self.service(other)
        return found

    def function(self, knowledge: Decision) -> Function:
        """Return a business knowledge model as a function."""
        names = tuple(name for name, _ in knowledge.parameters)
        scope = self.root.inner({})
        scope.names = {**self.required(knowledge)}

        def call(*arguments: Any) -> Any:
            given = {
                n: coerce(a, t, self.model) for (n, t), a in zip(knowledge.parameters, arguments, strict=True)
            }
            value = self.logic(knowledge.logic, scope.inner(given), knowledge.name)
            if isinstance(value, Function) and isinstance(knowledge.logic, Boxed) and not names:
                return value
            return coerce(value, knowledge.type, self.model)

        return Function(names, call)

    def service(self, service: Decision) -> Function:
        """Return a decision service as a function of its inputs."""
        names = tuple(name for name, _ in service.parameters)

        def call(*arguments: Any) -> Any:
            inner = Evaluation(self.model, self.names, Scope(dict(zip(names, arguments, strict=True)), None, self.root.run))
            for decision in self.model.decisions.values():
                if decision.variable in names:
                    inner.values[decision.id] = arguments[names.index(decision.variable)]
            outputs = {self.model.decisions[o].variable: inner.decision(self.model.decisions[o]) for o in service.outputs}
            return next(iter(outputs.values())) if len(outputs) == 1 else outputs

        return Function(names, call)


def decide(
    model: DecisionModel, decision: str | None, context: Mapping[str, Any], *, now: datetime
) -> Outcome:
    """Evaluate a decision of a model (the only one when `decision` is None) over a context.

    Raises FeelError when the decision does not exist, a UNIQUE table has two hits, or a value list is violated."""
    found = model.find(decision) if decision else next(iter(model.decisions.values()), None)
    if found is None:
        raise FeelError(f"决策文件里没有“{decision}”这个决策。")
    evaluation = Evaluation(model, model.names(), Scope(context, None, Run(now)))
    value = evaluation.decision(found)
    tables = [t for t in evaluation.trace if t["decision"] == found.name]
    rules = tuple(r for t in tables for r in t["rules"])
    if isinstance(value, dict) and isinstance(found.logic, Table) and len(found.logic.outputs) > 1:
        outputs = value
    elif isinstance(found.logic, Table) and found.logic.outputs[0].name:
        outputs = {found.logic.outputs[0].name: value}
    else:
        outputs = {found.variable: value}
    return Outcome(outputs, rules, tuple(to_json(t) for t in evaluation.trace))


def read_inputs(model: DecisionModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs given as JSON as values of the types that the model declares for them."""
    types = dict(model.inputs.values())
    return {name: coerce(value, types.get(name, ""), model, reading=True) for name, value in given.items()}
