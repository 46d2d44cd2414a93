"""Decision models as frozen values: what a DMN file holds, whatever version it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HIT_POLICIES = ("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True)
class Literal:
    """An expression as text."""

    text: str
    type: str = ""


@dataclass(frozen=True)
class Column:
    """An input or output column of a table; `allowed` are its values as unary tests."""

    id: str
    name: str
    text: str
    type: str
    allowed: str
    default: str = ""


@dataclass(frozen=True)
class Rule:
    """A row of a table."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A decision table."""

    hit_policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Boxed:
    """Another boxed expression: context, invocation, list, relation, function, conditional, filter,
    for, some, every.

    `parts` are (name, expression); what they mean depends on the kind."""

    kind: str
    parts: tuple[tuple[str, Any], ...]
    type: str = ""


Logic = Literal | Table | Boxed


@dataclass(frozen=True)
class Decision:
    """A decision or a business knowledge model; `requires` are the ids of what it looks at."""

    id: str
    name: str
    variable: str
    type: str
    logic: Logic | None
    requires: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemType:
    """A declared type: its base, whether it is a list, its components, the values it allows for each
    item (`allowed`)
    and for the whole (`constraint`), and what it gives when it is a function (`output`)."""

    name: str
    base: str
    collection: bool
    components: tuple["ItemType", ...]
    allowed: str
    constraint: str = ""
    output: str = ""


@dataclass(frozen=True, eq=False)
class DecisionModel:
    """A DMN file. Two models are the same only when they are the same object, so that what is known of
    one is kept."""

    name: str
    file: str
    inputs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    knowledge: Mapping[str, Decision] = field(default_factory=dict)
    services: Mapping[str, Decision] = field(default_factory=dict)
    types: Mapping[str, ItemType] = field(default_factory=dict)

    def find(self, name: str) -> Decision | None:
        """Return the decision, else the decision service, else the knowledge model, of an id or a name."""
        for group in (self.decisions, self.services, self.knowledge):
            named = group.get(name) or next((d for d in group.values() if name in (d.name, d.variable)), None)
            if named is not None:
                return named
        return None

    def names(self) -> frozenset[str]:
        """Return every name that an expression of the model may use."""
        named = {name for name, _ in self.inputs.values()}
        for decision in (*self.decisions.values(), *self.knowledge.values(), *self.services.values()):
            named |= {decision.variable, decision.name, *(p for p, _ in decision.parameters)}
            named |= set(_inner_names(decision.logic))
        for item in self.types.values():
            named |= set(_component_names(item))
        return frozenset(n for n in named if n)


def _component_names(item: ItemType) -> list[str]:
    return [n for c in item.components for n in (c.name, *_component_names(c))]


def _inner_names(logic: Any) -> list[str]:
    if isinstance(logic, Table):
        return [c.name for c in logic.outputs]
    if isinstance(logic, Boxed):
        return [n for name, part in logic.parts for n in (name, *_inner_names(part))]
    return []
