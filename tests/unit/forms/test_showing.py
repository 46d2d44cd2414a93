"""How fields and values look from outside."""

from typing import Any

import pytest

from app.forms.showing import mask
from tests.unit.forms.drawn import bound, field, group, options


def shown(component: dict[str, Any], value: Any, **more: Any) -> str:
    return bound(component).display("f", {"f": value}, **more)


@pytest.mark.parametrize(
    ("component", "value", "words"),
    [
        (field("textfield"), "甲 <b>", "甲 <b>"),
        (field("checkbox"), True, "是"),
        (field("checkbox"), False, "否"),
        (field("number"), 5, "5"),
        (field("number", properties={"money": "true"}), "12000.00", "12,000.00"),
        (field("datetime", subtype="date"), "2026-06-30", "2026-06-30"),
        (field("datetime", subtype="datetime"), "2026-06-30T10:00:00+00:00", "2026-06-30 18:00"),
        (field("radio", values=options("a")), "a", "选a"),
        (field("radio", values=options("a")), "gone", "gone"),
        (field("checklist", values=options("a", "b")), ["a", "b"], "选a、选b"),
        (field("select", properties={"codes": "hall"}), "n1", "北馆一层阅览室"),
        (field("select", properties={"codes": "hall"}), "old", "老馆"),
        (field("select", properties={"region": "true"}), "130102", "河北省 石家庄市 长安区"),
        (field("select", properties={"region": "true"}), "110103", "北京市 市辖区 崇文区"),
        (field("filepicker"), ["a", "b"], "2 个文件"),
        (field("textfield"), None, ""),
        (field("checklist", values=options("a")), [], ""),
    ],
)
def test_values_read_as_words(component: dict[str, Any], value: Any, words: str) -> None:
    assert shown(component, value) == words


def test_rows_read_with_their_numbers_and_labels() -> None:
    columns = [
        field("textfield", "name", "姓名", properties={"mask": "name"}),
        field("checkbox", "pupil", "在校"),
    ]
    family = field("dynamiclist", components=[columns[0], group(columns[1])])
    rows = [{"name": "王小明", "pupil": True}, {"name": "李", "gone": 1}]
    assert shown(family, rows) == "第 1 行：姓名 王小明，在校 是；第 2 行：姓名 李"
    assert shown(family, rows, masked=True).startswith("第 1 行：姓名 王**，")


@pytest.mark.parametrize(
    "kind", ["textfield", "number", "datetime", "select", "checklist", "filepicker", "dynamiclist"]
)
@pytest.mark.parametrize("value", [5, "x", ["x", 5], {"a": 1}, [[1]], 1.5])
def test_a_value_of_another_version_of_the_form_is_shown_as_it_is(kind: str, value: Any) -> None:
    for more in ({}, {"money": "true"}, {"region": "true"}, {"time": "true"}):
        assert shown(field(kind, properties=more), value)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("110101199003070013", "1101**********0013"),
        ("18512341256", "185****1256"),
        ("欧阳娜娜", "欧***"),
        ("李明", "李*"),
        ("李", "李"),
        ("name@example.cn", "name*******e.cn"),
    ],
)
def test_a_mask_hides_the_middle(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert shown(field("textfield", properties={"mask": "any"}), text, masked=True) == masked


def test_masks_hide_only_where_they_are_asked_for() -> None:
    assert shown(field("textfield", properties={"mask": "mobile"}), "18512341256") == "18512341256"
    assert shown(field("textfield"), "18512341256", masked=True) == "18512341256"
    assert shown(field("textfield", properties={"mask": "mobile"}), "", masked=True) == ""
