"""What differs between two bodies of a definition, told apart by what it means for those who work with it."""

import difflib
from typing import Any

from app.content.bpmn import Process, read_bpmn
from app.content.folder import file_name

ROUTING = (
    "type",
    "event",
    "message",
    "error",
    "timer",
    "condition",
    "attached_to",
    "default",
    "called",
    "decision",
    "operator",
    "parameters",
    "loop",
)
ASSIGNMENT = ("role",)
COSMETIC = ("name",)


def diff(kind: str, key: str, before: bytes, after: bytes) -> dict[str, Any]:
    """Return `{added, removed, changed, layout_only}`; elements for diagrams, lines for everything else."""
    if kind == "process":
        return _diagrams(
            read_bpmn(before, file_name(kind, key)), read_bpmn(after, file_name(kind, key)), before == after
        )
    return _lines(before.decode("utf-8", "replace"), after.decode("utf-8", "replace"))


def _diagrams(before: Process, after: Process, same: bool) -> dict[str, Any]:
    old, new = before.elements, after.elements
    changed = [c for i in sorted(set(old) & set(new)) for c in _element(old[i], new[i])]
    changed += [
        c
        for i in sorted(set(before.flows) & set(after.flows))
        for c in _flow(before.flows[i], after.flows[i])
    ]
    changed += _properties(before.key, before.properties, after.properties)
    added = [_named(new[i]) for i in sorted(set(new) - set(old))]
    removed = [_named(old[i]) for i in sorted(set(old) - set(new))]
    return {
        "added": added,
        "removed": removed,
        "changed": changed,
        "layout_only": not same and not (added or removed or changed),
    }


def _named(element: Any) -> dict[str, str]:
    return {"element": element.id, "name": element.name, "type": element.type}


def _element(old: Any, new: Any) -> list[dict[str, Any]]:
    rows = []
    for kind, names in (("routing", ROUTING), ("assignment", ASSIGNMENT), ("cosmetic", COSMETIC)):
        for name in names:
            if getattr(old, name) != getattr(new, name):
                rows.append(_row(old.id, name, getattr(old, name), getattr(new, name), kind))
    return rows + _properties(old.id, old.properties, new.properties)


def _properties(element: str, old: Any, new: Any) -> list[dict[str, Any]]:
    names = sorted(set(old) | set(new))
    kinds = {
        "label": "cosmetic",
        "confirm": "cosmetic",
        "title": "cosmetic",
        "role": "assignment",
        "when": "routing",
    }
    return [
        _row(element, n, old.get(n), new.get(n), kinds.get(n, "data"))
        for n in names
        if old.get(n) != new.get(n)
    ]


def _flow(old: Any, new: Any) -> list[dict[str, Any]]:
    rows = []
    for name, kind in (
        ("source", "routing"),
        ("target", "routing"),
        ("condition", "routing"),
        ("name", "cosmetic"),
    ):
        if getattr(old, name) != getattr(new, name):
            rows.append(_row(old.id, name, getattr(old, name), getattr(new, name), kind))
    return rows


def _row(element: str, name: str, before: Any, after: Any, kind: str) -> dict[str, Any]:
    shown = [dict(v) if hasattr(v, "keys") else v for v in (before, after)]
    return {"element": element, "property": name, "before": shown[0], "after": shown[1], "class": kind}


def _lines(before: str, after: str) -> dict[str, Any]:
    added, removed = [], []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line.startswith("+ "):
            added.append({"element": line[2:].strip()})
        elif line.startswith("- "):
            removed.append({"element": line[2:].strip()})
    return {"added": added, "removed": removed, "changed": [], "layout_only": False}
