"""What is typed, before it is checked: as conditions see it, and as controls can show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app import rules
from app.content.form import Field, inputs_of
from app.forms.limits import MOST
from app.forms.moments import kind_of, moment_of, written
from app.forms.numbers import number_of
from app.forms.problem import Problem
from app.forms.texts import as_kept, clean, narrow

TICKED = (True, "true", "on", "1")
NOT_TICKED = (False, "false", "0")
NOTHING: tuple[Any, ...] = (None, "", [])


def loose(found: Field, given: Any) -> Any:
    """Return what is typed as conditions see it: truth and numbers as such, texts as they are kept, nothing
    typed as null."""
    if found.type == "checkbox":
        return isinstance(given, (bool, str)) and given in TICKED
    if found.type in MOST:
        items = given if isinstance(given, list) else [given]
        return _many(found, [item for item in items if item not in NOTHING]) or None
    if given in NOTHING or isinstance(given, (list, Mapping)):
        return None
    return LOOSE.get(found.type, _code)(found, given)


def _many(found: Field, items: Sequence[Any]) -> list[Any]:
    if found.type == "dynamiclist":
        columns = inputs_of(found.fields)
        rows = [row for row in items if isinstance(row, Mapping) and not is_blank(row)]
        return [{c.name: loose(c, row.get(c.name)) for c in columns} for row in rows]
    return [code_of(item) for item in items]


def _text(found: Field, given: Any) -> str | None:
    try:
        return as_kept(found, clean(given)) or None
    except Problem:
        return None


def _number(found: Field, given: Any) -> Any:
    value = number_of(given)
    return None if value is None else rules.to_json(value)


def _when(found: Field, given: Any) -> str | None:
    kind = kind_of(found)
    moment = moment_of(kind, narrow(given)) if isinstance(given, str) else None
    return None if moment is None else written(kind, moment)


def _code(found: Field, given: Any) -> str | None:
    return code_of(given)


LOOSE = {"number": _number, "datetime": _when, "textfield": _text, "textarea": _text}


def code_of(given: Any) -> str | None:
    """Return a code, which may come as a whole number; None for what cannot be one."""
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**9:
        return str(given)
    return given if isinstance(given, str) else None


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether nothing is typed into a row."""
    return all(value in NOTHING for value in row.values())


def showable(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return of values, wherever they come from, what the controls of these fields can show."""
    return {f.name: shown for f in fields if (shown := _showable(f, values.get(f.name))) is not None}


def _showable(found: Field, value: Any) -> Any:
    if found.type in ("checklist", "filepicker"):
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None
    if found.type == "dynamiclist":
        rows = value if isinstance(value, list) else []
        return [showable(inputs_of(found.fields), row) for row in rows if isinstance(row, Mapping)]
    return None if isinstance(value, (list, Mapping)) else value
