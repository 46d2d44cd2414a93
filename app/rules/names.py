"""Names and texts: names with spaces or signs become identifiers before parsing, and are turned back afterwards."""

import re

PREFIX = "ˍ"  # a letter of Unicode that no keyboard types: U+02CD
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
PLAIN = re.compile(r"[^\W\d]\w*")
STRINGS = re.compile(r'("(?:\\.|[^"\\])*")')
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "/": "/", "b": "\b", "f": "\f"}


def encode(name: str) -> str:
    """Return the identifier that stands for a name with spaces or signs."""
    return "_" + "".join(c if c.isalnum() and c.isascii() else f"ˍ{ord(c):x}ˍ" for c in name)


def real_name(identifier: str) -> str:
    """Return the name that an identifier stands for."""
    if "ˍ" not in identifier:
        return identifier
    return re.sub(r"ˍ([0-9a-f]+)ˍ", lambda m: chr(int(m[1], 16)), identifier[1:])


def replace_names(text: str, names: frozenset[str]) -> str:
    """Put identifiers in the place of known names that are no identifiers, longest first, outside of strings."""
    odd = sorted((n for n in names if not PLAIN.fullmatch(n)), key=len, reverse=True)
    if not odd:
        return text
    spaced = ["".join(r"\s+" if c == " " else re.escape(c) for c in re.sub(r"\s+", " ", n)) for n in odd]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(f"({s})" for s in spaced) + r")(?!\w)")

    def put(match: re.Match[str]) -> str:
        return encode(odd[(match.lastindex or 1) - 1])

    parts = STRINGS.split(text)
    return "".join(p if p.startswith('"') else pattern.sub(put, p) for p in parts)


def unquote(text: str) -> str:
    """Return what a string literal means."""
    return ESCAPE.sub(_escape, text[1:-1]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "�"
    return SIMPLE.get(code, "\\" + code)
