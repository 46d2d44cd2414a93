"""Whatever is typed, a form answers: with values of its own kinds, or with sentences that name the field."""

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import TooLarge
from app.forms.describing import describe
from app.forms.typed import showable
from app.forms.wtf import to_wtforms
from tests.unit.forms.drawn import bound, field, trial

FORM = trial()
NAMES = [f.name for f in FORM.form.inputs]
LABELS = {f.name: f.label for f in FORM.form.walk()}
ODD = st.sampled_from(
    [
        "",
        "\u202e",
        "\x00",
        "\ud800",
        "１２",
        "9" * 300,
        "NaN",
        "-0",
        "1e999",
        "true",
        "on",
        "north",
        "n1",
        "110101",
        "yes",
        "2026-06-31",
        "2026-06-30",
        "<script>alert(1)</script>",
        "'; DROP TABLE task;--",
        "{{7*7}}",
        "=1+1",
        "../..",
        "0" * 26,
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | ODD
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*NAMES, "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
HAND_INS = st.dictionaries(
    st.sampled_from([*NAMES, "field_comments", "x"]) | st.text(max_size=8), VALUES, max_size=12
)


@settings(max_examples=150, deadline=None)
@given(HAND_INS, st.booleans())
def test_any_json_is_answered(data: dict[str, Any], draft: bool) -> None:
    answers = FORM.check(data, draft=draft)
    assert answers.typed is data
    assert set(answers.values) <= set(NAMES)
    json.dumps(answers.values, allow_nan=False).encode()
    json.dumps(answers.values, ensure_ascii=False, allow_nan=False).encode()  # no lone surrogates
    for error in answers.errors:
        assert error.message.endswith("。")
        assert len(error.message) < 300
        name = error.field.partition(".")[0]
        assert name not in LABELS or LABELS[name] in error.message


@settings(max_examples=80, deadline=None)
@given(HAND_INS)
def test_any_draft_can_be_shown_and_described(data: dict[str, Any]) -> None:
    inputs = FORM.form.inputs
    shown = showable(inputs, data)
    for drawn in to_wtforms(FORM, inputs, shown):
        assert str(drawn())
    assert len(describe(FORM, data, {})) == len(inputs)
    for found in FORM.form.inputs:
        assert isinstance(FORM.display(found.name, data, masked=True), str)


POSTED = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *NAMES,
                "family.0.name",
                "family.1.pupil",
                "family.².name",
                "family..",
                "family.99999999999.name",
                "home.province",
                "home.county",
                "_add",
                "_remove",
                "csrf_token",
                "field_comments.name",
            ]
        )
        | st.text(string.printable, max_size=8),
        ODD | st.text(max_size=12),
    ),
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(POSTED)
def test_any_posted_form_is_answered(pairs: list[tuple[str, str]]) -> None:
    answers = FORM.read(MultiDict(pairs))
    assert set(answers.values) <= set(NAMES)
    assert all(error.message.endswith("。") for error in answers.errors)
    assert FORM.check(answers.typed).errors == answers.errors


def test_a_hundred_thousand_posted_fields_are_refused_at_once() -> None:
    with pytest.raises(TooLarge) as refused:
        FORM.read(MultiDict([(f"x{n}", "1") for n in range(100_000)]))
    assert refused.value.message == "一次提交了 100000 个字段，超过上限 2000 个，请减少后再提交。"


def test_errors_are_as_many_as_a_person_can_read() -> None:
    rows = field(
        "dynamiclist", "rows", "明细", components=[field("number", f"n{n}", f"数{n}") for n in range(40)]
    )
    answers = bound(rows).check({"rows": [{f"n{n}": "x" for n in range(40)}] * 50})
    assert len(answers.errors) == 100


def test_strings_in_place_of_lists_and_lists_in_place_of_strings() -> None:
    answers = FORM.check(
        {
            "family": "甲",
            "topics": {"a": 1},
            "name": ["甲"],
            "home": ["110101"],
            "agreed": [True],
            "proof": {"id": 1},
            "copies": [3],
        }
    )
    said = {e.field: e.message for e in answers.errors}
    assert said["family"] == "同行家人应当是若干行。"
    assert said["name"] == "姓名应当是文字。"
    assert said["home"] == "家庭住址应当是文字。"
    assert said["copies"] == "一次借阅册数应当是数字，例如 8000。"
    assert said["agreed"] == "我已阅读并同意入馆协议应当是勾选或不勾选。"
    assert {"topics", "proof"} <= set(said)
