"""Compiling what binds names: loops, quantifiers, function definitions; and calls."""

from typing import Any

from lark import Tree

from app.rules.calling import invoke, invoke_named
from app.rules.compiling import compile_node, constant, name_of, node
from app.rules.fitting import fit
from app.rules.loops import iterate, quantify
from app.rules.scope import Node, Scope
from app.rules.types import ANY, infer, read_type
from app.rules.values import MAX_LIST, Function


@node("for_")
def _for(tree: Tree) -> Node:
    iterators = []
    for iterator in tree.children[0].children:
        name, *bounds = iterator.children
        iterators.append((str(name), [compile_node(b) for b in bounds]))
    body = compile_node(tree.children[1])
    return lambda scope: iterate(scope, iterators, body, MAX_LIST)


@node("quantified")
def _quantified(tree: Tree) -> Node:
    word = str(tree.children[0])
    bindings = []
    for binding in tree.children[1].children:
        name, *bounds = binding.children
        bindings.append((str(name), [compile_node(b) for b in bounds if b is not None]))
    condition = compile_node(tree.children[2])
    return lambda scope: quantify(scope, word == "some", bindings, condition)


@node("function")
def _function(tree: Tree) -> Node:
    declared, body_tree = tree.children
    parameters = [p.children for p in declared.children] if declared is not None else []
    names = tuple(str(name) for name, _ in parameters)
    types = tuple(read_type(kind) if kind is not None else ANY for _, kind in parameters)
    body, result = compile_node(body_tree), infer(body_tree)

    def run(scope: Scope) -> Any:
        def call(*given: Any) -> Any:
            fitting = (fit(v, t, scope.run.types) for v, t in zip(given, types, strict=True))
            return body(scope.inner(dict(zip(names, fitting, strict=True))))

        return Function(names, call, types=types, result=result)

    return run


@node("external")
def _external(tree: Tree) -> Node:
    """Functions of Java or PMML do not exist here: they answer null."""
    declared = tree.children[0]
    names = tuple(str(p.children[0]) for p in declared.children) if declared is not None else ()
    return constant(Function(names, lambda *given: None))


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
