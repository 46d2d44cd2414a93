"""A form as the doors show it: each field as it stands for this person now, with an example that passes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.content.form import CHOICES, Field, Option, inputs_of
from app.forms import limits
from app.forms.showing import type_of

if TYPE_CHECKING:
    from app.forms.bound import BoundForm


def describe(
    bound: "BoundForm", values: Mapping[str, Any], examples: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the fields in order, groups opened."""
    return [_field(bound, found, values, examples.get(found.name)) for found in bound.form.inputs]


def _field(bound: "BoundForm", found: Field, values: Mapping[str, Any], example: Any) -> dict[str, Any]:
    visible = bound.is_visible(found, values)
    shape: dict[str, Any] = {
        "name": found.name,
        "label": found.label,
        "type": type_of(found),
        "required": bound.is_required(found, values) and visible,
        "visible": visible,
        "editable": bound.is_editable(found, values),
        "example": example,
    }
    shape |= _conditions(bound, found) | _limits(found)
    if found.properties.get("check"):
        shape["check"] = found.properties["check"]
    if found.role:
        shape["role"] = found.role
    if found.type in CHOICES and not found.is_region:
        shape["options"] = [_option(o, found.role == "decision") for o in bound.options(found, values)]
    if found.type == "dynamiclist":
        shape["fields"] = _columns(bound, found, values, example)
    return shape


def _columns(
    bound: "BoundForm", found: Field, values: Mapping[str, Any], example: Any
) -> list[dict[str, Any]]:
    """Return the fields of a row as they stand in an empty one."""
    columns = inputs_of(found.fields)
    row = {**bound.seen(found, values), **{c.name: None for c in columns}}
    first = example[0] if example else {}
    return [_field(bound, column, row, first.get(column.name)) for column in columns]


def _conditions(bound: "BoundForm", found: Field) -> dict[str, str]:
    conditions = {}
    hides = [f.hide for f in (*bound.form.around(found), found) if f.hide]
    if hides:
        conditions["visible_if"] = " and ".join(f"not({hide})" for hide in hides)
    if found.properties.get("required_if"):
        conditions["required_if"] = found.properties["required_if"]
    return conditions


def _limits(found: Field) -> dict[str, Any]:
    shape = {n: found.validate[n] for n in ("min", "max") if found.validate.get(n) is not None}
    if found.type in ("textfield", "textarea"):
        shape["max_length"] = limits.length(found)[1]
    return shape


def _option(option: Option, decides: bool) -> dict[str, Any]:
    shape: dict[str, Any] = {"value": option.value, "label": option.label}
    if decides:
        shape |= {
            "tone": option.tone,
            "consequence": option.consequence,
            "reason_required": option.reason_required,
        }
    return shape
