"""Built-in functions on texts; patterns are bounded so that none can run away."""

import re
from decimal import Decimal
from typing import Any

from app.rules.errors import FeelError
from app.rules.functions import builtin
from app.rules.values import MAX_TEXT

MAX_SUBJECT = 2_000
MAX_PATTERN = 200
NESTED = re.compile(r"\([^()]*[+*}][^()]*\)[+*{]|\(\?[=!<]|\\[1-9].*[+*]|[+*}][+*{]")
FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


def _text(*values: Any) -> None:
    if not all(isinstance(v, str) for v in values):
        raise TypeError


def _whole(value: Any) -> int:
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise TypeError
    return int(value)


@builtin("substring", "string", "start position", "length", least=2)
def _substring(run: Any, string: Any, start: Any, length: Any = None) -> Any:
    _text(string)
    at = _whole(start)
    if at == 0 or abs(at) > len(string):
        return None
    begin = at - 1 if at > 0 else len(string) + at
    if length is None:
        return string[begin:]
    count = _whole(length)
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
    items = items if isinstance(items, list) else [items]
    found = [i for i in items if i is not None]
    _text(*found)
    joined = ("" if delimiter is None else delimiter).join(found)
    return joined if len(joined) <= MAX_TEXT else None


@builtin("matches", "input", "pattern", "flags", least=2)
def _matches(run: Any, string: Any, pattern: Any, flags: Any = None) -> Any:
    return _pattern(string, pattern, flags).search(string) is not None


@builtin("replace", "input", "pattern", "replacement", "flags", least=3)
def _replace(run: Any, string: Any, pattern: Any, replacement: Any, flags: Any = None) -> Any:
    _text(replacement)
    compiled = _pattern(string, pattern, flags)
    template = re.sub(r"\$(\d)", r"\\g<\1>", replacement.replace("\\", "\\\\").replace("\\\\$", "$"))
    result = compiled.sub(template, string)
    return result if len(result) <= MAX_TEXT else None


@builtin("split", "string", "delimiter")
def _split(run: Any, string: Any, delimiter: Any) -> Any:
    return _pattern(string, delimiter, None).split(string)


def _pattern(string: Any, pattern: Any, flags: Any) -> re.Pattern[str]:
    """Compile a pattern. Nested repetition can take time that grows exponentially: it is refused."""
    _text(string, pattern)
    if len(pattern) > MAX_PATTERN or len(string) > MAX_SUBJECT or (NESTED.search(pattern) and len(string) > 64):
        raise FeelError("正则表达式或被匹配的文字过长、过于复杂，已停止。")
    options = 0
    for flag in flags or "":
        if flag not in FLAGS:
            raise ValueError(flag)
        options |= FLAGS[flag]
    pattern = pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
    try:
        return re.compile(pattern, options)
    except re.error as error:
        raise ValueError(pattern) from error
