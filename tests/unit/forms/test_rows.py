"""Dynamic lists: each row is checked by itself and named by its number."""

from typing import Any

import pytest

from tests.unit.forms.drawn import REQUIRED, bound, by_field, field, only, options, said, taken


def family(**more: Any) -> dict[str, Any]:
    columns = [
        field("textfield", "name", "姓名", validate=REQUIRED),
        {
            "type": "group",
            "id": "G",
            "label": "学籍",
            "components": [
                field("checkbox", "pupil", "在校"),
                field(
                    "textfield", "school", "学校", validate=REQUIRED, conditional={"hide": "=pupil != true"}
                ),
            ],
        },
        field("number", "age", "年龄", validate={"min": 0}),
    ]
    return field("dynamiclist", "family", "家人", components=columns, **more)


def test_rows_are_checked_each_by_itself_and_named_by_their_number() -> None:
    rows = [{"name": "甲", "age": 3}, {"name": "", "age": -1}, {}, {"name": "丁", "pupil": True}]
    assert by_field(bound(family()).check({"family": rows})) == {
        "family.1.name": "家人第 2 行：请填写姓名。",
        "family.1.age": "家人第 2 行：年龄不能小于 0。",
        "family.3.school": "家人第 4 行：请填写学校。",
    }


def test_blank_rows_are_left_out() -> None:
    kept = taken(family(), [{}, {"name": "甲", "school": "忘了去掉的"}, {"name": "", "age": None}])
    assert kept == [{"name": "甲", "pupil": False}]
    assert taken(family(), [{}, {"name": ""}]) is None


def test_columns_that_a_row_does_not_have_are_refused_by_name() -> None:
    found = by_field(bound(family()).check({"family": [{"name": "甲", "admin": True}]}))
    assert found == {"family.0.admin": "家人第 1 行：表单里没有“admin”这个字段，请去掉后再提交。"}


def test_how_many_rows_there_are_is_limited() -> None:
    two = family(properties={"least": "2", "most": "3"})
    row = {"name": "甲"}
    assert said(two, [row]) == "家人：请至少填写 2 行。"
    assert said(two, [row] * 4) == "家人最多 3 行，现在有 4 行，请减少。"
    assert said(family(), [row] * 51) == "家人最多 50 行，现在有 51 行，请减少。"
    assert only(bound(family(validate=REQUIRED)).check({"family": [{}]}), "family") == "请至少填写一行家人。"


@pytest.mark.parametrize("value", ["甲", 5, {"0": {"name": "甲"}}, ["甲"], [["甲"]], [{"name": "甲"}, None]])
def test_rows_are_a_list_of_objects(value: Any) -> None:
    assert said(family(), value) == "家人应当是若干行。"


def test_a_row_sees_what_stands_around_its_list() -> None:
    both = bound(
        field("radio", "kind", values=options("child", "adult")),
        field(
            "dynamiclist",
            "family",
            "家人",
            components=[
                field("textfield", "name", "姓名"),
                field(
                    "textfield", "school", "学校", validate=REQUIRED, conditional={"hide": '=kind != "child"'}
                ),
            ],
        ),
    )
    assert by_field(both.check({"kind": "child", "family": [{"name": "甲"}]})) == {
        "family.0.school": "家人第 1 行：请填写学校。"
    }
    assert both.check({"kind": "adult", "family": [{"name": "甲"}]}).values["family"] == [{"name": "甲"}]


def test_a_row_does_not_take_a_value_from_a_field_of_the_same_name() -> None:
    both = bound(
        field("textfield", "name", "申请人"),
        field(
            "dynamiclist",
            "family",
            "家人",
            components=[
                field("textfield", "name", "姓名", validate=REQUIRED),
                field("number", "age", "年龄"),
            ],
        ),
    )
    found = by_field(both.check({"name": "甲", "family": [{"age": 3}]}))
    assert found == {"family.0.name": "家人第 1 行：请填写姓名。"}
