"""What a process says of its instances for lists: their title, and by what they can be filtered and found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import rules
from app.content.bpmn import Process

MAX_VALUE = 120
MAX_SEARCH = 400


@dataclass(frozen=True)
class Facets:
    """A title, the facet values by name, and the text that a search looks through."""

    title: str
    values: dict[str, str]
    search: str


def facet_names(process: Process) -> list[tuple[str, str]]:
    """Return the facets that a process declares, as (name, FEEL path)."""
    return [(name, path) for name, _, path in _declared(process)]


def facet_labels(process: Process) -> dict[str, str]:
    """Return what the facets of a process are called."""
    return {name: label for name, label, _ in _declared(process)}


def _declared(process: Process) -> list[tuple[str, str, str]]:
    """Return (name, label, path) for each part of the property `facets`: `name:label=path`, comma between them."""
    parts = (part.partition("=") for part in process.properties.get("facets", "").split(",") if part.strip())
    found = []
    for head, _, path in parts:
        name, _, label = head.strip().partition(":")
        found.append((name, label or name, (path or name).strip()))
    return found


def read_facets(process: Process, case: Mapping[str, Any], now: datetime) -> Facets:
    """Evaluate a process's title and facets over a case; what is null is left out."""
    values = {name: _text(path, case, now) for name, path in facet_names(process)}
    values = {name: value[:MAX_VALUE] for name, value in values.items() if value}
    expression = process.properties.get("title", "")
    title = _text(expression.removeprefix("="), case, now) if expression.startswith("=") else expression
    title = (title or process.name)[:200]
    search = " ".join([title, *values.values()])[:MAX_SEARCH]
    return Facets(title, values, search)


def _text(expression: str, case: Mapping[str, Any], now: datetime) -> str:
    value = rules.evaluate(expression, case, now=now)
    return "" if value is None else str(rules.to_json(value))
