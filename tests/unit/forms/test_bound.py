"""Handing in: what is accepted, what is refused and in which words, and what was typed is kept."""

from typing import Any

import pytest

from tests.unit.forms.drawn import NOW, REQUIRED, bound, by_field, field, only, options, trial


def test_a_whole_hand_in_is_accepted() -> None:
    form = trial()
    answers = form.check(form.example())
    assert answers.errors == ()
    assert answers.values["branch"] == "总馆"
    assert answers.values["deposit"] == "100.00"
    assert answers.values["family"] == [
        {"name": "姓名示例", "born": "2015-06-01", "pupil": True, "school": "就读学校示例"}
    ]


def test_undeclared_fields_are_refused_by_name() -> None:
    answers = bound(field("textfield", "name")).check({"name": "甲", "status": "passed", "party_id": 1})
    assert by_field(answers) == {
        "status": "表单里没有“status”这个字段，请去掉后再提交。",
        "party_id": "表单里没有“party_id”这个字段，请去掉后再提交。",
    }


def test_what_was_typed_is_kept_beside_the_errors() -> None:
    typed: dict[str, Any] = {"name": "甲\u202e", "other": [1], "n": "五"}
    answers = bound(field("textfield", "name"), field("number", "n")).check(typed)
    assert answers.typed == typed
    assert len(answers.errors) == 3


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("textfield", "请填写项目。"),
        ("textarea", "请填写项目。"),
        ("number", "请填写项目。"),
        ("datetime", "请选择项目。"),
        ("filepicker", "请上传项目。"),
        ("dynamiclist", "请至少填写一行项目。"),
        ("checkbox", "请勾选“项目”。"),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", []])
def test_a_required_field_says_what_to_do(kind: str, sentence: str, nothing: Any) -> None:
    form = bound(field(kind, validate=REQUIRED))
    assert only(form.check({"f": nothing}), "f") == sentence
    assert not form.check({"f": nothing}, draft=True).errors


@pytest.mark.parametrize("kind", ["select", "radio", "checklist"])
def test_a_required_choice_says_what_to_do(kind: str) -> None:
    assert only(bound(field(kind, values=options("a"), validate=REQUIRED)).check({}), "f") == "请选择项目。"


def test_a_text_of_blanks_is_nothing() -> None:
    assert (
        only(bound(field("textfield", validate=REQUIRED)).check({"f": " \u200b\u3000\n"}), "f")
        == "请填写项目。"
    )


def test_all_fields_together_take_no_more_files_than_one_may() -> None:
    form = bound(field("filepicker", "a", "合同"), field("filepicker", "b", "照片"), field("textfield", "c"))
    some, more = [f"{n:026d}" for n in range(6)], [f"{n:026d}" for n in range(10, 15)]
    assert form.check({"a": some, "b": more[:4]}).errors == ()
    assert (
        only(form.check({"a": some, "b": more}), "b")
        == "照片加上其他材料共 11 个文件，一次最多 10 个，请减少。"
    )


def test_a_draft_takes_what_there_is() -> None:
    form = trial()
    draft = form.check(
        {"name": "李", "mobile": "138", "home": "130000", "topics": [], "family": [{"born": "2015-06-01"}]},
        draft=True,
    )
    assert draft.errors == ()
    assert draft.values["home"] == "130000"
    assert "agreed" not in draft.values


def test_fields_know_their_type_and_role() -> None:
    types = {f.name: f.type for f in trial().fields}
    assert types == {
        "name": "text",
        "branch": "text",
        "id_number": "text",
        "mobile": "text",
        "card": "text",
        "intro": "textarea",
        "home": "region",
        "born": "date",
        "since": "month",
        "visit": "datetime",
        "copies": "number",
        "deposit": "money",
        "hall": "select",
        "room": "select",
        "topics": "checklist",
        "has_guarantor": "radio",
        "guarantor": "text",
        "newsletter": "checkbox",
        "mail": "text",
        "proof": "file",
        "family": "list",
        "agreed": "checkbox",
    }
    decision = bound(
        field("radio", "d", "意见", values=options("a"), properties={"role": "decision"})
    ).fields[0]
    assert (decision.name, decision.label, decision.role) == ("d", "意见", "decision")
    assert [o.value for o in decision.options({})] == ["a"]


def test_a_form_is_the_same_for_every_case_of_the_same_moment() -> None:
    form = trial()
    assert form.now == NOW
    assert form.key == "membership"
    assert form.title == "读者证申请"
    assert form.display("nothing", {}) == ""
