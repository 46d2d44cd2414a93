"""Which fields others depend on."""

from app.forms.dependence import watched
from tests.unit.forms.drawn import field, form, group, options, trial


def test_fields_that_conditions_look_at_are_watched() -> None:
    found = form(
        field("radio", "kind", values=options("a"), properties={"show_if.a": "call.open or other = null"}),
        field("textfield", "other", properties={"required_if": "amount > 1000", "after": "never"}),
        group(field("number", "amount"), conditional={"hide": '=kind = "a" and subject.name = null'}),
        field("select", "hall", properties={"codes": "hall"}),
        field("select", "room", properties={"codes": "hall", "parent": "hall", "readonly_if": "1 +"}),
    )
    assert watched(found) == {"kind", "other", "amount", "hall"}


def test_nothing_is_watched_where_nothing_depends() -> None:
    assert watched(form(field("textfield", "a"), field("textfield", "b"))) == set()


def test_a_preview_looks_at_everything() -> None:
    assert {"name", "deposit", "family", "school"} <= watched(trial().form)
