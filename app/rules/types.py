"""Types as `instance of` and decision models name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lark import Tree

from app.rules.names import real_name
from app.rules.values import Function, Range, own, type_name


@dataclass(frozen=True)
class Type:
    """A type by name; `of` are its parts: the item of a list, the entries of a context."""

    name: str
    of: tuple[tuple[str, "Type"], ...] = ()


def read_type(tree: Tree) -> Type:
    """Return the type that a `type` node names."""
    qualified, arguments, _result = tree.children
    name = ".".join(real_name(str(part.children[0])) for part in qualified.children)
    if arguments is None:
        return Type(name)
    parts = []
    for argument in arguments.children:
        label, kind = argument.children
        parts.append((real_name(str(label.children[0])) if label is not None else "", read_type(kind)))
    return Type(name, tuple(parts))


def conforms(value: Any, kind: Type) -> bool:
    """Whether a value is of a type; null is only of type Null."""
    value = own(value)
    if kind.name == "Any":
        return value is not None
    if kind.name in ("Null", "null"):
        return value is None
    if value is None:
        return False
    if kind.name == "list":
        return isinstance(value, list) and all(conforms(v, kind.of[0][1]) for v in value if kind.of and v is not None)
    if kind.name == "context":
        return isinstance(value, Mapping) and all(k in value and _maybe(value[k], t) for k, t in kind.of)
    if kind.name == "range":
        return isinstance(value, Range) and all(
            end is None or conforms(end, kind.of[0][1]) for end in (value.low, value.high) if kind.of
        )
    if kind.name == "function":
        return isinstance(value, Function)
    return type_name(value) == kind.name


def _maybe(value: Any, kind: Type) -> bool:
    return value is None or conforms(value, kind)
