"""Decision tables: which rules hit, and what the hit policy makes of them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.content.dmn import Column, Rule, Table
from app.rules.arithmetic import add
from app.rules.coercion import coerce, passes
from app.rules.comparing import equal, less
from app.rules.errors import FeelError
from app.rules.parsing import parse, parse_unary
from app.rules.scope import Scope

if TYPE_CHECKING:
    from app.rules.decisions import Evaluation

Outputs = dict[str, Any]
Hit = tuple[Rule, Outputs]


class TableRun:
    """One evaluation of a table; `entry` is what the trace says of it."""

    def __init__(self, evaluation: "Evaluation", table: Table, scope: Scope, name: str) -> None:
        self.table = table
        self.name = name
        self._scope = scope
        self._model = evaluation.model
        self._names = evaluation.names
        self.entry: dict[str, Any] = {"decision": name, "inputs": {}, "rules": []}

    def value(self) -> Any:
        """Return the value of the table. Raises FeelError where the hit policy forbids the rules that hit."""
        inputs = [self._input(column) for column in self.table.inputs]
        rules = [rule for rule in self.table.rules if self._hits(rule, inputs)]
        if self.table.hit_policy == "UNIQUE" and len(rules) > 1:
            raise FeelError(
                f"决策表“{self.name}”要求唯一命中，但规则 {_ids(rules)} 同时成立，请修改其中的条件。"
            )
        if not rules:
            return self._default()
        if self.table.hit_policy == "FIRST":
            rules = rules[:1]
        return self._apply([(rule, self._outputs(rule)) for rule in rules])

    def rank(self, hit: Hit) -> list[int]:
        """Return the places of a hit's outputs in the columns' value lists, first column first."""
        listed = [c for c in self.table.outputs if c.allowed]
        return [parse_unary(c.allowed, self._names).rank(hit[1][c.name], self._scope) for c in listed]

    def _input(self, column: Column) -> Any:
        value = parse(column.text, self._names).within(self._scope) if column.text else None
        value = coerce(value, column.type, self._model, self._scope)
        label = column.name or column.text
        if (
            value is not None
            and column.allowed
            and not passes(column.allowed, value, self._scope, self._model)
        ):
            self._note(f"输入“{label}”的值不在允许的值之内，按空值处理。")
            value = None
        self.entry["inputs"][label] = value
        return value

    def _hits(self, rule: Rule, inputs: Sequence[Any]) -> bool:
        self._scope.run.spend()
        pairs = zip(rule.inputs, inputs, strict=True)
        return all(parse_unary(cell, self._names).test(value, self._scope) is True for cell, value in pairs)

    def _outputs(self, rule: Rule) -> Outputs:
        return {c.name: self._output(c, t) for c, t in zip(self.table.outputs, rule.outputs, strict=True)}

    def _output(self, column: Column, text: str) -> Any:
        value = parse(text, self._names).within(self._scope) if text and text != "-" else None
        value = coerce(value, column.type, self._model, self._scope)
        if (
            value is not None
            and column.allowed
            and not passes(column.allowed, value, self._scope, self._model)
        ):
            self._note(f"输出“{text}”不在输出列“{column.name}”允许的值之内，按空值处理。")
            return None
        return value

    def _note(self, message: str) -> None:
        self.entry.setdefault("notes", []).append(message)

    def _default(self) -> Any:
        if any(column.default for column in self.table.outputs):
            return self._single({c.name: self._output(c, c.default) for c in self.table.outputs})
        if self.table.hit_policy == "COLLECT" and self.table.aggregation == "COUNT":
            return Decimal(0)
        return None

    def _apply(self, hits: list[Hit]) -> Any:
        if self.table.hit_policy in ONE:
            hits = ONE[self.table.hit_policy](self, hits)
            self.entry["rules"] = [rule.id for rule, _ in hits]
            return self._single(hits[0][1])
        if self.table.hit_policy == "OUTPUT ORDER":
            hits = sorted(hits, key=self.rank)
        self.entry["rules"] = [rule.id for rule, _ in hits]
        if self.table.hit_policy == "COLLECT" and self.table.aggregation:
            return self._aggregated([outputs for _, outputs in hits])
        return [self._single(outputs) for _, outputs in hits]

    def _aggregated(self, outputs: list[Outputs]) -> Any:
        if self.table.aggregation == "COUNT":
            return Decimal(len(outputs))
        gather = AGGREGATE[self.table.aggregation]
        return self._single({c.name: gather([o[c.name] for o in outputs]) for c in self.table.outputs})

    def _single(self, outputs: Outputs) -> Any:
        return outputs if len(self.table.outputs) > 1 else next(iter(outputs.values()))


def _ids(rules: Sequence[Rule]) -> str:
    return "、".join(f"“{rule.id}”" for rule in rules)


def _any(run: TableRun, hits: list[Hit]) -> list[Hit]:
    if any(equal(outputs, hits[0][1]) is not True for _, outputs in hits):
        ids = _ids([rule for rule, _ in hits])
        raise FeelError(
            f"决策表“{run.name}”的命中策略是 ANY，但命中的规则 {ids} 给出了不同的结果，请改成一致。"
        )
    return hits


ONE: dict[str, Callable[[TableRun, list[Hit]], list[Hit]]] = {
    "UNIQUE": lambda run, hits: hits,
    "FIRST": lambda run, hits: hits,
    "ANY": _any,
    "PRIORITY": lambda run, hits: sorted(hits, key=run.rank)[:1],
}


def _sum(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = add(total, value)
    return total


def _extreme(values: list[Any], largest: bool) -> Any:
    best = values[0]
    for value in values[1:]:
        smaller = less(best, value)
        if smaller is None:
            return None
        if equal(best, value) is not True and smaller is largest:
            best = value
    return best


AGGREGATE: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": _sum,
    "MIN": lambda values: _extreme(values, False),
    "MAX": lambda values: _extreme(values, True),
}
