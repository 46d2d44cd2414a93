"""Rendering: every control is WTForms' own, filled and escaped."""

from typing import Any

import pytest

from app.forms.wtf import to_wtforms
from tests.unit.forms.drawn import bound, field, options

EVIL = '"><script>alert(1)</script>&'


def html(component: dict[str, Any], value: Any = None, **more: Any) -> str:
    form = bound(component)
    made = to_wtforms(form, form.form.inputs, {component["key"]: value}, **more)
    return str(made[component["key"]](id="c"))


@pytest.mark.parametrize(
    "component",
    [
        field("textfield", label=EVIL, description=EVIL),
        field("textarea", label=EVIL),
        field("number"),
        field("datetime", subtype="date"),
        field("datetime", subtype="datetime"),
        field("select", values=[{"value": EVIL, "label": EVIL}]),
        field("radio", values=[{"value": EVIL, "label": EVIL}]),
        field("checklist", values=[{"value": EVIL, "label": EVIL}]),
    ],
)
def test_nothing_that_is_typed_or_defined_becomes_markup(component: dict[str, Any]) -> None:
    drawn = html(component, [EVIL] if component["type"] == "checklist" else EVIL)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_names_like_those_of_the_library_are_fields_like_others() -> None:
    names = ["data", "errors", "validate", "process", "populate_obj", "meta", "form_errors", "items"]
    form = bound(*(field("textfield", name) for name in names))
    made = to_wtforms(form, form.form.inputs, dict.fromkeys(names, "甲"))
    for name in names:
        assert f'name="{name}"' in str(made[name]())
        assert 'value="甲"' in str(made[name]())


def test_what_was_typed_stands_in_the_control_again() -> None:
    assert 'value="五"' in html(field("number"), "五")
    assert ">\r\n一\n二<" in html(field("textarea"), "一\n二")
    assert 'selected value="b"' in html(field("select", values=options("a", "b")), "b")
    assert html(field("radio", values=options("a", "b")), "b").count("checked") == 1
    assert html(field("checklist", values=options("a", "b", "c")), ["a", "c"]).count("checked") == 2
    assert "checked" in html(field("checkbox"), "true")
    assert "checked" not in html(field("checkbox"), "false")


def test_a_moment_is_shown_in_local_time() -> None:
    drawn = html(field("datetime", subtype="datetime"), "2026-06-30T10:00:00Z")
    assert 'type="datetime-local"' in drawn
    assert 'value="2026-06-30T18:00"' in drawn
    assert 'value="明天"' in html(field("datetime", subtype="datetime"), "明天")
    assert html(field("datetime", subtype="datetime"), "0001-01-01T00:00+14:00")


@pytest.mark.parametrize(
    ("component", "attributes"),
    [
        (field("datetime", subtype="date"), ['type="date"']),
        (field("datetime", properties={"month": "true"}), ['type="month"', "placeholder="]),
        (field("number"), ['inputmode="decimal"']),
        (field("textfield", properties={"check": "mobile"}), ['inputmode="tel"']),
        (field("textfield", validate={"maxLength": 20}), ['maxlength="20"']),
        (field("textfield", validate={"maxLength": 4000}), ['maxlength="200"']),
        (field("textarea"), ['maxlength="2000"', 'rows="3"']),
    ],
)
def test_a_control_helps_to_type(component: dict[str, Any], attributes: list[str]) -> None:
    for attribute in attributes:
        assert attribute in html(component)


def test_rows_have_names_of_their_own() -> None:
    form = bound(field("textfield", "name"))
    assert 'name="family.2.name"' in str(to_wtforms(form, form.form.inputs, {}, "family.2.")["name"]())


def test_only_simple_inputs_are_made() -> None:
    form = bound(
        field("filepicker", "a"),
        field("select", "b", properties={"region": "true"}),
        field("dynamiclist", "c", components=[]),
        field("textfield", "d"),
    )
    assert [f.short_name for f in to_wtforms(form, form.form.inputs, {})] == ["d"]
