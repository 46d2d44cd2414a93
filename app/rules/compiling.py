"""From the tree of an expression to a function over a scope: one small function for each kind of node."""

from collections.abc import Callable, Mapping
from typing import Any

from lark import Token, Tree

from app.rules import arithmetic as maths
from app.rules.access import member, pick
from app.rules.functions import BUILTINS
from app.rules.loops import iterate, quantify
from app.rules.names import real_name, unquote
from app.rules.scope import Node, Scope
from app.rules.temporal import read_at
from app.rules.types import conforms, read_type
from app.rules.values import MAX_LIST, NUMBERS, Function, Range

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
    token = tree.children[0] if isinstance(tree, Tree) else tree
    return real_name(str(token))


def _constant(value: Any) -> Node:
    return lambda scope: value


@node("number")
def _number(tree: Tree) -> Node:
    return _constant(NUMBERS.create_decimal(str(tree.children[0])))


@node("string")
def _string(tree: Tree) -> Node:
    return _constant(unquote(str(tree.children[0])))


@node("at")
def _at(tree: Tree) -> Node:
    return _constant(read_at(str(tree.children[0])[2:-1]))


@node("true", "false", "null")
def _word(tree: Tree) -> Node:
    return _constant({"true": True, "false": False, "null": None}[str(tree.data)])


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
        return _constant(None)

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
        if a is not None and b is not None and maths.less(a, b) is None:
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
    }.get(operator, lambda v: None)
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
    return lambda scope: maths.compare(operator, left(scope), right(scope))


@node("and_")
def _and(tree: Tree) -> Node:
    left, right = compile_node(tree.children[0]), compile_node(tree.children[1])

    def run(scope: Scope) -> Any:
        a = left(scope)
        if a is False:
            return False
        b = right(scope)
        return False if b is False else (True if a is True and b is True else None)

    return run


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


@node("between")
def _between(tree: Tree) -> Node:
    value, low, high = (compile_node(c) for c in tree.children)
    return lambda scope: maths.includes(Range(low(scope), high(scope), True, True), value(scope))


@node("in_one")
def _in_one(tree: Tree) -> Node:
    value, test = compile_node(tree.children[0]), compile_test(tree.children[1])
    return lambda scope: test(scope, value(scope))


@node("in_many")
def _in_many(tree: Tree) -> Node:
    value = compile_node(tree.children[0])
    tests = [compile_test(c) for c in tree.children[1].children]

    def run(scope: Scope) -> Any:
        found = value(scope)
        return any_of(test(scope, found) for test in tests)

    return run


def any_of(results: Any) -> bool | None:
    """Three-valued `or` over results."""
    unknown = False
    for result in results:
        if result is True:
            return True
        unknown = unknown or result is None
    return None if unknown else False


Test = Callable[[Scope, Any], Any]


def compile_test(tree: Tree) -> Test:
    """Return the function that puts a value to a unary test."""
    if tree.data == "unary_compare":
        operator, operand = str(tree.children[0].children[0]), compile_node(tree.children[1])
        return lambda scope, value: maths.compare(operator, value, operand(scope))
    inner = tree.children[0]
    expression = compile_node(inner)
    asks = any(str(t) == "?" for t in inner.scan_values(lambda v: isinstance(v, Token)))

    def test(scope: Scope, value: Any) -> Any:
        return matches(expression(scope.inner({"?": value})), value, asks)

    return test


def matches(answer: Any, value: Any, asks: bool) -> Any:
    """Put a value to what a test evaluated to: a boolean that asks `?`, a range, a list, or a value to equal."""
    if asks and (isinstance(answer, bool) or answer is None):
        return answer
    if isinstance(answer, Range) and not isinstance(value, Range):
        return maths.includes(answer, value)
    if isinstance(answer, list) and not isinstance(value, list):
        return any_of(matches(item, value, False) for item in answer)
    if isinstance(answer, list) and maths.equal(answer, value) is not True:
        return any_of(maths.equal(item, value) for item in answer)
    return maths.equal(answer, value)


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
    return lambda scope: conforms(value(scope), kind)


@node("for_")
def _for(tree: Tree) -> Node:
    iterators = []
    for iterator in tree.children[0].children:
        name, *bounds = iterator.children
        iterators.append((real_name(str(name)), [compile_node(b) for b in bounds]))
    body = compile_node(tree.children[1])
    return lambda scope: iterate(scope, iterators, body, MAX_LIST)


@node("quantified")
def _quantified(tree: Tree) -> Node:
    word = str(tree.children[0])
    bindings = [(real_name(str(b.children[0])), compile_node(b.children[1])) for b in tree.children[1].children]
    condition = compile_node(tree.children[2])
    return lambda scope: quantify(scope, word == "some", bindings, condition)


@node("function")
def _function(tree: Tree) -> Node:
    declared, *_, body_tree = tree.children
    names = tuple(real_name(str(p.children[0])) for p in declared.children) if declared is not None else ()
    body = compile_node(body_tree)

    def run(scope: Scope) -> Any:
        return Function(names, lambda *args: body(scope.inner(dict(zip(names, args, strict=True)))))

    return run


@node("call")
def _call(tree: Tree) -> Node:
    function = compile_node(tree.children[0])
    given = tree.children[1]
    if given is None:
        return lambda scope: invoke(scope, function(scope), [])
    if given.data == "positional":
        arguments = [compile_node(c) for c in given.children]
        return lambda scope: invoke(scope, function(scope), [a(scope) for a in arguments])
    named = {name_of(c.children[0]): compile_node(c.children[1]) for c in given.children}
    return lambda scope: invoke_named(scope, function(scope), {k: v(scope) for k, v in named.items()})


def invoke(scope: Scope, function: Any, arguments: list[Any]) -> Any:
    """Call a function with positional arguments; null when it is none or they do not fit."""
    if not isinstance(function, Function):
        return None
    run = scope.run
    run.spend(5)
    if function.lowest >= 0:
        if len(arguments) < function.lowest:
            return None
        return function.call(run, *arguments)
    if len(arguments) != len(function.names):
        return None
    run.depth += 1
    try:
        return function.call(*arguments) if run.depth <= 60 else None
    finally:
        run.depth -= 1


def invoke_named(scope: Scope, function: Any, arguments: Mapping[str, Any]) -> Any:
    """Call a function with named arguments; null when a name is unknown."""
    if not isinstance(function, Function):
        return None
    names = function.names
    if function.lowest >= 0 and not set(arguments) <= set(names):
        names = next((n for n in getattr(function.call, "others", ()) if set(arguments) <= set(n)), ())
    if not set(arguments) <= set(names):
        return None
    values = [arguments.get(name) for name in names]
    while function.lowest >= 0 and values and names[len(values) - 1] not in arguments:
        values.pop()
    return invoke(scope, function, values)
