"""A form as the doors show it."""

from typing import Any

from tests.unit.forms.drawn import REQUIRED, bound, field, group, options, trial

KEYS = {"name", "label", "type", "required", "visible", "editable", "example"}


def described(*components: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
    return {f["name"]: f for f in bound(*components, **more).describe()}


def test_every_field_says_what_it_is_and_where_it_stands() -> None:
    for entry in trial().describe():
        assert set(entry) >= KEYS


def test_a_field_says_its_limits() -> None:
    found = described(
        field("textfield", "line", validate={"maxLength": 20}, properties={"check": "mobile"}),
        field("textarea", "lines"),
        field("number", "n", validate={"min": 1, "max": 5}),
    )
    assert found["line"]["max_length"] == 20
    assert found["line"]["check"] == "mobile"
    assert found["lines"]["max_length"] == 2000
    assert (found["n"]["min"], found["n"]["max"]) == (1, 5)
    assert "max_length" not in found["n"]


def test_conditions_are_given_as_expressions_with_those_of_the_groups_around() -> None:
    found = described(
        field("radio", "kind", values=options("a", "b")),
        group(
            field("textfield", "more", validate=REQUIRED, conditional={"hide": "=kind = null"}),
            conditional={"hide": '=kind != "a"'},
        ),
        field("textfield", "last", properties={"required_if": '= kind = "b"'}),
    )
    assert found["more"]["visible_if"] == 'not(kind != "a") and not(kind = null)'
    assert found["last"]["required_if"] == 'kind = "b"'
    assert "visible_if" not in found["last"]


def test_a_field_stands_as_it_does_now() -> None:
    form = bound(
        field("radio", "kind", values=options("a", "b")),
        field("textfield", "more", validate=REQUIRED, conditional={"hide": '=kind != "a"'}),
    )
    hidden, shown = (form.describe({"kind": kind})[1] for kind in ("b", "a"))
    assert (hidden["visible"], hidden["required"]) == (False, False)
    assert (shown["visible"], shown["required"]) == (True, True)


def test_a_read_only_field_is_not_editable_and_has_no_example() -> None:
    found = described(field("textfield", "branch", disabled=True, properties={"default": "总馆"}))["branch"]
    assert (found["editable"], found["example"]) == (False, None)


def test_choices_have_their_options_and_decisions_their_consequences() -> None:
    decision = field(
        "radio",
        "decision",
        values=options("pass", "reject"),
        properties={
            "role": "decision",
            "tone.reject": "danger",
            "consequence.reject": "签约失败",
            "reason_required.reject": "true",
        },
    )
    found = described(
        decision,
        field("select", "hall", properties={"codes": "hall"}),
        field("select", "home", properties={"region": "true"}),
    )
    assert found["decision"]["role"] == "decision"
    assert found["decision"]["options"] == [
        {"value": "pass", "label": "选pass", "tone": "", "consequence": "", "reason_required": False},
        {
            "value": "reject",
            "label": "选reject",
            "tone": "danger",
            "consequence": "签约失败",
            "reason_required": True,
        },
    ]
    assert {"value": "north", "label": "北馆"} in found["hall"]["options"]
    assert "old" not in {o["value"] for o in found["hall"]["options"]}
    assert "options" not in found["home"]


def test_a_list_has_the_fields_of_a_row() -> None:
    family = next(f for f in trial().describe() if f["name"] == "family")
    assert [f["name"] for f in family["fields"]] == ["name", "born", "pupil", "school"]
    assert [f["example"] for f in family["fields"]] == list(family["example"][0].values())
    assert [f["visible"] for f in family["fields"]] == [True, True, True, False]
    assert family["fields"][3]["visible_if"] == "not(pupil != true)"
