"""Types as `instance of` and decision models name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lark import Tree

from app.rules.values import Function, Range, own, type_name


@dataclass(frozen=True)
class Type:
    """A type by name; `of` are its parts: the item of a list, the entries of a context, a function's
    parameters."""

    name: str
    of: tuple[tuple[str, "Type"], ...] = ()
    result: "Type | None" = None


ANY = Type("Any")
Types = Mapping[str, Type]


def read_type(tree: Tree) -> Type:
    """Return the type that a `type` node names."""
    qualified, *rest = tree.children
    name = ".".join(str(part.children[0]) for part in qualified.children)
    if not rest:
        return Type(name)
    arguments, result = rest
    parts = []
    for argument in arguments.children if arguments is not None else ():
        label, kind = argument.children
        parts.append((str(label.children[0]) if label is not None else "", read_type(kind)))
    return Type(name, tuple(parts), read_type(result) if result is not None else None)


def conforms(value: Any, kind: Type, types: Types) -> bool:
    """Whether a value is of a type; null is only of type Null."""
    value, kind = own(value), resolve(kind, types)
    if kind.name in ("Any", "Null", "null"):
        return (value is not None) == (kind.name == "Any")
    if kind.name == "list":
        return isinstance(value, list) and all(_maybe(v, kind.of[0][1], types) for v in value if kind.of)
    if kind.name == "context":
        return isinstance(value, Mapping) and all(
            k in value and _maybe(value[k], t, types) for k, t in kind.of
        )
    if kind.name == "range":
        return isinstance(value, Range) and all(
            conforms(end, kind.of[0][1], types)
            for end in (value.low, value.high)
            if kind.of and end is not None
        )
    if kind.name == "function":
        return isinstance(value, Function) and (kind.result is None or fits(_type_of(value), kind, types))
    return value is not None and type_name(value) == kind.name


def _maybe(value: Any, kind: Type, types: Types) -> bool:
    return value is None or conforms(value, kind, types)


def resolve(kind: Type, types: Types) -> Type:
    """Return the type that a declared name stands for."""
    for _ in range(20):
        if kind.name not in types or kind == types[kind.name]:
            return kind
        kind = types[kind.name]
    return kind


def _type_of(function: Function) -> Type:
    declared = function.types or (ANY,) * len(function.names)
    return Type("function", tuple(("", t or ANY) for t in declared), function.result or ANY)


def fits(inner: Type, outer: Type, types: Types) -> bool:
    """Whether every value of the inner type is one of the outer type."""
    inner, outer = resolve(inner, types), resolve(outer, types)
    if outer.name == "Any" or inner.name in ("Null", "null"):
        return True
    if inner.name != outer.name:
        return False
    if inner.name == "context":
        have = dict(inner.of)
        return all(k in have and fits(have[k], t, types) for k, t in outer.of)
    if inner.name == "function":
        same = len(inner.of) == len(outer.of)
        contravariant = same and all(
            fits(o, i, types) for (_, i), (_, o) in zip(inner.of, outer.of, strict=True)
        )
        return contravariant and fits(inner.result or ANY, outer.result or ANY, types)
    pairs = zip(inner.of, outer.of, strict=False)
    return all(fits(i, o, types) for (_, i), (_, o) in pairs)


def infer(tree: Any) -> Type:
    """Return what can be said of an expression's type without running it: that of literals, else Any."""
    name = str(tree.data) if isinstance(tree, Tree) else ""
    if name in ("true", "false"):
        return Type("boolean")
    if name in ("number", "string"):
        return Type(name)
    if name == "context":
        entries = [e.children for e in tree.children if isinstance(e, Tree)]
        return Type("context", tuple((_key(k), infer(v)) for k, v in entries))
    return ANY


def _key(key: Any) -> str:
    return str(key.children[0]) if isinstance(key, Tree) else str(key)[1:-1]
