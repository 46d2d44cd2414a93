"""Examples together are a hand-in that passes: of every shipped form, and of forms that nobody has written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.codes import read_codes
from app.forms import compile_form
from tests.unit.forms.drawn import (
    NOW,
    REQUIRED,
    ROOT,
    TRIAL,
    bound,
    field,
    form,
    group,
    options,
    shipped,
    trial,
)

FORMS = [*sorted((ROOT / "forms").glob("*.form.json")), *sorted(TRIAL.glob("*.form.json"))]
CASE = {"subject": {"name": "李小明", "branch": "总馆"}, "call": {"allow_return": True}, "parties": {}}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_the_examples_of_every_form_pass(path: Path) -> None:
    form = shipped(path, CASE)
    described = {
        f["name"]: f["example"] for f in form.describe() if f["editable"] and f["example"] is not None
    }
    files = {f.name for f in form.form.inputs if f.type == "filepicker"}  # of a file there is no example
    for data in (form.example(), described):
        answers = form.check(data)
        assert {e.field for e in answers.errors} <= files
        required = (f for f in form.form.inputs if f.required and f.name in data)
        seen = {f.name for f in required if form.is_visible(f, data)}
        assert seen - files <= set(answers.values)


def test_every_choice_shows_its_first_option() -> None:
    example = trial().example()
    assert example["has_guarantor"] == "yes"
    assert example["topics"] == ["history"]
    assert (example["hall"], example["room"]) == ("north", "n1")
    assert bound(field("select", values=options("a", "b"), properties={"example": "b"})).example() == {
        "f": "a"
    }


def test_a_choice_below_another_has_its_example_whatever_the_order() -> None:
    form = bound(
        field("select", "room", properties={"codes": "hall", "parent": "hall"}),
        field("select", "hall", properties={"codes": "hall"}),
    )
    assert form.example() == {"room": "n1", "hall": "north"}


def test_there_is_no_example_of_a_file() -> None:
    assert bound(field("filepicker")).example() == {"f": []}
    needed = bound(field("filepicker", label="材料", validate=REQUIRED))
    assert [e.message for e in needed.check(needed.example()).errors] == ["请上传材料。"]


def test_read_only_fields_have_none() -> None:
    form = bound(
        field("textfield", "a", disabled=True, properties={"default": "x"}),
        field("radio", "kind", values=options("a", "b")),
        field("textfield", "b", properties={"readonly_if": 'kind = "a"', "default": "y"}),
    )
    assert form.example() == {"kind": "a"}
    assert [f["example"] for f in form.describe()] == [None, "a", None]


def test_an_example_that_does_not_pass_is_not_shown() -> None:
    assert bound(field("textfield", properties={"check": "mobile", "example": "123"})).example() == {
        "f": "13800138000"
    }
    assert bound(field("number", validate={"min": 5}, properties={"example": "many"})).example() == {"f": 5}


@pytest.mark.parametrize(
    ("properties", "example"),
    [
        ({"after": 'date("2027-01-31")'}, "2027-02-01"),
        ({"before": 'date("2026-06-01")'}, "2026-05-31"),
        ({"after": 'date("2026-07-01")', "before": 'date("2026-07-03")'}, "2026-07-02"),
        ({}, "2026-06-27"),
        ({"month": "true", "after": "now()"}, "2026-07"),
        ({"month": "true", "before": "now()"}, "2026-05"),
        ({"time": "true", "after": 'now() + duration("P30D")'}, "2026-07-20T10:31:00+08:00"),
    ],
)
def test_the_example_of_a_date_lies_within_its_limits(properties: dict[str, str], example: str) -> None:
    form = bound(field("datetime", properties=properties))
    assert form.example() == {"f": example}
    assert form.check(form.example()).errors == ()


@pytest.mark.parametrize(("depth", "code"), [("1", "110000"), ("2", "110100"), ("3", "110101")])
def test_the_example_of_a_division_is_as_deep_as_it_must_be(depth: str, code: str) -> None:
    form = bound(field("select", properties={"region": "true", "depth": depth}))
    assert form.example() == {"f": code}
    assert form.check(form.example()).errors == ()


def test_an_example_that_is_given_is_shown_when_it_passes() -> None:
    day = field("datetime", "d", properties={"example": "2026-07-01"})
    home = field("select", "h", properties={"region": "true", "example": "130102"})
    assert bound(day, home).example() == {"d": "2026-07-01", "h": "130102"}
    late = field("datetime", "d", properties={"example": "2020-01-01", "after": "now()"})
    wrong = field("select", "h", properties={"region": "true", "example": "130100"})
    assert bound(late, wrong).example() == {"d": "2026-06-27", "h": "110101"}


@pytest.mark.parametrize(("depth", "code"), [("1", "A"), ("2", "B"), ("3", "C")])
def test_a_table_of_other_divisions_has_its_example_too(depth: str, code: str) -> None:
    table = read_codes(b"code,label,parent\nA,a,\nB,b,A\nC,c,B\n", "region.csv")
    home = form(field("select", properties={"region": "true", "depth": depth}))
    divisions = compile_form(home, lambda key: table, {}, NOW)
    assert divisions.example() == {"f": code}
    assert divisions.check({"f": code}).errors == ()


WORDS = st.text("项目名称日期金额ab ", min_size=1, max_size=12).filter(str.strip)


def limits(draw: Any, low: str, high: str, numbers: st.SearchStrategy[Any]) -> dict[str, Any]:
    least, most = sorted([draw(numbers), draw(numbers)])
    wanted = draw(st.sets(st.sampled_from([low, high])))
    return {name: value for name, value in ((low, least), (high, most)) if name in wanted}


@st.composite
def texts(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["textfield", "textarea"]))
    found = limits(draw, "minLength", "maxLength", st.integers(1, 200))
    check = draw(
        st.sampled_from(["", "", "mobile", "email", "id_number", "credit_code", "phone", "url", "postcode"])
    )
    if check:
        return {"type": "textfield", "properties": {"check": check}}
    if draw(st.booleans()):
        return {
            "type": kind,
            "validate": {"pattern": "[A-Z]{1,3}-[0-9]+"},
            "properties": {"example": "AB-12"},
        }
    return {"type": kind, "validate": found}


@st.composite
def numbers(draw: Any) -> dict[str, Any]:
    found = limits(draw, "min", "max", st.integers(-(10**6), 10**6))
    properties = draw(
        st.sampled_from([{}, {"money": "true"}, {"digits": "0"}, {"digits": "3"}, {"example": "7"}])
    )
    return {"type": "number", "validate": found, "properties": dict(properties)}


@st.composite
def moments(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from([{}, {"month": "true"}, {"time": "true"}]))
    early, late = sorted([draw(st.integers(-900, 900)), draw(st.integers(-900, 900))])
    edges = {"after": f'now() + duration("P{early}D")', "before": f'now() + duration("P{late + 70}D")'}
    edges = {k: v.replace("P-", "-P") for k, v in edges.items() if draw(st.booleans())}
    edges = {k: v.replace('+ duration("-P', '- duration("P') for k, v in edges.items()}
    return {"type": "datetime", "properties": {**kind, **edges}}


@st.composite
def choices(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["select", "radio", "checklist"]))
    values = options(*draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True)))
    count = limits(draw, "least", "most", st.integers(1, len(values)))
    properties = {k: str(v) for k, v in count.items()} if kind == "checklist" else {}
    return {"type": kind, "values": values, "properties": properties}


OTHERS = st.sampled_from(
    [
        {"type": "checkbox"},
        {"type": "select", "properties": {"region": "true"}},
        {"type": "select", "properties": {"codes": "hall"}},
    ]
)
SIMPLE = st.one_of(texts(), numbers(), moments(), choices(), OTHERS)


@st.composite
def schemas(draw: Any, simple: st.SearchStrategy[Any] = SIMPLE) -> list[dict[str, Any]]:
    """Components of every type with limits that can be met; conditions look at the fields before them."""
    found: list[dict[str, Any]] = []
    for at in range(draw(st.integers(1, 8))):
        component = {**draw(simple), "id": f"F{at}", "key": f"f{at}", "label": draw(WORDS)}
        component["validate"] = {**component.get("validate", {}), "required": draw(st.booleans())}
        if found:
            other = f"f{draw(st.integers(0, at - 1))}"
            condition = draw(
                st.sampled_from(["", "", f"={other} = null", f"={other} != null", f'={other} = "a"'])
            )
            component["conditional"] = {"hide": condition}
            if draw(st.booleans()):
                component["properties"] = {
                    **component.get("properties", {}),
                    "required_if": f"{other} != null",
                }
        if draw(st.booleans()) and draw(st.booleans()):
            component["disabled"] = True
        found.append(component)
    return found


@st.composite
def whole(draw: Any) -> list[dict[str, Any]]:
    top = draw(schemas())
    rows = draw(st.none() | schemas())
    if rows and not all(r.get("disabled") for r in rows):
        visible = {**rows[0], "disabled": False, "conditional": {"hide": ""}}
        count = {k: str(v) for k, v in limits(draw, "least", "most", st.integers(1, 3)).items()}
        top.append(
            field(
                "dynamiclist",
                "rows",
                "明细",
                components=[visible, *rows[1:]],
                validate=REQUIRED,
                properties=count,
            )
        )
    half = len(top) // 2
    return [*top[:half], group(*top[half:])] if top[half:] else top


@settings(max_examples=150, deadline=None)
@given(whole())
def test_the_examples_of_any_form_pass(components: list[dict[str, Any]]) -> None:
    form = bound(*components)
    answers = form.check(form.example())
    assert answers.errors == ()
    assert answers.typed == form.example()
