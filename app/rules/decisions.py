"""Decisions: a model's graph evaluated over a context, with the rules that hit and the values that
decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.content.dmn import Boxed, Decision, DecisionModel, Literal, Logic, Table
from app.rules.boxed import evaluate_boxed
from app.rules.coercion import coerce, known, read, result_type
from app.rules.errors import FeelError
from app.rules.jsonform import to_json
from app.rules.parsing import parse
from app.rules.scope import Run, Scope
from app.rules.tables import TableRun
from app.rules.values import Function


@dataclass(frozen=True)
class Outcome:
    """What a decision answered: its outputs by name, the ids of the rules that hit, a trace of each
    table, and its value
    as FEEL has it (a context of the outputs, one value, or a list where the hit policy gives several)."""

    outputs: dict[str, Any]
    rules: tuple[str, ...] = ()
    trace: tuple[dict[str, Any], ...] = ()
    value: Any = None


@dataclass
class Evaluation:
    """One evaluation of a model: values are computed once for each decision."""

    model: DecisionModel
    names: frozenset[str]
    root: Scope
    values: dict[str, Any] = field(default_factory=dict)
    trace: list[dict[str, Any]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    functions: dict[str, Function] = field(default_factory=dict)

    def logic(self, logic: Logic | None, scope: Scope, name: str = "") -> Any:
        """Evaluate any piece of decision logic."""
        if logic is None:
            return None
        if isinstance(logic, Literal):
            return self._typed(self._literal(logic.text, scope, name), logic.type, scope)
        if isinstance(logic, Table):
            run = TableRun(self, logic, scope, name)
            self.trace.append(run.entry)
            return run.value()
        value = evaluate_boxed(self, logic, scope, name)
        return value if isinstance(value, Function) else self._typed(value, logic.type, scope)

    def _literal(self, text: str, scope: Scope, name: str) -> Any:
        """An expression that cannot be read has no value, and the trace says why: a check refuses it
        beforehand."""
        if not text:
            return None
        try:
            expression = parse(text, self.names)
        except FeelError as error:
            self.trace.append({"decision": name, "inputs": {}, "rules": [], "notes": [error.message]})
            return None
        return expression.within(scope)

    def _typed(self, value: Any, kind: str, scope: Scope) -> Any:
        return coerce(value, kind, self.model, scope)

    def _result(self, value: Any, kind: str, scope: Scope) -> Any:
        return self._typed(value, result_type(kind, self.model), scope)

    def decision(self, decision: Decision) -> Any:
        """Return the value of a decision, after those it requires."""
        if decision.id not in self.values:
            if decision.id in self.running:
                raise FeelError(f"决策“{decision.name}”直接或间接地依赖自己，请去掉其中一个依赖。")
            self.running.add(decision.id)
            scope = self.root.inner(self.required(decision))
            value = self.logic(decision.logic, scope, decision.name)
            self.values[decision.id] = self._typed(value, decision.type, scope)
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
        """Return a business knowledge model as a function; one that needs itself finds itself."""
        if knowledge.id in self.functions:
            return self.functions[knowledge.id]
        names = tuple(name for name, _ in knowledge.parameters)
        seen: dict[str, Any] = {}
        scope = self.root.inner(seen)

        def call(*arguments: Any) -> Any:
            given = {
                n: self._typed(a, t, scope) for (n, t), a in zip(knowledge.parameters, arguments, strict=True)
            }
            value = self.logic(knowledge.logic, scope.inner(given), knowledge.name)
            return value if isinstance(value, Function) else self._result(value, knowledge.type, scope)

        self.functions[knowledge.id] = Function(names, call)
        seen.update(self.required(knowledge))
        if isinstance(knowledge.logic, Boxed) and knowledge.logic.kind == "function" and not names:
            self.functions[knowledge.id] = self.logic(knowledge.logic, scope, knowledge.name)
        return self.functions[knowledge.id]

    def service(self, service: Decision) -> Function:
        """Return a decision service as a function of its inputs; it sees nothing else."""
        names = tuple(name for name, _ in service.parameters)

        def call(*arguments: Any) -> Any:
            given = {
                n: self._typed(a, t, self.root)
                for (n, t), a in zip(service.parameters, arguments, strict=True)
            }
            inner = Evaluation(self.model, self.names, Scope(given, None, self.root.run), trace=self.trace)
            inner.values.update(
                {d.id: given[d.variable] for d in self.model.decisions.values() if d.variable in given}
            )
            asked = [self.model.decisions[o] for o in service.outputs if o in self.model.decisions]
            outputs = {d.variable: inner.decision(d) for d in asked}
            value = next(iter(outputs.values())) if len(outputs) == 1 else outputs
            return self._result(value, service.type, self.root)

        return Function(names, call)


def decide(
    model: DecisionModel, decision: str | None, context: Mapping[str, Any], *, now: datetime
) -> Outcome:
    """Evaluate a decision (or decision service, or knowledge model) of a model, the only one when `decision` is None, over
    a context.

    Raises FeelError when it does not exist, depends on itself, has two hits in a UNIQUE table or takes
    too much."""
    found = model.find(decision) if decision else next(iter(model.decisions.values()), None)
    if found is None:
        raise FeelError(f"决策文件“{model.file}”里没有“{decision or ''}”这个决策，请检查名称。")
    facts = known(model)
    evaluation = Evaluation(model, facts.names, Scope(context, None, Run(now, types=facts.types)))
    try:
        value = _value(evaluation, found, context)
    except RecursionError as error:
        raise FeelError(f"决策“{found.name}”的嵌套过深，已停止。") from error
    rules = tuple(r for t in evaluation.trace if t["decision"] == found.name for r in t["rules"])
    return Outcome(_outputs(found, value), rules, tuple(to_json(t) for t in evaluation.trace), value)


def _value(evaluation: Evaluation, found: Decision, context: Mapping[str, Any]) -> Any:
    model = evaluation.model
    if found.id in model.decisions:
        return evaluation.decision(found)
    function = evaluation.service(found) if found.id in model.services else evaluation.function(found)
    return function.call(*(context.get(n) for n in function.names))


def _outputs(found: Decision, value: Any) -> dict[str, Any]:
    table = found.logic if isinstance(found.logic, Table) else None
    if table is not None and len(table.outputs) > 1:
        if isinstance(value, Mapping):
            return dict(value)
        return {found.variable: value} if value is not None else {c.name: None for c in table.outputs}
    return {(table.outputs[0].name if table is not None and table.outputs else "") or found.variable: value}


def read_inputs(
    model: DecisionModel, given: Mapping[str, Any], *, now: datetime | None = None
) -> dict[str, Any]:
    """Return inputs given as JSON as values of the types that the model declares for them."""
    types = {**{d.variable: d.type for d in model.decisions.values()}, **dict(model.inputs.values())}
    scope = Scope({}, None, Run(now or datetime.min, types=known(model).types))  # noqa: DTZ901  lists of values need no clock
    return {name: read(value, types.get(name, ""), model, scope) for name, value in given.items()}
