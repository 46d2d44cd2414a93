"""From the text of an expression to its tree, with the place of a mistake in words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from app.rules.errors import FeelError
from app.rules.functions import BUILTINS
from app.rules.names import Mask
from app.rules.scope import MAX_DEPTH

MAX_SOURCE = 10_000
MAX_TREE = 300
_GRAMMAR = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
_PARSER = Lark(
    _GRAMMAR,
    parser="lalr",
    start=["start", "unary", "single"],
    propagate_positions=False,
    maybe_placeholders=True,
)


def read_tree(text: str, start: str, names: Iterable[str]) -> Any:
    """Return the tree of an expression; its NAME tokens hold the names as they were written. Raises
    FeelError."""
    _bounded(text)
    mask = Mask(text, names)
    if mask.foreign() >= 0:
        raise _unknown(text, mask.foreign() + 1)
    try:
        tree = _PARSER.parse(mask.text, start=start)
    except UnexpectedInput as error:
        raise _syntax_error(text, mask, error) from None
    except RecursionError:
        raise FeelError("表达式的嵌套过深，请拆分。") from None
    _name(tree, mask)
    return tree


def _bounded(text: str) -> None:
    if len(text) > MAX_SOURCE:
        raise FeelError(f"表达式超过 {MAX_SOURCE} 个字符，请拆分。")
    if not text.strip():
        raise FeelError("表达式是空的，请填写。", 1)
    depth = 0
    for place, char in enumerate(text, 1):
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_DEPTH:
            raise FeelError(f"表达式的括号嵌套超过 {MAX_DEPTH} 层，请拆分。", place)


def _name(tree: Any, mask: Mask) -> None:
    """Put the real names into the tree, and refuse one that is too deep to walk."""
    todo = [(tree, 1)]
    while todo:
        found, level = todo.pop()
        if level > MAX_TREE:
            raise FeelError("表达式过长或嵌套过深，请拆分。")
        for place, child in enumerate(found.children):
            if isinstance(child, Tree):
                todo.append((child, level + 1))
            elif isinstance(child, Token) and child.type == "NAME":
                found.children[place] = Token("NAME", mask.real(str(child)))


def _syntax_error(text: str, mask: Mask, error: UnexpectedInput) -> FeelError:
    position = (error.pos_in_stream or 0) + 1
    if isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    ):
        return FeelError(f"表达式“{_short(text)}”没有写完。", len(text) + 1)
    if isinstance(error, UnexpectedCharacters):
        return _unknown(text, position)
    found = mask.real(str(getattr(error, "token", "")))
    return FeelError(
        f"表达式“{_short(text)}”第 {position} 个字符处的“{_short(found)}”放在这里不合语法。", position
    )


def _unknown(text: str, position: int) -> FeelError:
    char = text[position - 1 : position]
    return FeelError(f"表达式“{_short(text)}”第 {position} 个字符“{char}”无法识别，请检查。", position)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def free_names(tree: Any, hide: bool = True) -> frozenset[str]:
    """Return the names that an expression reads, less built-ins; names bound inside it are counted as
    well."""
    found = {str(v.children[0].children[0]) for v in tree.find_data("variable")}
    return frozenset(n for n in found if not (hide and n in BUILTINS))
