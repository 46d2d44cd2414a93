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
    declared = process.properties.get("facets", "")
    pairs = (part.partition("=") for part in declared.split(",") if part.strip())
    return [(name.strip(), (path or name).strip()) for name, _, path in pairs]


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
