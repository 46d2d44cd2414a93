"""What is said of a form before anybody sees it."""

from typing import Any

import pytest

from app.content.form import read_form
from app.forms import check_form
from tests.unit.forms.drawn import ROOT, TRIAL, field, form, group, options

KNOWN = {("codes", "hall"), ("codes", "region"), ("report", "documents/house_rules")}


def findings(*components: dict[str, Any]) -> list[Any]:
    return check_form(form(*components), lambda *ref: ref in KNOWN)


@pytest.mark.parametrize(
    "path", [*(ROOT / "forms").glob("*.form.json"), *TRIAL.glob("*.form.json")], ids=lambda p: p.name
)
def test_nothing_is_said_of_what_is_shipped(path: Any) -> None:
    assert check_form(read_form(path.read_bytes(), path.name), lambda kind, key: True) == []


CASES = [
    (
        "codes",
        "codes",
        field("select", properties={"codes": "nothing"}),
        "字段“项目”引用的代码表“nothing”不存在。",
    ),
    (
        "check",
        "check",
        field("textfield", properties={"check": "passport"}),
        "字段“项目”的校验“passport”不存在，可用：id_number、mobile、phone、credit_code、email、url、postcode。",
    ),
    (
        "parent",
        "parent",
        field("select", properties={"codes": "hall", "parent": "house"}),
        "字段“项目”的上级字段“house”不在它旁边。",
    ),
    ("options", "values", field("radio"), "字段“项目”没有选项，也没有代码表。"),
    (
        "decision",
        "role",
        field("checklist", values=options("a"), properties={"role": "decision"}),
        "决定按钮“项目”应当是单选。",
    ),
    (
        "purpose",
        "purpose",
        field("filepicker", properties={"purpose": "video"}),
        "字段“项目”的文件用途“video”不存在，可用：image、proof、document、sheet。",
    ),
    ("limits", "min", field("number", validate={"min": 5, "max": 4}), "字段“项目”的最小值大于最大值。"),
    (
        "limits",
        "minLength",
        field("textfield", validate={"minLength": 9, "maxLength": 8}),
        "字段“项目”的最少字数大于最多字数。",
    ),
    (
        "limits",
        "maxLength",
        field("textfield", validate={"maxLength": 201}),
        "字段“项目”的最多字数超过这种字段的上限 200。",
    ),
    (
        "limits",
        "least",
        field("filepicker", properties={"least": "3", "most": "2"}),
        "字段“项目”的最少个数大于最多个数 2。",
    ),
    ("limits", "most", field("filepicker", properties={"most": "11"}), "字段“项目”的最多个数超过上限 10。"),
    (
        "preview",
        "document",
        {"type": "text", "id": "F", "properties": {"role": "preview"}},
        "预览“F”应当是说明文字组件，并用 document 属性指明文书。",
    ),
    (
        "preview",
        "document",
        {"type": "text", "id": "F", "properties": {"role": "preview", "document": "nothing"}},
        "预览“F”引用的文书“nothing”不存在。",
    ),
]


@pytest.mark.parametrize(("rule", "prop", "component", "message"), CASES)
def test_a_mistake_names_the_component_and_says_what_is_wrong(
    rule: str, prop: str, component: dict[str, Any], message: str
) -> None:
    (finding,) = findings(component)
    assert (finding.severity, finding.rule, finding.field, finding.message) == ("error", rule, prop, message)
    assert finding.element == component["id"]
    assert finding.file == "forms/trial.form.json"


@pytest.mark.parametrize(
    ("where", "component"),
    [
        ("hide", field("textfield", conditional={"hide": "=1 +"})),
        ("required_if", field("textfield", properties={"required_if": "1 +"})),
        ("readonly_if", field("textfield", properties={"readonly_if": "1 +"})),
        ("after", field("datetime", properties={"after": "1 +"})),
        ("before", field("datetime", properties={"before": "1 +"})),
        ("default", field("textfield", properties={"default": "=1 +"})),
        ("show_if.a", field("radio", values=options("a"), properties={"show_if.a": "1 +"})),
        ("label_as.a", field("radio", values=options("a"), properties={"label_as.a": "1 +"})),
    ],
)
def test_every_expression_must_parse(where: str, component: dict[str, Any]) -> None:
    (finding,) = findings(component)
    assert (finding.rule, finding.field) == ("expression", where)
    assert finding.message.startswith(f"字段“项目”的 {where} 有误：")


def test_mistakes_are_found_in_groups_and_lists() -> None:
    inner = field("select", "a", "甲", properties={"codes": "nothing"})
    assert [
        f.element for f in findings(group(field("dynamiclist", "l", components=[group(inner, id="G2")])))
    ] == ["Field_a"]


def test_a_parent_stands_in_the_same_row() -> None:
    hall = field("select", "hall", "馆舍", properties={"codes": "hall"})
    room = field("select", "room", "阅览室", properties={"codes": "hall", "parent": "hall"})
    assert findings(hall, group(room)) == []
    assert [f.rule for f in findings(hall, field("dynamiclist", "l", components=[room]))] == ["parent"]


def test_there_is_one_decision_and_not_in_a_list() -> None:
    decision = field("radio", "d", "意见", values=options("a"), properties={"role": "decision"})
    assert [f.element for f in findings(decision, decision | {"id": "second", "key": "e"})] == ["second"]
    assert [f.rule for f in findings(field("dynamiclist", "l", components=[decision]))] == ["decision"]
