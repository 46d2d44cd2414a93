"""What an expression looked at: the paths in it and their values, so that a choice can be explained.

Only what is named is shown: a condition on one answer must not lay open the whole form it stands in."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from lark import Tree

from app.rules.errors import FeelError
from app.rules.functions import BUILTINS
from app.rules.jsonform import to_json
from app.rules.reading import read_tree

Path = tuple[str, ...]


@lru_cache(maxsize=20_000)
def paths_of(text: str) -> tuple[Path, ...]:
    """Return the longest paths that an expression reads, in the order of their names; none when it can only be
    read together with the odd names of its case."""
    try:
        tree = read_tree(text, "start", BUILTINS)
    except FeelError:
        return ()
    found = {path for part in tree.iter_subtrees() if (path := _path(part)) and path[0] not in BUILTINS}
    whole = [p for p in found if not any(q != p and q[: len(p)] == p for q in found)]
    return tuple(sorted(whole))


def looked_at(texts: Iterable[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """Return path → value of what expressions read of a context; names bound inside them are left out."""
    paths = sorted({path for text in texts for path in paths_of(text)})
    found = dict(_value(path, context) for path in paths if path[0] in context)
    return {name: to_json(value) for name, value in found.items()}


def _path(part: Any) -> Path:
    if not isinstance(part, Tree):
        return ()
    if part.data == "variable":
        return (str(part.children[0].children[0]),)
    if part.data == "path":
        before = _path(part.children[0])
        return (*before, str(part.children[1].children[0])) if before else ()
    return ()


def _value(path: Path, context: Mapping[str, Any]) -> tuple[str, Any]:
    """Return how far a path leads through contexts, and what is there; null where it leads to nothing."""
    value: Any = context
    for depth, name in enumerate(path):
        if value is not None and not isinstance(value, Mapping):
            return ".".join(path[:depth]), value
        value = value.get(name) if value is not None else None
    return ".".join(path), value
