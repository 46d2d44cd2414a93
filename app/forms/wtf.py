"""Forms as WTForms: each simple input becomes a WTForms field, so that its widget renders and escapes it.

Reading and checking are done by `reading`, for pages and doors alike."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget

from app.content.form import Field
from app.forms import limits
from app.forms.moments import moment_of
from app.forms.showing import type_of
from app.forms.typed import TICKED

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

INPUT_TYPES = {"date": "date", "month": "month", "datetime": "datetime-local"}
MODES = {"number": "decimal", "money": "decimal"}
CHECK_MODES = {"mobile": "tel", "phone": "tel", "email": "email", "postcode": "numeric", "url": "url"}


class CheckList(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def to_wtforms(
    bound: "BoundForm", fields: Sequence[Field], values: Mapping[str, Any], prefix: str = ""
) -> BaseForm:
    """Return a WTForms form for the simple inputs among `fields`, filled with `values`."""
    members = {f.name: made for f in fields if (made := _field(bound, f, values)) is not None}
    form = BaseForm(members, prefix=prefix)
    form.process(data={f.name: _shown(f, values.get(f.name)) for f in fields if f.name in members})
    return form


def _field(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> Any:
    kind = type_of(found)
    shared = {"label": found.label, "description": found.description}
    if kind in ("text", "number", "money", "date", "month", "datetime"):
        return StringField(render_kw=_attributes(found, kind), **shared)
    if kind == "textarea":
        rows = {"rows": 3, "maxlength": str(limits.length(found)[1])}
        return TextAreaField(render_kw=rows, **shared)
    if kind == "select":
        empty = SelectChoice(value="", label="请选择")
        return SelectField(choices=[empty, *_choices(bound, found, values)], validate_choice=False, **shared)
    if kind == "radio":
        return RadioField(choices=_choices(bound, found, values), validate_choice=False, **shared)
    if kind == "checklist":
        return CheckList(choices=_choices(bound, found, values), validate_choice=False, **shared)
    return BooleanField(**shared) if kind == "checkbox" else None


def _choices(bound: "BoundForm", found: Field, values: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=o.value, label=o.label) for o in bound.options(found, values)]


def _attributes(found: Field, kind: str) -> dict[str, str]:
    attributes = {"autocomplete": "off"}
    if kind in INPUT_TYPES:
        attributes["type"] = INPUT_TYPES[kind]
    if kind in MODES:
        attributes["inputmode"] = MODES[kind]
    if kind == "month":
        attributes["placeholder"] = "2027-06"  # browsers without a control for months show a line of text
    if kind == "text":
        attributes["maxlength"] = str(limits.length(found)[1])
        if found.properties.get("check") in CHECK_MODES:
            attributes["inputmode"] = CHECK_MODES[found.properties["check"]]
    return attributes


def _shown(found: Field, value: Any) -> Any:
    """Return a value as its control holds it: moments in local time without an offset, truth as such."""
    if found.type == "checkbox":
        return value in TICKED
    if value is None or isinstance(value, list):
        return value
    moment = moment_of("datetime", str(value)) if type_of(found) == "datetime" else None
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else str(value)
