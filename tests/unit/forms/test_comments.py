"""Comments on fields of what is reviewed, beside a decision."""

from typing import Any

import pytest

from tests.unit.forms.drawn import bound, by_field, field, options

REVIEW = bound(field("radio", "decision", values=options("pass", "return"), properties={"role": "decision"}))


def check(comments: Any) -> Any:
    return REVIEW.check({"decision": "return", "field_comments": comments})


def test_comments_that_say_something_are_kept() -> None:
    answers = check({"position": " 写全称\n", "letter.salary": "", "place": None})
    assert answers.errors == ()
    assert answers.values["field_comments"] == {"position": "写全称"}


@pytest.mark.parametrize("nothing", [None, "", [], {}, {"position": "  "}])
def test_no_comments_are_none(nothing: Any) -> None:
    assert check(nothing).values == {"decision": "return"}
    assert check(nothing).errors == ()


@pytest.mark.parametrize("value", ["写全称", ["写全称"], 5, True])
def test_comments_are_an_object(value: Any) -> None:
    assert by_field(check(value)) == {"field_comments": "字段批注应当是 {字段: 文字} 形式的对象。"}


def test_comments_obey_the_text_rule_and_name_their_field() -> None:
    found = by_field(check({"position": "\u202e", "place": "长" * 501, "salary": 5, "\u202e": "x", " ": "x"}))
    assert found == {
        "field_comments.position": "“position”的批注含有改变文字方向的隐藏字符，请手工重新输入，不要粘贴。",
        "field_comments.place": "“place”的批注最多 500 个字，现在有 501 个，请缩短。",
        "field_comments.salary": "“salary”的批注应当是文字。",
        "field_comments.?": "“?”的批注没有指明正确的字段名。",
        "field_comments. ": "“ ”的批注没有指明正确的字段名。",
    }


def test_there_are_not_too_many() -> None:
    assert by_field(check({f"f{n}": "x" for n in range(101)})) == {
        "field_comments": "字段批注最多 100 条，现在有 101 条，请减少。"
    }


def test_a_form_without_a_decision_takes_none() -> None:
    answers = bound(field("textfield", "name")).check({"name": "甲", "field_comments": {"name": "x"}})
    assert list(by_field(answers)) == ["field_comments"]
    assert answers.values == {"name": "甲"}
