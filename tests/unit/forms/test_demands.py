"""Fields that a decision demands, and codes that a field leaves out."""

import json
from collections.abc import Mapping
from typing import Any

from app.content.form import Form, read_form
from app.forms import BoundForm, check_form, compile_form
from app.forms.dependence import watched
from app.studio.references import form_refs
from tests.unit.forms.drawn import NOW, bound, codes, field, found, only, options, said, taken

WANTED = {"field": "card", "what": "校园卡照片", "why": "外校读者以校园卡为证"}
PARTS = (
    field("radio", "reader", "读者", values=options("own", "guest")),
    field("filepicker", "card", "证件"),
    field("textfield", "name", "姓名"),
)


def demanding(*components: dict[str, Any]) -> Form:
    body = {"type": "default", "schemaVersion": 19, "id": "trial", "properties": {"requires": "cards"}}
    return read_form(json.dumps({**body, "components": list(components)}).encode(), "forms/trial.form.json")


def deciding(*components: dict[str, Any]) -> BoundForm:
    def decide(key: str, context: Mapping[str, Any]) -> Any:
        assert key == "cards"
        return [WANTED] if context["reader"] == "guest" and context["branch"] == "总馆" else []

    return compile_form(demanding(*components), codes, {"branch": "总馆"}, NOW, decide)


def test_what_a_decision_demands_is_required_and_the_refusal_says_what_and_why() -> None:
    form = deciding(*PARTS)
    assert only(form.check({"reader": "guest"}), "card") == "请上传校园卡照片：外校读者以校园卡为证。"
    assert form.check({"reader": "own"}).errors == ()
    assert form.demand(found(form, "card"), {"reader": "guest"}) == "校园卡照片：外校读者以校园卡为证"
    assert form.demand(found(form, "name"), {"reader": "guest"}) == ""


def test_a_draft_may_leave_out_what_a_decision_demands() -> None:
    assert deciding(*PARTS).check({"reader": "guest"}, draft=True).errors == ()


def test_a_decision_sees_only_what_counts() -> None:
    reader = field(
        "radio", "reader", "读者", values=options("own", "guest"), conditional={"hide": '=name = "李"'}
    )
    assert deciding(reader, *PARTS[1:]).check({"reader": "guest", "name": "李"}).errors == ()


def test_a_field_that_does_not_stand_there_is_not_demanded() -> None:
    card = field("filepicker", "card", "证件", conditional={"hide": "=true"})
    assert deciding(PARTS[0], card).check({"reader": "guest"}).errors == ()


def test_the_fields_of_a_row_are_not_demanded() -> None:
    row = field("dynamiclist", "rows", "明细", components=[field("textfield", "card", "卡号")])
    assert deciding(PARTS[0], row).check({"reader": "guest", "rows": [{}]}).errors == ()


def test_choices_are_watched_where_a_decision_may_look_at_them() -> None:
    assert watched(demanding(*PARTS)) == {"reader"}


def test_the_decision_of_a_form_is_pinned_and_has_to_exist() -> None:
    form = demanding(*PARTS)
    assert form_refs(form) == {("decision", "cards")}
    (finding,) = check_form(form, lambda *_: False)
    assert (finding.rule, finding.severity) == ("requires", "error")
    assert "cards" in finding.message
    assert check_form(form, lambda *_: True) == []


def test_a_field_leaves_out_codes_of_its_table() -> None:
    first, *rest = [row["code"] for row in codes("hall").items(on=NOW.date())]
    hall = field("select", "hall", properties={"codes": "hall", "without": f"{first}, none"})
    form = bound(hall)
    assert [o.value for o in form.options(found(form, "hall"), {})] == rest
    assert "不在可选范围内" in said(hall, first)
    assert taken(hall, rest[0]) == rest[0]
