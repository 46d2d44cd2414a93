"""How fields and values look from outside: types, words, masks, examples."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.content.form import Field
from app.forms.checks import EXAMPLES
from app.rules.values import ZONE

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


def type_of(found: Field) -> str:
    """Return the type of a field in the words of the doors."""
    if found.properties.get("region") == "true":
        return "region"
    if found.type == "datetime":
        kinds = (("month", "month"), ("time", "datetime"))
        return next((kind for name, kind in kinds if found.properties.get(name) == "true"), "date")
    if found.type == "number" and found.properties.get("money") == "true":
        return "money"
    return TYPES.get(found.type, found.type)


def display(bound: "BoundForm", found: Field, value: Any, *, masked: bool = False) -> str:
    """Return how a value reads."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    kind = type_of(found)
    if kind == "region":
        table = bound.codes("region")
        return " ".join(table.label(code) for code in table.path(str(value)))
    if kind == "datetime":
        return datetime.fromisoformat(str(value)).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    if kind == "checklist":
        return "、".join(_label(bound, found, str(v)) for v in value)
    if kind in ("select", "radio"):
        return _label(bound, found, str(value))
    if kind == "file":
        return f"{len(value)} 个文件"
    if kind == "list":
        return f"{len(value)} 行"
    return mask(str(value)) if masked and found.properties.get("mask") else str(value)


def _label(bound: "BoundForm", found: Field, value: str) -> str:
    table = found.properties.get("codes")
    if table:
        return bound.codes(table).label(value)
    return next((o.label for o in found.options if o.value == value), value)


def mask(text: str) -> str:
    """Return a text with its middle hidden."""
    if len(text) >= 15:
        return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"
    if len(text) >= 8:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return text[:1] + "*" * (len(text) - 1)


def example_of(bound: "BoundForm", found: Field) -> Any:
    """Return a value that passes."""
    given = found.properties.get("example")
    kind = type_of(found)
    if given and kind not in ("checklist", "file", "list", "number"):
        return given
    return EXAMPLE[kind](bound, found)


def _text_example(bound: "BoundForm", found: Field) -> str:
    check = found.properties.get("check", "")
    return EXAMPLES.get(check) or (found.label + "示例")[: int(found.validate.get("maxLength") or 200)]


def _number_example(bound: "BoundForm", found: Field) -> Any:
    value = found.validate.get("min") or found.properties.get("example") or 1
    return int(float(value))


def _moment_example(bound: "BoundForm", found: Field) -> str:
    return (bound.now.astimezone(ZONE) + timedelta(days=7)).replace(microsecond=0).isoformat()


def _choice_example(bound: "BoundForm", found: Field) -> str | None:
    parent = found.properties.get("parent")
    values: Mapping[str, Any] = {}
    if parent:
        holder = next((f.field for f in bound.fields if f.name == parent), None)
        values = {parent: example_of(bound, holder)} if holder is not None else {}
    options = bound.options(found, values)
    return options[0].value if options else None


EXAMPLE: dict[str, Any] = {
    "text": _text_example,
    "textarea": _text_example,
    "number": _number_example,
    "money": lambda bound, found: f"{_number_example(bound, found)}.00",
    "date": lambda bound, found: _moment_example(bound, found)[:10],
    "datetime": _moment_example,
    "month": lambda bound, found: _moment_example(bound, found)[:7],
    "select": _choice_example,
    "radio": _choice_example,
    "checklist": lambda bound, found: [o.value for o in bound.options(found, {})[:1]],
    "checkbox": lambda bound, found: True,
    "region": lambda bound, found: "110101",
    "file": lambda bound, found: [],
    "list": lambda bound, found: [
        {f.name: example_of(bound, f) for f in found.fields if f.is_input and not f.disabled}
    ],
}
