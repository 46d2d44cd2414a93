"""How fields and values look from outside: types, words, masks."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.content.form import Field, inputs_of
from app.forms.limits import is_money
from app.forms.moments import kind_of, moment_of
from app.forms.numbers import number_of
from app.forms.typed import code_of

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

TYPES = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "select": "select",
    "radio": "radio",
    "checklist": "checklist",
    "checkbox": "checkbox",
    "filepicker": "file",
    "dynamiclist": "list",
    "group": "group",
    "text": "text_block",
}
Show = Callable[["BoundForm", Field, Any], str]


def type_of(found: Field) -> str:
    """Return the type of a field in the words of the doors."""
    if found.is_region:
        return "region"
    if found.type == "datetime":
        return kind_of(found)
    if found.type == "number" and is_money(found):
        return "money"
    if found.type == "text" and found.role == "preview":
        return "preview"
    return TYPES.get(found.type, found.type)


def display(bound: "BoundForm", found: Field, value: Any, *, masked: bool = False) -> str:
    """Return how a value reads, whatever version of the form it comes from."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if found.type == "dynamiclist":
        return _rows(bound, found, value, masked)
    text = SHOW.get(type_of(found), _plain)(bound, found, value)
    return mask(text) if masked and found.properties.get("mask") else text


def _plain(bound: "BoundForm", found: Field, value: Any) -> str:
    return "、".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _region(bound: "BoundForm", found: Field, value: Any) -> str:
    table = bound.codes("region")
    return " ".join(table.label(code) for code in table.path(str(value))) or str(value)


def _moment(bound: "BoundForm", found: Field, value: Any) -> str:
    moment = moment_of("datetime", str(value))
    return f"{moment:%Y-%m-%d %H:%M}" if moment else str(value)


def _money(bound: "BoundForm", found: Field, value: Any) -> str:
    number = number_of(value)
    return str(value) if number is None else f"{round(number, 2):,.2f}"


def _choice(bound: "BoundForm", found: Field, value: Any) -> str:
    codes = [code_of(v) or str(v) for v in (value if isinstance(value, list) else [value])]
    return "、".join(_label(bound, found, code) for code in codes)


def _label(bound: "BoundForm", found: Field, code: str) -> str:
    table = found.properties.get("codes")
    if table:
        return bound.codes(table).label(code)
    return next((bound.label(o, {}) for o in found.options if o.value == code), code)


def _files(bound: "BoundForm", found: Field, value: Any) -> str:
    return f"{len(value)} 个文件" if isinstance(value, list) else str(value)


def _rows(bound: "BoundForm", found: Field, value: Any, masked: bool) -> str:
    """Return the rows of a list, each with its number and what stands in it."""
    rows = value if isinstance(value, list) else []
    return "；".join(f"第 {n} 行：{_row(bound, found, row, masked)}" for n, row in enumerate(rows, 1)) or str(
        value
    )


def _row(bound: "BoundForm", found: Field, row: Any, masked: bool) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    texts = ((c.label, display(bound, c, row.get(c.name), masked=masked)) for c in inputs_of(found.fields))
    return "，".join(f"{label} {text}" for label, text in texts if text)


SHOW: dict[str, Show] = {
    "region": _region,
    "datetime": _moment,
    "money": _money,
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "file": _files,
}


def mask(text: str) -> str:
    """Return a text with its middle hidden."""
    if len(text) >= 15:
        return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"
    if len(text) >= 8:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return text[:1] + "*" * (len(text) - 1)
