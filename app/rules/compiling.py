"""From the tree of an expression to a function over a scope: one small function for each kind of node."""

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from app.rules import arithmetic as maths
from app.rules.access import member, pick
from app.rules.comparing import compare, less
from app.rules.functions import BUILTINS
from app.rules.names import unquote
from app.rules.scope import Node, Scope
from app.rules.temporal import read_at
from app.rules.types import conforms, read_type
from app.rules.values import NUMBERS, Range, Unequal

Build = Callable[[Tree], Node]
BUILD: dict[str, Build] = {}


def node(*names: str) -> Callable[[Build], Build]:
    """Register how the tree nodes of these names are compiled."""

    def add(build: Build) -> Build:
        BUILD.update(dict.fromkeys(names, build))
        return build

    return add


def compile_node(tree: Any) -> Node:
    """Return the function that evaluates a tree."""
    return BUILD[str(tree.data)](tree)


def name_of(tree: Any) -> str:
    """Return the name that a `name` node or a NAME token stands for."""
    return str(tree.children[0] if isinstance(tree, Tree) else tree)


def constant(value: Any) -> Node:
    """Return a node that is always this value."""
    return lambda scope: value


@node("number")
def _number(tree: Tree) -> Node:
    return constant(maths.number(NUMBERS.create_decimal, tree.children[0]))


@node("string")
def _string(tree: Tree) -> Node:
    return constant(unquote(str(tree.children[0])))


@node("at")
def _at(tree: Tree) -> Node:
    return constant(read_at(str(tree.children[0])[2:-1]))


@node("true", "false", "null")
def _word(tree: Tree) -> Node:
    return constant({"true": True, "false": False, "null": None}[str(tree.data)])


@node("variable")
def _variable(tree: Tree) -> Node:
    name = name_of(tree.children[0])
    builtin = BUILTINS.get(name)
    if builtin is None:
        return lambda scope: scope.get(name)
    return lambda scope: scope.get(name) if scope.has(name) else builtin


@node("list")
def _list(tree: Tree) -> Node:
    items = [compile_node(c) for c in tree.children if isinstance(c, Tree)]
    return lambda scope: [item(scope) for item in items]


@node("context")
def _context(tree: Tree) -> Node:
    entries = []
    for entry in tree.children:
        if isinstance(entry, Tree):
            key, value = entry.children
            name = unquote(str(key)) if isinstance(key, Token) else name_of(key)
            entries.append((name, compile_node(value)))
    if len({name for name, _ in entries}) < len(entries):
        return constant(None)

    def run(scope: Scope) -> Any:
        made: dict[str, Any] = {}
        inner = scope.inner(made)
        for name, value in entries:
            made[name] = value(inner)
        return made

    return run


@node("closed_closed", "closed_open", "open_closed", "open_open")
def _interval(tree: Tree) -> Node:
    low, high = (compile_node(c) for c in tree.children if isinstance(c, Tree))
    low_closed, high_closed = (word == "closed" for word in str(tree.data).split("_"))

    def run(scope: Scope) -> Any:
        a, b = low(scope), high(scope)
        if a is not None and b is not None and less(a, b) is None:
            return None
        return Range(a, b, low_closed, high_closed)

    return run


@node("unary_range")
def _unary_range(tree: Tree) -> Node:
    operator, value = str(tree.children[0].children[0]), compile_node(tree.children[1])
    make = {
        "<": lambda v: Range(None, v, False, False),
        "<=": lambda v: Range(None, v, False, True),
        ">": lambda v: Range(v, None, False, False),
        ">=": lambda v: Range(v, None, True, False),
        "=": lambda v: Range(v, v, True, True),
        "!=": lambda v: Unequal(v, v, False, False),
    }[operator]
    return lambda scope: make(value(scope))


def _binary(operate: Callable[[Any, Any], Any]) -> Build:
    def build(tree: Tree) -> Node:
        left, right = compile_node(tree.children[0]), compile_node(tree.children[1])
        return lambda scope: operate(left(scope), right(scope))

    return build


for _name, _operate in (
    ("add", maths.add),
    ("sub", maths.sub),
    ("mul", maths.mul),
    ("div", maths.div),
    ("pow", maths.power),
):
    BUILD[_name] = _binary(_operate)


@node("neg")
def _neg(tree: Tree) -> Node:
    value = compile_node(tree.children[0])
    return lambda scope: maths.negate(value(scope))


@node("compare")
def _compare(tree: Tree) -> Node:
    left, right = compile_node(tree.children[0]), compile_node(tree.children[2])
    operator = str(tree.children[1].children[0])
    return lambda scope: compare(operator, left(scope), right(scope))


@node("and_")
def _and(tree: Tree) -> Node:
    left, right = compile_node(tree.children[0]), compile_node(tree.children[1])

    def run(scope: Scope) -> Any:
        a = left(scope)
        if a is False:
            return False
        return both(a, right(scope))

    return run


def both(a: Any, b: Any) -> bool | None:
    """Three-valued `and`."""
    return False if a is False or b is False else (True if a is True and b is True else None)


@node("or_")
def _or(tree: Tree) -> Node:
    left, right = compile_node(tree.children[0]), compile_node(tree.children[1])

    def run(scope: Scope) -> Any:
        a = left(scope)
        if a is True:
            return True
        b = right(scope)
        return True if b is True else (False if a is False and b is False else None)

    return run


@node("if_")
def _if(tree: Tree) -> Node:
    condition, then, otherwise = (compile_node(c) for c in tree.children)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@node("path")
def _path(tree: Tree) -> Node:
    value, name = compile_node(tree.children[0]), name_of(tree.children[1])
    return lambda scope: member(value(scope), name)


@node("filter")
def _filter(tree: Tree) -> Node:
    value, condition = compile_node(tree.children[0]), compile_node(tree.children[1])
    return lambda scope: pick(scope, value(scope), condition)


@node("instance_of")
def _instance_of(tree: Tree) -> Node:
    value, kind = compile_node(tree.children[0]), read_type(tree.children[1])
    return lambda scope: conforms(value(scope), kind, scope.run.types)
