"""A form as the doors show it: each field as it stands for this person now, with an example that passes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.content.form import Field, Option
from app.forms.showing import example_of, type_of

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

SHOWN = ("region", "codes")


def describe(
    bound: "BoundForm", fields: tuple[Field, ...], values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the fields in order, groups opened."""
    described: list[dict[str, Any]] = []
    for found in fields:
        if found.is_input:
            described.append(_field(bound, found, values))
        elif found.type == "group":
            described += describe(bound, found.fields, values)
    return described


def _field(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> dict[str, Any]:
    visible = bound.is_visible(found, values)
    kind = type_of(found)
    shape: dict[str, Any] = {
        "name": found.name,
        "label": found.label,
        "type": kind,
        "required": bound.is_required(found, values) and visible,
        "visible": visible,
        "editable": bound.is_editable(found, values),
        "example": None if found.disabled else example_of(bound, found),
    }
    shape |= _conditions(found)
    shape |= {
        n: found.validate[k]
        for n, k in (("min", "min"), ("max", "max"), ("max_length", "maxLength"))
        if found.validate.get(k) is not None
    }
    if found.properties.get("check"):
        shape["check"] = found.properties["check"]
    if found.role:
        shape["role"] = found.role
    if kind in ("select", "radio", "checklist"):
        shape["options"] = [_option(o, found.role == "decision") for o in bound.options(found, values)]
    if kind == "list":
        shape["fields"] = describe(bound, found.fields, {})
    return shape


def _conditions(found: Field) -> dict[str, str]:
    conditions = {}
    if found.hide:
        conditions["visible_if"] = f"not({found.hide})"
    if found.properties.get("required_if"):
        conditions["required_if"] = found.properties["required_if"]
    return conditions


def _option(option: Option, decides: bool) -> dict[str, Any]:
    shape: dict[str, Any] = {"value": option.value, "label": option.label}
    if decides:
        shape |= {
            "tone": option.tone,
            "consequence": option.consequence,
            "reason_required": option.reason_required,
        }
    return shape
