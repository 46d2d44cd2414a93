"""Names that a form does not have."""

from app.forms.names import undeclared
from tests.unit.forms.drawn import bound, field


def test_each_is_refused_by_name() -> None:
    assert [e.field for e in undeclared({"a": 1, "b": 2, "c": 3}, {"b"})] == ["a", "c"]


def test_many_are_said_together() -> None:
    errors = undeclared({f"x{n}": n for n in range(300)}, set())
    assert len(errors) == 21
    assert errors[-1].message == "另有 280 个字段不在表单里，请去掉后再提交。"


def test_a_hundred_thousand_are_one_sentence() -> None:
    answers = bound(field("textfield", "name")).check({"name": "甲", **{f"x{n}": n for n in range(100_000)}})
    assert [e.message for e in answers.errors] == [
        "提交了 100001 个字段，一份表单最多 300 个，请只提交表单里有的字段。"
    ]


def test_a_name_is_shown_short_and_harmless() -> None:
    name = "甲\u202e\x00<b>" + "长" * 100
    (error,) = undeclared({name: 1}, set())
    assert error.field == "甲??<b>" + "长" * 54 + "…"
    assert "\u202e" not in error.message
    assert "\x00" not in error.message
