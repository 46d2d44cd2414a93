"""What a definition uses: read from its properties, and from every piece of text that names an existing key."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from app.content.bpmn import Process
from app.content.form import Form

Ref = tuple[str, str]
FORM_PROPERTIES = ("form", "start_form")
DECISION_PROPERTIES = ("when",)
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def process_refs(process: Process) -> set[Ref]:
    """Return what a process names outright: forms, decisions and called processes."""
    refs: set[Ref] = set()
    for properties in (process.properties, *(e.properties for e in process.elements.values())):
        refs |= _named(properties)
    for element in process.elements.values():
        if element.decision:
            refs.add(("decision", element.decision))
        if element.called:
            refs.add(("process", element.called))
    return refs


def process_mentions(process: Process) -> set[str]:
    """Return every text in the process that may be the key of a form, decision, document or message:
    string literals of parameters and conditions, and property values that a called process looks up."""
    texts: set[str] = set()
    for element in process.elements.values():
        for value in (*element.properties.values(), *element.parameters.values()):
            texts.add(value)
            texts.update(LITERAL.findall(value))
    return texts


def form_refs(form: Form) -> set[Ref]:
    """Return the code tables, documents and the decision that a form uses."""
    refs = {("codes", key) for key in form.code_tables()}
    refs |= {("report", f"documents/{key}") for key in form.documents()}
    return refs | ({("decision", form.requires)} if form.requires else set())


def closure(
    key: str, process_of: Callable[[str], Process], value_of: Callable[[str, str], Any], known: set[Ref]
) -> set[Ref]:
    """Return everything a process uses, called processes included, itself excluded. `known` are the keys that exist."""
    found: set[Ref] = set()
    todo = [("process", key)]
    while todo:
        kind, name = todo.pop()
        refs = _direct(kind, name, process_of, value_of, known)
        new = refs - found - {("process", key)}
        found |= new
        todo.extend(new)
    return found


def _direct(
    kind: str,
    name: str,
    process_of: Callable[[str], Process],
    value_of: Callable[[str, str], Any],
    known: set[Ref],
) -> set[Ref]:
    if kind == "process":
        process = process_of(name)
        refs = process_refs(process) | set(_mentioned(process_mentions(process), known))
        refs.add(("codes", f"status.{name}"))
    elif kind == "form":
        refs = form_refs(value_of(kind, name))
    elif kind == "report":
        refs = set(_mentioned(_texts(value_of(kind, name)), known, kinds=("codes",)))
    else:
        refs = set()
    return refs & known


def _mentioned(
    texts: Iterable[str], known: set[Ref], kinds: tuple[str, ...] = ("form", "decision")
) -> Iterable[Ref]:
    for text in texts:
        for kind in kinds:
            if (kind, text) in known:
                yield kind, text
        if "form" in kinds:
            for folder in ("documents", "messages"):
                if ("report", f"{folder}/{text}") in known:
                    yield "report", f"{folder}/{text}"


def _named(properties: Any) -> set[Ref]:
    refs = {("form", properties[name]) for name in FORM_PROPERTIES if _literal(properties.get(name))}
    return refs | {
        ("decision", properties[name]) for name in DECISION_PROPERTIES if _literal(properties.get(name))
    }


def _literal(value: str | None) -> bool:
    return bool(value) and not str(value).startswith("=")


def _texts(value: Any) -> set[str]:
    """Return every word in a report's definition that looks like a key, expressions included."""
    return set(re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", repr(value)))
