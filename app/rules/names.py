"""Names that hold spaces or signs: before parsing each known one becomes one token of the same length."""

import re
from collections.abc import Iterable

PLAIN = re.compile(r"[^\W\d]\w*")
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
QUIET = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
FIRST, FILL = 0xE000, "\uf8ff"  # private characters: no name may hold them
PRIVATE = re.compile("[\ue000-\uf8ff]")
MAX_NAMES = 6_000
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "/": "/", "b": "\b", "f": "\f"}

KEY = re.compile(r'[{,(<]\s*([^\s"(){}\[\]<>,:=\d][^"(){}\[\]<>,:]{0,98}?)\s*:')
QUOTED_KEY = re.compile(r'[{,]\s*"([^"\\]{1,99})"\s*:')
LOOP = re.compile(r"(?:\b(?:for|some|every)|,)\s+([^\W\d][\w ']{0,98}?)\s+in\b")
PARAMETERS = re.compile(r"\bfunction\s*\(([^()]{1,500})\)")
KEYWORDS = re.compile(
    r"\b(and|or|in|between|if|then|else|return|satisfies|instance|for|some|every|function)\b"
)
PROPERTIES = ("time offset", "start included", "end included")
TYPES = ("date and time", "years and months duration", "days and time duration")


class Mask:
    """A text whose known odd names are single tokens; `real` gives the name of a token back."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self._text = text
        spaced = {
            re.sub(r"\s+", " ", n.strip()): n for n in (*names, *declared_names(text), *PROPERTIES, *TYPES)
        }
        self._names = sorted((n for n in spaced if n and not PLAIN.fullmatch(n)), key=len, reverse=True)[
            :MAX_NAMES
        ]
        self._real = [spaced[n] for n in self._names]
        self.text = self._masked()

    def real(self, token: str) -> str:
        """Return the name that a token stands for."""
        return self._real[ord(token[0]) - FIRST] if PRIVATE.match(token) else token

    def foreign(self) -> int:
        """Return the position of a private character in the text that no name may hold, or -1."""
        found = PRIVATE.search(QUIET.sub(lambda m: " " * len(m[0]), self._text))
        return found.start() if found else -1

    def _masked(self) -> str:
        wanted = [n for n in self._names if n.split(" ")[0] in self._text]
        if not wanted:
            return self._text
        index = {n: i for i, n in enumerate(self._names)}
        pattern = re.compile(
            QUIET.pattern + r"|(?<!\w)(?:" + "|".join(map(_spelled, wanted)) + r")(?!\w)", re.DOTALL
        )

        def put(match: re.Match[str]) -> str:
            number = index.get(re.sub(r"\s+", " ", match[0]))
            return match[0] if number is None else chr(FIRST + number) + FILL * (len(match[0]) - 1)

        return pattern.sub(put, self._text)


def _spelled(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split(" "))


def declared_names(text: str) -> set[str]:
    """Return the odd names that the text itself declares: keys, parameters, loop variables."""
    bare = QUIET.sub(lambda m: " " * len(m[0]), text)
    found = set(KEY.findall(bare)) | set(QUOTED_KEY.findall(text))
    found |= {n for n in LOOP.findall(bare) if not KEYWORDS.search(n)}
    for listed in PARAMETERS.findall(bare):
        found |= {p.partition(":")[0].strip() for p in listed.split(",")}
    return {n for n in found if not re.match(r"(if|for|some|every|function)\b", n)}


def unquote(text: str) -> str:
    """Return what a string literal means."""
    return ESCAPE.sub(_escape, text[1:-1]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "�"
    return SIMPLE.get(code, "\\" + code)
