"""Reading expressions: text to a compiled expression, cached; and evaluating them over a case."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import app.rules.defining  # noqa: F401  registers how definitions and calls are compiled
from app.rules.compiling import compile_node
from app.rules.errors import FeelError
from app.rules.functions import BUILTINS
from app.rules.names import PLAIN
from app.rules.reading import free_names, read_tree
from app.rules.scope import Node, Run, Scope
from app.rules.unary import Test, any_of, compile_test
from app.rules.values import Range, own

NO_NAMES: frozenset[str] = frozenset()


class Expression:
    """A compiled expression. It holds no state: one may be used by many threads."""

    __slots__ = ("_node", "names", "text")

    def __init__(self, text: str, node: Node, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self._node = node

    def evaluate(self, context: Mapping[str, Any], *, now: datetime) -> Any:
        """Return the value over a context. Raises FeelError when it takes too much."""
        return self.within(Scope(context, None, Run(now)))

    def within(self, scope: Scope) -> Any:
        """Return the value over a scope that exists already."""
        try:
            return own(self._node(scope))
        except RecursionError as error:
            raise FeelError("表达式的嵌套过深，已停止。") from error


class UnaryTests:
    """Compiled unary tests: whether a value is one of those that a cell or list of values describes."""

    __slots__ = ("_negated", "_tests", "names", "text")

    def __init__(self, text: str, tests: tuple[Test, ...], negated: bool, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self._tests = tests
        self._negated = negated

    def test(self, value: Any, scope: Scope) -> bool | None:
        """Return whether the value passes, null when that cannot be said."""
        try:
            result = any_of(test(scope, own(value)) for test in self._tests)
        except RecursionError as error:
            raise FeelError("表达式的嵌套过深，已停止。") from error
        return (None if result is None else not result) if self._negated else result

    def rank(self, value: Any, scope: Scope) -> int:
        """Return which of the tests the value passes first, counted from 0; their number when it passes
        none."""
        passed = (n for n, test in enumerate(self._tests) if test(scope, own(value)) is True)
        return next(passed, len(self._tests))


@lru_cache(maxsize=20_000)
def parse(text: str, names: frozenset[str] = NO_NAMES) -> Expression:
    """Read an expression. `names` are known names that hold spaces or signs. Raises FeelError with the
    position."""
    tree = read_tree(text, "start", (*names, *BUILTINS))
    return Expression(text, _compiled(compile_node, tree), free_names(tree))


@lru_cache(maxsize=20_000)
def parse_unary(text: str, names: frozenset[str] = NO_NAMES) -> UnaryTests:
    """Read unary tests such as `"a","b"`, `[1..5]`, `not(> 3)` or `-`. Raises FeelError."""
    known = (*names, *BUILTINS)
    try:
        tree = read_tree(text, "unary", known)
    except FeelError:
        if not text.lstrip().startswith("not"):
            raise
        tree = read_tree(text, "single", known)  # `not(…)` was the function, as in `not(a) and b`
    found = free_names(tree)
    if tree.data == "any_value":
        return UnaryTests(text, (lambda scope, value: True,), False, found)
    listed = tree if tree.data == "tests" else tree.children[0]
    tests = tuple(_compiled(compile_test, c) for c in listed.children)
    return UnaryTests(text, tests, tree.data == "not_tests", found)


def _compiled(compile_tree: Callable[[Any], Any], tree: Any) -> Any:
    try:
        return compile_tree(tree)
    except RecursionError:
        raise FeelError("表达式的嵌套过深，请拆分。") from None


def evaluate(text: str, context: Mapping[str, Any], *, now: datetime) -> Any:
    """Read and evaluate an expression over a context, whose names may hold spaces and signs."""
    return _read(text, context).evaluate(context, now=now)


def _read(text: str, context: Mapping[str, Any]) -> Expression:
    try:
        return parse(text, frozenset(n for n in context if not n.isidentifier() and n in text))
    except FeelError:
        names = frozenset(n for n in _all_names(context) if not PLAIN.fullmatch(n) and n in text)
        return parse(text, names)


def _all_names(value: Any, depth: int = 0) -> Iterable[str]:
    """Return the names of a context and of the contexts inside it, a few levels deep."""
    if isinstance(value, Mapping):
        yield from (k for k in value if isinstance(k, str))
    if depth < 6 and isinstance(value, (Mapping, list, tuple)):
        for inner in value.values() if isinstance(value, Mapping) else value[:50]:
            yield from _all_names(inner, depth + 1)


def truth(text: str, context: Mapping[str, Any], *, now: datetime) -> bool:
    """Evaluate a condition. Raises FeelError when it is neither true nor false: a null must not be a
    guess."""
    value = evaluate(text, context, now=now)
    if not isinstance(value, bool):
        raise FeelError(f"条件“{text}”的结果既不是 true 也不是 false（可能引用了没有填写的内容）。")
    return value


def read_range(text: str, run: Run) -> Range | None:
    """Read the text of a range whose ends are literals; None when it is none."""
    found = HALF.fullmatch(text.strip())
    if found and (not found[2].strip() or not found[3].strip()):
        text = _half(found[1], found[2].strip(), found[3].strip(), found[4])
    tree = read_range_tree(text)
    value = None if tree is None else compile_node(tree)(Scope({}, None, run))
    return value if isinstance(value, Range) else None


def _half(left: str, low: str, high: str, right: str) -> str:
    """Return the comparison that a range without one end is; the end that is missing must be open."""
    if low:
        return f"({'>=' if left == '[' else '>'} {low})" if right != "]" else ""
    return f"({'<=' if right == ']' else '<'} {high})" if left != "[" else ""


HALF = re.compile(r"([\[(\]])(.*?)\.\.(.*)([\])\[])", re.DOTALL)
RANGES = ("closed_closed", "closed_open", "open_closed", "open_open", "unary_range")
LITERALS = ("number", "string", "at", "null", "neg", "call", "positional", "variable", "name")
MAKERS = ("date", "time", "date and time", "duration")


def read_range_tree(text: str) -> Any:
    """Return the tree of a range of literals or of calls that make dates and durations, else None."""
    try:
        tree = read_tree(text, "start", BUILTINS)
    except FeelError:
        return None
    inner = [t for t in tree.iter_subtrees() if t is not tree and t.data != "operator"]
    literal = all(t.data in LITERALS for t in inner) and free_names(tree, hide=False) <= set(MAKERS)
    return tree if tree.data in RANGES and literal else None
