"""What a process says of its instances for lists: their title, and by what they can be filtered and found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import rules
from app.content.bpmn import Process

MAX_VALUE = 120
MAX_SEARCH = 400
MAX_TITLE = 200
TITLE = "title"


@dataclass(frozen=True)
class Facets:
    """A title, the facet values by name, and the text that a search looks through. `titles` are those of roles
    that read another one: property `title.ROLE`."""

    title: str
    values: dict[str, str]
    search: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def title_for(self, roles: Iterable[str]) -> str:
        """Return the title that the first of these roles reads which has one of its own, else the common one."""
        return next((self.titles[role] for role in roles if self.titles.get(role)), self.title)


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
    title = (_title(process, TITLE, case, now) or process.name)[:MAX_TITLE]
    search = " ".join([title, *values.values()])[:MAX_SEARCH]
    return Facets(title, values, search, _titles(process, case, now))


def read_title(process: Process, roles: Iterable[str], case: Mapping[str, Any], now: datetime) -> str:
    """Return the title that somebody in these roles reads of an instance, empty where none is its own."""
    return Facets("", {}, "", _titles(process, case, now)).title_for(roles)


def _titles(process: Process, case: Mapping[str, Any], now: datetime) -> dict[str, str]:
    names = (name for name in process.properties if name.startswith(f"{TITLE}."))
    return {name.removeprefix(f"{TITLE}."): _title(process, name, case, now)[:MAX_TITLE] for name in names}


def _title(process: Process, name: str, case: Mapping[str, Any], now: datetime) -> str:
    said = process.properties.get(name, "")
    return _text(said.removeprefix("="), case, now) if said.startswith("=") else said


def _text(expression: str, case: Mapping[str, Any], now: datetime) -> str:
    value = rules.evaluate(expression, case, now=now)
    return "" if value is None else str(rules.to_json(value))
