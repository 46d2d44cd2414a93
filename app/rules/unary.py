"""Compiling membership: unary tests, `in`, `between`."""

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from app.rules.comparing import compare, equal, includes
from app.rules.compiling import both, compile_node, node
from app.rules.scope import Node, Scope
from app.rules.values import Range


@node("between")
def _between(tree: Tree) -> Node:
    value, low, high = (compile_node(c) for c in tree.children)

    def run(scope: Scope) -> Any:
        found = value(scope)
        return both(compare(">=", found, low(scope)), compare("<=", found, high(scope)))

    return run


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
        return lambda scope, value: compare(operator, value, operand(scope))
    inner = tree.children[0]
    expression = compile_node(inner)
    asks = any(t.type == "NAME" and t == "?" for t in inner.scan_values(lambda v: isinstance(v, Token)))
    if inner.data == "variable" and asks:
        return lambda scope, value: True

    def test(scope: Scope, value: Any) -> Any:
        return matches(expression(scope.inner({"?": value})), value, asks)

    return test


def matches(answer: Any, value: Any, asks: bool) -> Any:
    """Put a value to what a test evaluated to: a boolean that asks `?`, a range, a list, or a value to
    equal."""
    if asks and (isinstance(answer, bool) or answer is None):
        return answer
    if isinstance(answer, Range) and not isinstance(value, Range):
        return includes(answer, value)
    if isinstance(answer, list) and not isinstance(value, list):
        return any_of(matches(item, value, False) for item in answer)
    if isinstance(answer, list) and equal(answer, value) is not True:
        return any_of(equal(item, value) for item in answer)
    return equal(answer, value)
