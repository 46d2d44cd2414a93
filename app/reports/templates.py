"""Texts with placeholders: `{{expression}}`, `{{expression | format}}` and `{{expression | codes:TABLE}}`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.reports.masks import MASKS, mask
from app.reports.values import FORMATS, Codes, shown, value_of

PLACEHOLDER = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
SHORTEST = 3  # characters to which a name may be shortened
WITH_FORMAT = re.compile(r"(.*\S)\s*\|\s*([a-z_]+)(?::([\w.]+))?\s*", re.DOTALL)


@dataclass(frozen=True)
class Slot:
    """A placeholder: the expression and how its value is shown."""

    expression: str
    form: str = ""
    codes: str = ""

    @property
    def known(self) -> bool:
        """Whether the format after the bar exists."""
        return bool(self.codes) if self.form == "codes" else not self.form or self.form in {*FORMATS, *MASKS}

    def fill(self, context: Mapping[str, Any], now: datetime, codes: Codes | None) -> str:
        value = value_of(self.expression, context, now, "文字中")
        if self.form in MASKS:
            return mask(self.form, shown(value))
        return shown(value, self.form, self.codes, codes)


@lru_cache(maxsize=2_000)
def slots(text: str) -> tuple[str | Slot, ...]:
    """Return a text as its literal pieces and placeholders, in order."""
    parts = PLACEHOLDER.split(text)
    return tuple(_slot(part) if i % 2 else part for i, part in enumerate(parts) if part)


def _slot(text: str) -> Slot:
    match = WITH_FORMAT.fullmatch(text)
    if match:
        return Slot(match[1].strip(), match[2], match[3] or "")
    return Slot(text.strip())


def expressions(text: str) -> Iterator[Slot]:
    """Yield the placeholders of a text."""
    return (part for part in slots(text) if isinstance(part, Slot))


def fill(text: str, context: Mapping[str, Any], now: datetime, codes: Codes | None = None) -> str:
    """Return a text with its placeholders filled; what has no value leaves nothing."""
    return "".join(p if isinstance(p, str) else p.fill(context, now, codes) for p in slots(text))


def fill_within(
    text: str, longest: int, context: Mapping[str, Any], now: datetime, codes: Codes | None = None
) -> str:
    """Return a filled text in which long names are shortened until it has at most `longest` characters.

    Numbers, codes and links stay whole: a part of them is of no use."""
    parts = [p if isinstance(p, str) else p.fill(context, now, codes) for p in slots(text)]
    names = [i for i, p in enumerate(slots(text)) if isinstance(p, Slot) and not parts[i].isascii()]
    while sum(map(len, parts)) > longest and names:
        place = max(names, key=lambda i: len(parts[i]))
        if len(parts[place]) <= SHORTEST:
            break
        parts[place] = parts[place][:-2] + "…"
    return "".join(parts)


def least_length(text: str) -> int:
    """Return how long a text is at least: what is fixed, and a character for each placeholder."""
    return sum(len(part) if isinstance(part, str) else 1 for part in slots(text))
