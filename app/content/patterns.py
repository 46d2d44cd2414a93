"""Regular expressions that administrators write: a subset that compiles small, matched within a bounded time."""

import re

import regex

LONGEST = 200
LARGEST = 200_000  # length times repetitions: what the compiler may have to lay out
SECONDS = 0.05
ESCAPED = re.compile(r"\\.", re.DOTALL)
EXTENSION = re.compile(r"\(\?(?![:=!]|<[=!])|\{(?![0-9]{1,4}(,[0-9]{0,4})?\})")
COUNT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")


class TooSlow(Exception):
    """A pattern that takes too long on a text."""


def is_pattern(pattern: object) -> bool:
    """Whether this is a pattern that may be used: correct, short, and without what explodes."""
    if not isinstance(pattern, str) or len(pattern) > LONGEST:
        return False
    bare = ESCAPED.sub("_", pattern)
    if EXTENSION.search(bare) or _size(bare) > LARGEST:
        return False
    try:
        return regex.compile(pattern) is not None
    except (regex.error, OverflowError, MemoryError):
        return False


def _size(bare: str) -> int:
    size = len(bare)
    for low, high in COUNT.findall(bare):
        size *= max(1, int(high or low))
    return size


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text matches. Raises TooSlow."""
    try:
        return regex.fullmatch(pattern, text, timeout=SECONDS) is not None
    except TimeoutError as error:
        raise TooSlow from error
