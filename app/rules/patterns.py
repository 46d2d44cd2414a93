"""Regular expressions as XPath has them, within bounds: short patterns, short texts, and a hundredth of
a second."""

import functools
from typing import Any

import regex

from app.rules.errors import FeelError
from app.rules.values import MAX_TEXT

MAX_PATTERN = 500
MAX_SUBJECT = 20_000
SECONDS = 0.1
FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE}
REPLACEMENT = regex.compile(r"\\[\\$]|\$[0-9]+|[^\\$]+")
# blocks of Unicode that XPath writes as \p{IsName}, where the library has another name for them
BLOCKS = regex.compile(r"\\([pP])\{Is([A-Za-z0-9-]+)\}")


def matches(string: Any, pattern: Any, flags: Any) -> bool:
    """Whether some part of a text matches a pattern."""
    compiled = _compiled(string, pattern, flags)
    return _timed(lambda: compiled.search(string, timeout=SECONDS)) is not None


def replace(string: Any, pattern: Any, replacement: str, flags: Any) -> str | None:
    """Replace every match; `$1` is a group. Null when the pattern matches the empty text, or the result
    is too long."""
    compiled = _compiled(string, pattern, flags)
    literal = isinstance(flags, str) and "q" in flags
    parts = [replacement] if literal else _parts(replacement, compiled.groups)
    if compiled.search("", timeout=SECONDS) is not None:
        raise ValueError(pattern)

    def put(match: Any) -> str:
        return "".join(p if isinstance(p, str) else (match[p] or "") for p in parts)

    result: str = _timed(lambda: compiled.sub(put, string, timeout=SECONDS))
    return result if len(result) <= MAX_TEXT else None


def split(string: Any, delimiter: Any) -> list[str]:
    """Return the parts of a text between the matches of a pattern."""
    compiled = _compiled(string, delimiter, None)
    if not delimiter:
        return [string]
    found, start = [], 0
    for match in _timed(lambda: list(compiled.finditer(string, timeout=SECONDS))):
        if match.end() > match.start():
            found.append(string[start : match.start()])
            start = match.end()
    return [*found, string[start:]]


def _timed(work: Any) -> Any:
    try:
        return work()
    except TimeoutError:
        raise FeelError("正则表达式的匹配花费的时间过长，已停止，请简化它。") from None


def _parts(replacement: str, groups: int) -> list[str | int]:
    """Return the pieces of a replacement: texts and numbers of groups. Raises ValueError for a lone `$`
    or backslash."""
    found: list[str | int] = []
    place = 0
    for match in REPLACEMENT.finditer(replacement):
        if match.start() != place:
            raise ValueError(replacement)
        place = match.end()
        found += _piece(match[0], groups)
    if place != len(replacement):
        raise ValueError(replacement)
    return found


def _piece(text: str, groups: int) -> list[str | int]:
    if text[0] == "\\":
        return [text[1]]
    if text[0] != "$":
        return [text]
    digits = text[1:]
    while len(digits) > 1 and int(digits) > groups:
        digits = digits[:-1]
    rest = text[1 + len(digits) :]
    return [int(digits) if int(digits) <= groups else "", rest]


def _compiled(string: Any, pattern: Any, flags: Any) -> Any:
    if not (
        isinstance(string, str) and isinstance(pattern, str) and (flags is None or isinstance(flags, str))
    ):
        raise TypeError
    if len(pattern) > MAX_PATTERN or len(string) > MAX_SUBJECT:
        raise FeelError(f"正则表达式超过 {MAX_PATTERN} 个字符，或被匹配的文字超过 {MAX_SUBJECT} 个字符。")
    return _pattern(pattern, flags or "")


@functools.lru_cache(maxsize=1_000)
def _pattern(pattern: str, flags: str) -> Any:
    options = regex.VERSION1
    for flag in flags:
        if flag not in "xq" and flag not in FLAGS:
            raise ValueError(flag)
        options |= FLAGS.get(flag, 0)
    text = regex.escape(pattern) if "q" in flags else _translated(pattern, flags)
    try:
        return regex.compile(text, options)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ValueError(pattern) from error


class _Translation:
    """A pattern of XPath on its way to the library's: subtraction of classes, the end of the text, `.`
    and escapes."""

    def __init__(self, lines: bool, dots: bool) -> None:
        self.out: list[str] = []
        self._depth = self._closed = 0
        self._outside = {".": "." if dots else r"[^\n\r]", "$": "$" if lines else r"\Z"}

    def add(self, piece: str) -> None:
        """Take the next piece. Raises ValueError for what XPath does not have."""
        if piece[0] == "\\":
            self.out.append(self._escaped(piece))
        elif piece == "[":
            self._open()
        elif piece == "]":
            self._depth -= self._depth > 0
            self.out.append(piece)
        elif self._depth:
            self.out.append(piece)
        else:
            self._plain(piece)

    def _open(self) -> None:
        if self._depth and self.out[-1] == "-":
            self.out[-1] = "--["
        else:
            self.out.append("[")
        self._depth += 1

    def _plain(self, piece: str) -> None:
        if piece.startswith("(?") and piece != "(?:":
            raise ValueError(piece)
        self._closed += piece == ")"
        self.out.append(self._outside.get(piece, piece))

    def _escaped(self, piece: str) -> str:
        if len(piece) < 2 or (piece[1].isdigit() and (self._depth or not 0 < int(piece[1]) <= self._closed)):
            raise ValueError(piece)
        name = {"i": r"\p{L}_:", "c": r"\p{L}\p{N}\-._:"}.get(piece[1])
        return piece if name is None else (name if self._depth else f"[{name}]")


def _translated(pattern: str, flags: str) -> str:
    translation = _Translation("m" in flags, "s" in flags)
    for piece in _pieces(_squeezed(pattern) if "x" in flags else pattern):
        translation.add(piece)
    return BLOCKS.sub(r"\\\1{In\2}", "".join(translation.out))


def _pieces(pattern: str) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(pattern):
        length = 2 if pattern[place] == "\\" else (3 if pattern.startswith("(?", place) else 1)
        found.append(pattern[place : place + length])
        place += length
    return found


def _squeezed(pattern: str) -> str:
    """Return the pattern without the white space outside of classes."""
    out: list[str] = []
    depth = 0
    for before, char in zip(" " + pattern, pattern, strict=False):
        if before != "\\":
            depth += (char == "[") - (char == "]" and depth > 0)
        if depth or not char.isspace():
            out.append(char)
    return "".join(out)
