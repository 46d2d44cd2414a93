"""Small parts that every element of a DMN file is read with: ids, references, types, parameters."""

from typing import Any

from app.content.xml import child, children, local, text_of


def id_of(element: Any) -> str:
    """An element without an id goes by its name."""
    return element.get("id") or element.get("name", "")


def allowed(element: Any) -> str:
    """Return the unary tests of a list of values."""
    return text_of(child(element, "text")) if element is not None else ""


def output_of(function: Any) -> str:
    """Return the type of what a function type gives."""
    return function.get("outputTypeRef", "") if function is not None else ""


def type_of(variable: Any) -> str:
    """Return the declared type; a variable that is itself a collection (an old way to write it) declares none."""
    if variable is None or variable.get("isCollection") == "true":
        return ""
    return str(variable.get("typeRef", ""))


def href(element: Any) -> str:
    """Return the id that a reference points to."""
    return element.get("href", "").rpartition("#")[2]


def parameters(function: Any) -> tuple[tuple[str, str], ...]:
    """Return the names and types of a function's parameters."""
    if function is None:
        return ()
    return tuple((p.get("name", ""), p.get("typeRef", "")) for p in children(function, "formalParameter"))


def requirements(element: Any) -> tuple[str, ...]:
    """Return the ids of what a decision or knowledge model requires."""
    found = []
    for requirement in element:
        if local(requirement) in ("informationRequirement", "knowledgeRequirement"):
            found += [href(target) for target in requirement if target.get("href")]
    return tuple(found)
