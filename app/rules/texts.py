"""Built-in functions on texts."""

from decimal import Decimal
from typing import Any

from app.rules import patterns
from app.rules.functions import builtin
from app.rules.values import MAX_TEXT


def _text(*values: Any) -> None:
    if not all(isinstance(v, str) for v in values):
        raise TypeError


def _whole(value: Any) -> int:
    if not isinstance(value, Decimal) or abs(value) > MAX_TEXT * 10:
        raise TypeError
    return int(value)


@builtin("substring", "string", "start position", "length", least=2)
def _substring(run: Any, string: Any, start: Any, *length: Any) -> Any:
    _text(string)
    at = _whole(start)
    if at == 0 or abs(at) > len(string):
        return None
    begin = at - 1 if at > 0 else len(string) + at
    if not length or length[0] is None:
        return string[begin:]
    count = _whole(length[0])
    return string[begin : begin + count] if count >= 1 else None


@builtin("string length", "string")
def _length(run: Any, string: Any) -> Any:
    _text(string)
    return Decimal(len(string))


@builtin("upper case", "string")
def _upper(run: Any, string: Any) -> Any:
    _text(string)
    return string.upper()


@builtin("lower case", "string")
def _lower(run: Any, string: Any) -> Any:
    _text(string)
    return string.lower()


@builtin("trim", "string")
def _trim(run: Any, string: Any) -> Any:
    _text(string)
    return string.strip()


@builtin("substring before", "string", "match")
def _before(run: Any, string: Any, match: Any) -> Any:
    _text(string, match)
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string", "match")
def _after(run: Any, string: Any, match: Any) -> Any:
    _text(string, match)
    return string.partition(match)[2] if match else string


@builtin("contains", "string", "match")
def _contains(run: Any, string: Any, match: Any) -> Any:
    _text(string, match)
    return match in string


@builtin("starts with", "string", "match")
def _starts(run: Any, string: Any, match: Any) -> Any:
    _text(string, match)
    return string.startswith(match)


@builtin("ends with", "string", "match")
def _ends(run: Any, string: Any, match: Any) -> Any:
    _text(string, match)
    return string.endswith(match)


@builtin("string join", "list", "delimiter", least=1)
def _join(run: Any, items: Any, delimiter: Any = None) -> Any:
    if not isinstance(items, list):
        return items if isinstance(items, str) else None
    found = [i for i in items if i is not None]
    _text(*found, delimiter or "")
    joined = (delimiter or "").join(found)
    return joined if len(joined) <= MAX_TEXT else None


@builtin("matches", "input", "pattern", "flags", least=2)
def _matches(run: Any, string: Any, pattern: Any, flags: Any = None) -> Any:
    return patterns.matches(string, pattern, flags)


@builtin("replace", "input", "pattern", "replacement", "flags", least=3)
def _replace(run: Any, string: Any, pattern: Any, replacement: Any, flags: Any = None) -> Any:
    _text(replacement)
    return patterns.replace(string, pattern, replacement, flags)


@builtin("split", "string", "delimiter")
def _split(run: Any, string: Any, delimiter: Any) -> Any:
    return patterns.split(string, delimiter)
