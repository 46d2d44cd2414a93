"""Walking through the logic of a decision model: every expression in it, in the order of the file."""

from collections.abc import Iterator
from typing import Any

from app.content.dmn import Boxed, DecisionModel, Literal, Table


def texts_of(model: DecisionModel) -> Iterator[str]:
    """Return the text of every expression of a model, unary tests included."""
    for decision in (*model.decisions.values(), *model.knowledge.values()):
        yield from logic_texts(decision.logic)


def logic_texts(logic: Any) -> Iterator[str]:
    """Return the text of every expression of a piece of logic."""
    if isinstance(logic, Literal):
        yield logic.text
    elif isinstance(logic, Boxed):
        for _, part in logic.parts:
            yield from logic_texts(part)
    elif isinstance(logic, Table):
        yield from (c.text for c in logic.inputs)
        for rule in logic.rules:
            yield from (*rule.inputs, *rule.outputs)
