"""What a browser posts, as {field: value}: repeated names, cascaders of three selects, rows of lists."""

import re
from collections.abc import Callable
from typing import Any, Protocol

from app.content.codes import CodeTable
from app.content.form import POSTED, Field, Form, inputs_of
from app.errors import TooLarge
from app.forms.comments import COMMENTS
from app.forms.limits import MAX_ROWS

MAX_POSTED = 2_000
PARTS = ("province", "city", "county")
PRESETS = ("preset.", "preset_save.", "preset_name.")
NUMBER = re.compile(r"[0-9]{1,4}")
Codes = Callable[[str], CodeTable]


class Posted(Protocol):
    """What is asked of a posted form (a MultiDict)."""

    def __iter__(self) -> Any: ...
    def get(self, name: str) -> Any: ...
    def getlist(self, name: str) -> list[Any]: ...


def from_html(form: Form, codes: Codes, posted: Posted) -> dict[str, Any]:
    """Return the answers in a posted form. Names that the form does not have are kept, so that they are
    refused; a row that is asked for is added, one that is to go is gone. Raises TooLarge."""
    names = list(posted)
    if len(names) > MAX_POSTED:
        raise TooLarge(f"一次提交了 {len(names)} 个字段，超过上限 {MAX_POSTED} 个，请减少后再提交。")
    reader = _Reader(codes, posted, names)
    data = {f.name: v for f in form.inputs if (v := reader.value(f, "")) is not None}
    start = f"{COMMENTS}."
    comments = {n.removeprefix(start): text for n in names if n.startswith(start) and (text := posted.get(n))}
    if comments:
        data[COMMENTS] = comments
    return data | {n: posted.get(n) for n in names if n not in reader.known and not _is_ours(n)}


def _is_ours(name: str) -> bool:
    return (name in POSTED and name != COMMENTS) or name.startswith(("_", f"{COMMENTS}.", *PRESETS))


class _Reader:
    """Reads fields below a prefix and remembers the names that they have."""

    def __init__(self, codes: Codes, posted: Posted, names: list[str]) -> None:
        self._codes = codes
        self._posted = posted
        self._names = names
        self.known: set[str] = set()

    def value(self, found: Field, prefix: str) -> Any:
        name = f"{prefix}{found.name}"
        self.known.add(name)
        if found.is_region:
            return self._region(name)
        if found.type in ("checklist", "filepicker"):
            return [v for v in self._posted.getlist(name) if v] or None
        if found.type == "dynamiclist":
            return self._rows(found, name)
        return self._posted.get(name)

    def _region(self, name: str) -> Any:
        """Return the deepest code that lies below those chosen before it: a level that was changed drops the
        levels below it."""
        table, chosen = self._codes("region"), self._posted.get(name)
        for part in PARTS:
            self.known.add(f"{name}.{part}")
            code = self._posted.get(f"{name}.{part}")
            if code and (part == PARTS[0] or table.row(code).get("parent") == chosen):
                chosen = code
        return chosen

    def _rows(self, found: Field, name: str) -> list[dict[str, Any]] | None:
        start, columns = f"{name}.", inputs_of(found.fields)
        numbers = {n.removeprefix(start).partition(".")[0] for n in self._names if n.startswith(start)}
        kept = sorted((n for n in numbers if NUMBER.fullmatch(n)), key=int)[: MAX_ROWS + 1]
        rows = []
        for number in kept:
            row = {c.name: v for c in columns if (v := self.value(c, f"{start}{number}.")) is not None}
            if self._posted.get("_remove") != f"{start}{number}":
                rows.append(row)
        if self._posted.get("_add") == name:
            rows.append({})
        return rows or None
