"""What a browser posts, as {field: value}: repeated names, cascaders of three selects, rows of lists."""

from collections.abc import Mapping
from typing import Any

from app.content.form import Field, Form

OWN = ("csrf_token", "version", "idempotency_key", "_add", "_remove", "_save", "_next", "action")
PARTS = ("county", "city", "province")


def from_html(form: Form, posted: Any) -> dict[str, Any]:
    """Return the answers in a posted form. Names that the form does not have are kept, so that they are refused."""
    data: dict[str, Any] = {}
    known: set[str] = set()
    for found in form.walk():
        if found.is_input and not _in_list(form, found):
            value, names = _value(found, posted)
            known |= names
            if value is not None:
                data[found.name] = value
    comments = {
        n.removeprefix("field_comments."): posted[n] for n in posted if n.startswith("field_comments.")
    }
    if comments:
        data["field_comments"] = comments
    for name in posted:
        foreign = (
            name not in known and name not in OWN and not name.startswith(("field_comments.", "preset", "_"))
        )
        if foreign:
            data[name] = posted[name]
    return data


def _in_list(form: Form, wanted: Field) -> bool:
    return any(f.type == "dynamiclist" and any(w is wanted for w in f.fields) for f in form.walk())


def _value(found: Field, posted: Any) -> tuple[Any, set[str]]:
    name = found.name
    if found.properties.get("region") == "true":
        parts = [f"{name}.{part}" for part in PARTS]
        chosen = next((posted.get(p) for p in parts if posted.get(p)), None)
        return chosen or posted.get(name), {name, *parts}
    if found.type in ("checklist", "filepicker"):
        return [v for v in posted.getlist(name) if v] or None, {name}
    if found.type == "dynamiclist":
        return _rows(found, posted)
    if found.type == "datetime" and found.properties.get("time") == "true":
        day, clock = posted.get(f"{name}.date"), posted.get(f"{name}.time")
        joined = f"{day}T{clock or '23:59'}" if day else posted.get(name)
        return joined, {name, f"{name}.date", f"{name}.time"}
    return posted.get(name), {name}


def _rows(found: Field, posted: Any) -> tuple[Any, set[str]]:
    start = f"{found.name}."
    names = {n for n in posted if n.startswith(start)}
    numbers = sorted({int(n.split(".")[1]) for n in names if n.split(".")[1].isdigit()})[:60]
    rows = []
    for number in numbers:
        row = {
            f.name: v
            for f in found.fields
            if f.is_input and (v := _cell(f, posted, f"{start}{number}.")) is not None
        }
        rows.append(row)
    return rows or None, names


def _cell(found: Field, posted: Any, prefix: str) -> Any:
    shifted: Mapping[str, Any] = _Shifted(posted, prefix)
    return _value(found, shifted)[0]


class _Shifted(dict[str, Any]):
    """A view of a posted form below a prefix."""

    def __init__(self, posted: Any, prefix: str) -> None:
        super().__init__({n.removeprefix(prefix): posted[n] for n in posted if n.startswith(prefix)})
        self._posted = posted
        self._prefix = prefix

    def getlist(self, name: str) -> list[Any]:
        found: list[Any] = self._posted.getlist(self._prefix + name)
        return found
