"""Built-in functions on contexts."""

from collections.abc import Mapping
from typing import Any

from app.rules.functions import builtin
from app.rules.lists import as_list
from app.rules.values import own


@builtin("get value", "m", "key")
def _get_value(run: Any, m: Any, key: Any) -> Any:
    for name in key if isinstance(key, list) else [key]:
        if not isinstance(m, Mapping) or not isinstance(name, str):
            return None
        m = own(m.get(name))
    return m


@builtin("get entries", "m")
def _get_entries(run: Any, m: Any) -> Any:
    return [{"key": k, "value": own(v)} for k, v in m.items()]


@builtin("context", "entries")
def _context(run: Any, entries: Any) -> Any:
    items = as_list(entries)
    keys = [i["key"] for i in items if "value" in i]
    if len(keys) != len(items) or len(set(keys)) != len(keys) or not all(isinstance(k, str) for k in keys):
        return None
    return {i["key"]: i["value"] for i in items}


@builtin("context put", "context", "key", "value", others=(("context", "keys", "value"),))
def _put(run: Any, context: Any, key: Any, value: Any) -> Any:
    """Put a value under a key, or under the last of a path of keys; null when the path leaves the contexts."""
    keys = key if isinstance(key, list) else [key]
    if not keys or not isinstance(context, Mapping) or not all(isinstance(k, str) for k in keys):
        return None
    first, *rest = keys
    inner = _put(run, own(context.get(first)), rest, value) if rest else value
    return None if rest and inner is None else {**context, first: inner}


@builtin("context merge", "contexts")
def _merge(run: Any, contexts: Any) -> Any:
    merged: dict[str, Any] = {}
    for context in as_list(contexts):
        merged |= context
    return merged
