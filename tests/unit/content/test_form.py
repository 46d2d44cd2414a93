"""Reading forms: what is taken of a form-js schema, and the place of everything that is refused."""

import json
from typing import Any

import pytest

from app.content.form import Field, Form, read_form
from app.errors import BadContent

FIELD = {"type": "textfield", "id": "F1", "key": "name", "label": "姓名"}


def read(*components: Any, **more: Any) -> Form:
    body = {"type": "default", "schemaVersion": 19, "id": "trial", "components": list(components), **more}
    return read_form(json.dumps(body).encode(), "forms/trial.form.json")


def one(**more: Any) -> Field:
    return read({**FIELD, **more}).fields[0]


def refused(*components: Any) -> str:
    with pytest.raises(BadContent) as caught:
        read(*components)
    return caught.value.message


def test_a_form_is_called_by_its_title_and_known_by_its_file() -> None:
    assert (read(title="借书").title, read().title, read().key) == ("借书", "trial", "trial")


def test_a_field_is_what_its_component_says() -> None:
    found = one(
        description="全名", validate={"required": True, "maxLength": 20}, properties={"pii": True, "most": 3}
    )
    assert (found.name, found.label, found.description, found.required) == ("name", "姓名", "全名", True)
    assert found.properties == {"pii": "true", "most": "3"}


def test_expressions_are_kept_without_the_sign_before_them() -> None:
    found = one(conditional={"hide": "= a = 1"}, properties={"required_if": "=b", "readonly_if": " c "})
    assert (found.hide, found.properties["required_if"], found.properties["readonly_if"]) == (
        "a = 1",
        "b",
        "c",
    )


def test_form_js_words_are_understood() -> None:
    assert one(readonly=True).disabled
    assert one(disabled=True).disabled
    assert not one(readonly="=x").disabled
    assert one(readonly="=x").properties["readonly_if"] == "x"
    assert one(type="datetime", subtype="datetime").properties["time"] == "true"
    assert one(type="number", decimalDigits=2).properties["digits"] == "2"
    assert one(validate={"validationType": "email"}).properties["check"] == "email"
    assert one(appearance={"suffixAdorner": "元"}).suffix == "元"


def test_options_carry_what_is_said_of_them() -> None:
    found = one(
        type="radio",
        values=[{"value": "no", "label": "不同意"}, {"value": 1}],
        properties={
            "tone.no": "danger",
            "consequence.no": "到此为止",
            "reason_required.no": True,
            "show_if.no": "=x = 1",
            "label_as.no": "= word",
        },
    )
    no, other = found.options
    assert (no.tone, no.consequence, no.reason_required, no.show_if) == ("danger", "到此为止", True, "x = 1")
    assert no.label_as == "word"
    assert (other.value, other.label) == ("1", "1")


def test_the_index_knows_what_stands_where() -> None:
    inner = {"type": "group", "id": "G2", "components": [{**FIELD, "key": "b"}]}
    rows = {"type": "dynamiclist", "id": "L", "key": "rows", "components": [{**FIELD, "key": "c"}]}
    form = read(FIELD, {"type": "group", "id": "G1", "components": [inner, rows]})
    assert [f.name for f in form.inputs] == ["name", "b", "rows"]
    b, c = (next(f for f in form.walk() if f.name == name) for name in "bc")
    assert [g.id for g in form.around(b)] == ["G1", "G2"]
    assert form.around(c) == ()
    assert [f.name for f in form.beside(b)] == ["name", "b", "rows"]
    assert [f.name for f in form.beside(c)] == ["c"]
    assert form.decision is None


def test_a_preview_names_its_document() -> None:
    form = read(
        {"type": "text", "id": "T", "properties": {"role": "preview", "document": "agreement"}}, FIELD
    )
    assert form.documents() == {"agreement"}
    assert read({**FIELD, "properties": {"document": "agreement"}}).documents() == set()


def test_the_code_tables_of_a_form_are_known() -> None:
    found = read(
        {**FIELD, "properties": {"codes": "kind"}}, {**FIELD, "key": "home", "properties": {"region": "true"}}
    )
    assert found.code_tables() == {"kind", "region"}


REFUSED = [
    ({**FIELD, "type": "iframe"}, "的类型“iframe”不受支持，请换用支持的组件。"),
    ({**FIELD, "key": "a b"}, "的字段名“a b”不可用"),
    ({**FIELD, "key": "__class__"}, "的字段名“__class__”不可用"),
    ({**FIELD, "key": "csrf_token"}, "的字段名“csrf_token”不可用"),
    ({**FIELD, "key": "subject"}, "的字段名“subject”不可用"),
    ({**FIELD, "key": "and"}, "的字段名“and”不可用"),
    ({**FIELD, "properties": ["x"]}, "的 properties 应是一个对象。"),
    ({**FIELD, "validate": 5}, "的 validate 应是一个对象。"),
    ({**FIELD, "validate": {"min": "1"}}, "的 min 应是数字。"),
    ({**FIELD, "validate": {"min": True}}, "的 min 应是数字。"),
    ({**FIELD, "validate": {"maxLength": -1}}, "的 maxLength 应是 0 到 4000 的整数。"),
    ({**FIELD, "validate": {"maxLength": 10.5}}, "的 maxLength 应是 0 到 4000 的整数。"),
    ({**FIELD, "validate": {"maxLength": 10**30}}, "的 maxLength 应是 0 到 4000 的整数。"),
    ({**FIELD, "validate": {"pattern": "("}}, "的 pattern 不可用"),
    ({**FIELD, "validate": {"pattern": "((a{999}){999}){999}"}}, "的 pattern 不可用"),
    (
        {**FIELD, "properties": {"role": "boss"}},
        "的 role 只能是 decision、reason、comment、refresh、preview。",
    ),
    ({**FIELD, "properties": {"digits": "many"}}, "的 digits 应是 0 到 6 的整数。"),
    ({**FIELD, "properties": {"depth": "9"}}, "的 depth 应是 0 到 3 的整数。"),
    ({**FIELD, "type": "datetime", "subtype": "time"}, "的类型“时间”不受支持"),
    ({**FIELD, "type": "radio", "values": [{"label": "x"}]}, "的选项缺少 value。"),
    ({**FIELD, "type": "radio", "values": [{"value": "a"}, {"value": "a"}]}, "有两个值为“a”的选项。"),
    ({**FIELD, "label": ["x"]}, "的 label 应是不超过 4000 个字的文字。"),
    ({**FIELD, "conditional": {"hide": 5}}, "的 hide 应是不超过 4000 个字的文字。"),
]


@pytest.mark.parametrize(("component", "words"), REFUSED)
def test_a_component_that_cannot_be_used_is_named(component: dict[str, Any], words: str) -> None:
    message = refused(component)
    assert message.startswith("表单 forms/trial.form.json 的组件“F1”")
    assert words in message


def test_names_are_not_given_twice() -> None:
    assert "与另一个字段都叫“name”" in refused(FIELD, {**FIELD, "id": "F2"})
    rows = {"type": "dynamiclist", "id": "L", "key": "rows", "components": [FIELD, {**FIELD, "id": "F2"}]}
    assert "与另一个字段都叫“name”" in refused(rows)
    assert read(FIELD, {**rows, "components": [FIELD]})  # a row has names of its own


@pytest.mark.parametrize("kind", ["dynamiclist", "filepicker"])
def test_a_list_holds_simple_fields(kind: str) -> None:
    inner = {"type": kind, "id": "F2", "key": "inner"}
    assert "放在明细里了" in refused({"type": "dynamiclist", "id": "L", "key": "rows", "components": [inner]})


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"components": {}}', b'{"components": [5]}'])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(BadContent):
        read_form(body, "forms/trial.form.json")


def test_a_form_has_at_most_three_hundred_components() -> None:
    assert "不超过 300 个" in refused(*({**FIELD, "key": f"f{n}"} for n in range(301)))
