"""Reading expressions: text to a compiled expression, cached; and evaluating them over a case."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from app.rules.compiling import Test, any_of, compile_node, compile_test
from app.rules.errors import FeelError
from app.rules.functions import BUILTINS
from app.rules.names import real_name, replace_names
from app.rules.scope import MAX_DEPTH, Node, Run, Scope
from app.rules.values import own

MAX_SOURCE = 10_000
_GRAMMAR = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
_PARSER = Lark(_GRAMMAR, parser="lalr", start=["start", "unary"], propagate_positions=False, maybe_placeholders=True)


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
            raise FeelError("表达式的嵌套过深。") from error


class UnaryTests:
    """Compiled unary tests: whether a value is one of those that a cell or list of values describes."""

    __slots__ = ("_test", "names", "text")

    def __init__(self, text: str, test: Test, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self._test = test

    def test(self, value: Any, scope: Scope) -> bool | None:
        """Return whether the value passes, null when that cannot be said."""
        result = self._test(scope, own(value))
        return result if isinstance(result, bool) else None


@lru_cache(maxsize=20_000)
def parse(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """Read an expression. `names` are known names that hold spaces or signs. Raises FeelError with the position."""
    tree = _tree(text, "start", names)
    return Expression(text, compile_node(tree), _free_names(tree))


@lru_cache(maxsize=20_000)
def parse_unary(text: str, names: frozenset[str] = frozenset()) -> UnaryTests:
    """Read unary tests such as `"a","b"`, `[1..5]`, `not(> 3)` or `-`. Raises FeelError."""
    tree = _tree(text, "unary", names)
    found = _free_names(tree)
    if tree.data == "any_value":
        return UnaryTests(text, lambda scope, value: True, found)
    tests = [compile_test(c) for c in tree.children[0].children]
    if tree.data == "not_tests":
        return UnaryTests(text, lambda s, v: _negated(any_of(t(s, v) for t in tests)), found)
    return UnaryTests(text, lambda s, v: any_of(t(s, v) for t in tests), found)


def _negated(result: bool | None) -> bool | None:
    return None if result is None else not result


def evaluate(text: str, context: Mapping[str, Any], *, now: datetime) -> Any:
    """Read and evaluate an expression over a context."""
    return parse(text).evaluate(context, now=now)


def truth(text: str, context: Mapping[str, Any], *, now: datetime) -> bool:
    """Evaluate a condition. Raises FeelError when it is neither true nor false: a null must not be a guess."""
    value = evaluate(text, context, now=now)
    if not isinstance(value, bool):
        raise FeelError(f"条件“{text}”的结果既不是 true 也不是 false（可能引用了没有填写的内容）。")
    return value


def _tree(text: str, start: str, names: frozenset[str]) -> Any:
    if len(text) > MAX_SOURCE:
        raise FeelError(f"表达式超过 {MAX_SOURCE} 个字符，请拆分。")
    if not text.strip():
        raise FeelError("表达式是空的，请填写。", 1)
    depth = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_DEPTH:
            raise FeelError("表达式的括号嵌套过深。")
    try:
        tree = _PARSER.parse(replace_names(text, names), start=start)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    except RecursionError:
        raise FeelError("表达式的嵌套过深。") from None
    if _depth(tree) > 400:
        raise FeelError("表达式过长或嵌套过深，请拆分。")
    return tree


def _depth(tree: Any) -> int:
    deepest, todo = 0, [(tree, 1)]
    while todo:
        found, level = todo.pop()
        deepest = max(deepest, level)
        if isinstance(found, Tree):
            todo.extend((c, level + 1) for c in found.children)
    return deepest


def _syntax_error(text: str, error: UnexpectedInput) -> FeelError:
    position = (error.pos_in_stream or 0) + 1
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return FeelError(f"表达式“{text}”没有写完。", len(text) + 1)
    if isinstance(error, UnexpectedCharacters):
        return FeelError(f"表达式“{text}”第 {position} 个字符“{text[position - 1 : position]}”无法识别。", position)
    found = str(getattr(error, "token", ""))
    return FeelError(f"表达式“{text}”第 {position} 个字符处的“{real_name(found)}”放在这里不合语法。", position)


def _free_names(tree: Any) -> frozenset[str]:
    """Return the names that an expression reads, less built-ins; names bound inside it are counted as well."""
    if not isinstance(tree, Tree):
        return frozenset()
    found = {
        real_name(str(v.children[0].children[0] if isinstance(v.children[0], Tree) else v.children[0]))
        for v in tree.find_data("variable")
    }
    return frozenset(n for n in found if n not in BUILTINS and not isinstance(n, Token))
