"""Expressions in definitions: those that can only ever be null are refused when they are written.

FEEL answers null to a call of nothing, so a misspelt function, a method, or an attempt to reach the language
underneath would pass every reading and stop the process later."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lark import Tree

from app.rules.errors import FeelError
from app.rules.functions import BUILTINS
from app.rules.parsing import NO_NAMES, Expression, UnaryTests, parse, parse_unary
from app.rules.reading import read_tree

BINDS = ("parameter", "entry", "iterate", "iterate_range", "binding")


@lru_cache(maxsize=20_000)
def parse_closed(
    text: str, names: frozenset[str] = NO_NAMES, functions: frozenset[str] = NO_NAMES
) -> Expression:
    """Read an expression that calls only built-ins, what it defines itself and `functions`. Raises FeelError."""
    found = parse(text, names)
    _refuse(read_tree(text, "start", (*names, *BUILTINS)), functions)
    return found


@lru_cache(maxsize=20_000)
def parse_unary_closed(
    text: str, names: frozenset[str] = NO_NAMES, functions: frozenset[str] = NO_NAMES
) -> UnaryTests:
    """Read unary tests under the same terms. Raises FeelError."""
    found = parse_unary(text, names)
    known = (*names, *BUILTINS)
    try:
        tree = read_tree(text, "unary", known)
    except FeelError:
        tree = read_tree(text, "single", known)
    _refuse(tree, functions)
    return found


def _refuse(tree: Any, functions: frozenset[str]) -> None:
    bound = {name for kind in BINDS for part in tree.find_data(kind) for name in _names(part)[:1]}
    problem = next(_problems(tree, {*BUILTINS, *functions, *bound}), None)
    if problem is not None:
        raise FeelError(problem)


def _problems(tree: Any, known: set[str]) -> Iterator[str]:
    for part in tree.iter_subtrees():
        if part.data == "external":
            yield "不能引用外部（Java 或 PMML）函数。"
        for name in _names(part):
            if name.startswith("__"):
                yield f"不能使用名字“{name}”：以双下划线开头的名字没有意义。"
        if part.data == "call":
            yield from _call(part.children[0], known)


def _call(called: Any, known: set[str]) -> Iterator[str]:
    name = _names(called)[-1:] or _names(called.children[-1])[-1:] if isinstance(called, Tree) else []
    if called.data == "variable" and name and name[0] not in known:
        yield f"没有名为“{name[0]}”的函数，请检查拼写。"
    if called.data == "path" and name and name[0] not in known:
        yield f"“{name[0]}”不能这样调用：表达式里没有方法，请使用内置函数。"


def _names(part: Any) -> list[str]:
    """Return the names that stand directly in a part of a tree."""
    if not isinstance(part, Tree):
        return [str(part)] if getattr(part, "type", "") == "NAME" else []
    inner = [c for c in part.children if not isinstance(c, Tree) or c.data == "name"]
    return [str(t) for c in inner for t in (c.children if isinstance(c, Tree) else [c]) if t is not None]
