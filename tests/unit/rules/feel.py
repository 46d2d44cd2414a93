"""Helpers of these tests: evaluate an expression at a fixed moment, and show its value as JSON."""

from datetime import UTC, datetime
from typing import Any

from app.content.dmn import DecisionModel, read_dmn
from app.rules import decide, evaluate, read_inputs, to_json

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" id="m" namespace="urn:m">'


def feel(text: str, **context: Any) -> Any:
    return to_json(evaluate(text, context, now=NOW))


def model(body: str) -> DecisionModel:
    return read_dmn(f"{HEAD}{body}</definitions>".encode(), "m.dmn")


def literal(name: str, text: str, needs: str = "", kind: str = "") -> str:
    """A decision that is one expression; `needs` are its requirements."""
    declared = f' typeRef="{kind}"' if kind else ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<decision id="d_{abs(hash(name))}" name="{name}"><variable name="{name}"{declared}/>{needs}'
        f"<literalExpression><text>{escaped}</text></literalExpression></decision>"
    )


def answer(body: str, decision: str, **inputs: Any) -> Any:
    found = model(body)
    return to_json(decide(found, decision, read_inputs(found, inputs), now=NOW).value)
