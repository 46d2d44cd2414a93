"""What stands on a form now: visible, editable, required."""

from typing import Any

from tests.unit.forms.drawn import REQUIRED, bound, by_field, field, found, group, only, options

CHOICE = field("radio", "kind", "种类", values=options("a", "b"))
HIDDEN_UNLESS_A = {"conditional": {"hide": '=kind != "a"'}}


def test_a_hidden_field_is_neither_required_nor_stored() -> None:
    both = bound(CHOICE, field("textfield", "more", "补充", validate=REQUIRED, **HIDDEN_UNLESS_A))
    assert only(both.check({"kind": "a"}), "more") == "请填写补充。"
    assert both.check({"kind": "b", "more": "偷偷填的"}).values == {"kind": "b"}
    assert not both.check({"kind": "b", "more": "\u202e"}).errors


def test_a_group_hides_what_stands_in_it() -> None:
    inner = group(field("textfield", "more", validate=REQUIRED))
    both = bound(CHOICE, group(inner, field("textfield", "last"), **HIDDEN_UNLESS_A))
    assert both.check({"kind": "b", "more": "x", "last": "y"}).values == {"kind": "b"}
    assert by_field(both.check({"kind": "a"})) == {"more": "请填写项目。"}


def chain() -> Any:
    return bound(
        CHOICE,
        field("radio", "second", values=options("y", "n"), **HIDDEN_UNLESS_A),
        field("textfield", "third", conditional={"hide": '=second != "y"'}),
    )


def test_what_is_typed_into_a_hidden_field_does_not_count_for_others() -> None:
    assert chain().check({"kind": "a", "second": "y", "third": "x"}).values == {
        "kind": "a",
        "second": "y",
        "third": "x",
    }
    assert chain().check({"kind": "b", "second": "y", "third": "x"}).values == {"kind": "b"}


def test_hiding_is_settled_whatever_the_order_of_the_fields() -> None:
    size = 40
    fields = [field("textfield", f"f{n}", conditional={"hide": f"=f{n + 1} = null"}) for n in range(size)]
    back = bound(*fields, field("textfield", f"f{size}"))
    typed = {f"f{n}": "x" for n in range(size)}
    assert list(back.check({**typed, f"f{size}": "x"}).values) == [f"f{n}" for n in range(size + 1)]
    assert len(back.check(typed).values) <= size - 30  # far longer than any form; it ends all the same


def test_conditions_in_a_circle_end() -> None:
    circle = bound(
        field("textfield", "a", conditional={"hide": "=b != null"}),
        field("textfield", "b", conditional={"hide": "=a != null"}),
        field("textfield", "c", conditional={"hide": '=c = "x"'}),
    )
    values = circle.check({"a": "1", "b": "2", "c": "x"}).values
    assert not ("a" in values and "b" in values)


def test_a_condition_that_cannot_be_evaluated_does_not_hold() -> None:
    broken = field(
        "textfield",
        validate={},
        conditional={"hide": "=1 +"},
        properties={"required_if": "nothing.at.all", "readonly_if": "1 + true"},
    )
    assert bound(broken).check({"f": "x"}).values == {"f": "x"}
    assert not bound(broken).check({}).errors


def test_only_true_is_true() -> None:
    assert not bound(field("textfield", properties={"required_if": '"true"'})).check({}).errors
    assert not bound(field("textfield", properties={"required_if": "1"})).check({}).errors
    assert bound(field("textfield", properties={"required_if": "true"})).check({}).errors


def test_conditions_see_the_case_behind_what_is_typed() -> None:
    member = field("textfield", properties={"required_if": "subject.overdue > 0"})
    assert bound(member, case={"subject": {"overdue": 1}}).check({}).errors
    assert not bound(member, case={"subject": {"overdue": 0}}).check({}).errors


def test_what_is_typed_cannot_stand_in_for_the_case() -> None:
    member = bound(
        field("textfield", properties={"required_if": "subject.overdue > 0"}),
        case={"subject": {"overdue": 1}},
    )
    answers = member.check({"subject": {"overdue": 0}})
    assert set(by_field(answers)) == {"subject", "f"}


def test_conditions_see_numbers_truth_and_texts_as_they_are_kept() -> None:
    seen = bound(
        field("number", "n"),
        field("checkbox", "t"),
        field("textfield", "s"),
        field("checklist", "l", values=options("x", "y")),
        field("dynamiclist", "rows", components=[field("number", "amount")]),
        *(
            field("textfield", f"if{i}", properties={"required_if": condition})
            for i, condition in enumerate(
                [
                    "n > 1000",
                    "t = true",
                    "t = false",
                    "s = null",
                    'list contains(l, "y")',
                    "sum(rows.amount) > 5",
                ]
            )
        ),
    )

    def asked(**data: Any) -> set[str]:
        return {name for name in by_field(seen.check(data)) if name.startswith("if")}

    assert asked() == {"if2", "if3"}
    assert asked(n="１，２００", t="on", s="x") == {"if0", "if1"}
    assert asked(t=True, s=" \u200b ", l="y") == {"if1", "if3", "if4"}
    assert asked(t=True, s="x", rows=[{"amount": "2"}, {}, {"amount": 4}]) == {"if1", "if5"}


def test_a_reading_of_nonsense_is_no_reading() -> None:
    asked = bound(
        field("number", "n"),
        field("textfield", "s"),
        field("radio", "r", values=options("a")),
        field("textfield", "x", "追问", properties={"required_if": "n != null or s != null or r != null"}),
    )
    for data in ({"n": "五"}, {"s": ["a"]}, {"s": "\u202e"}, {"r": {"a": 1}}, {"r": True}, {"n": [1]}):
        assert "x" not in by_field(asked.check(data))


def test_a_read_only_field_keeps_its_own_value() -> None:
    branch = field("textfield", "branch", "分馆", disabled=True, properties={"default": "=subject.branch"})
    form = bound(branch, case={"subject": {"branch": "总馆"}})
    assert form.check({}).values == {"branch": "总馆"}
    assert form.check({"branch": " 总馆 "}).values == {"branch": "总馆"}
    assert only(form.check({"branch": "分馆"}), "branch") == "“分馆”不能修改，请去掉后再提交。"
    assert form.check({"branch": ""}).values == {"branch": "总馆"}


def test_a_field_may_be_read_only_for_some() -> None:
    locked = field("textfield", "place", "地点", properties={"readonly_if": 'kind = "a"', "default": "原处"})
    form = bound(CHOICE, locked)
    assert form.check({"kind": "b", "place": "别处"}).values == {"kind": "b", "place": "别处"}
    assert form.check({"kind": "a"}).values == {"kind": "a", "place": "原处"}
    assert only(form.check({"kind": "a", "place": "别处"}), "place") == "“地点”不能修改，请去掉后再提交。"


def test_what_is_typed_into_a_read_only_field_does_not_count_for_others() -> None:
    form = bound(
        field("textfield", "grade", "等级", disabled=True, properties={"default": "low"}),
        field("textfield", "reason", "理由", properties={"required_if": 'grade = "low"'}),
    )
    assert set(by_field(form.check({"grade": "high"}))) == {"grade", "reason"}


def test_form_js_says_read_only_in_its_own_way() -> None:
    form = bound(CHOICE, field("textfield", "place", readonly='=kind = "a"'))
    assert form.check({"kind": "a", "place": "x"}).errors
    assert not form.check({"kind": "b", "place": "x"}).errors
    assert not bound(field("textfield", "place", readonly="=false")).check({"place": "x"}).errors


def test_defaults_are_literals_or_expressions_over_the_case() -> None:
    form = bound(
        field("textfield", "a", properties={"default": "甲"}),
        field("textfield", "b", defaultValue="乙"),
        field("number", "c", properties={"default": "=1 + subject.age"}),
        field("datetime", "d", subtype="date", properties={"default": "=date(now())"}),
        field("textfield", "e", properties={"default": "=1 +"}),
        field("textfield", "g", properties={"default": "=subject.nothing"}),
        case={"subject": {"age": 20}},
    )
    assert form.defaults() == {"a": "甲", "b": "乙", "c": 21, "d": "2026-06-20"}
    assert form.check(form.defaults()).values == form.defaults()


REVIEW = (
    field(
        "radio",
        "decision",
        "意见",
        values=options("pass", "reject"),
        validate=REQUIRED,
        properties={"role": "decision", "reason_required.reject": "true"},
    ),
    field("select", "reason", "原因", values=options("1", "2"), properties={"role": "reason"}),
    field("textarea", "comment", "说明", properties={"role": "comment"}),
)


def test_a_decision_that_needs_a_reason_gets_one() -> None:
    form = bound(*REVIEW)
    assert form.check({"decision": "pass"}).values == {"decision": "pass"}
    assert by_field(form.check({"decision": "reject"})) == {
        "reason": "请选择原因。",
        "comment": "请填写说明。",
    }
    full = {"decision": "reject", "reason": "1", "comment": "公章不清楚"}
    assert form.check(full).values == full
    assert by_field(form.check({})) == {"decision": "请选择意见。"}


def test_a_hidden_decision_asks_for_no_reason() -> None:
    decision = REVIEW[0] | {"conditional": {"hide": '=kind = "b"'}}
    form = bound(CHOICE, decision, *REVIEW[1:])
    assert not form.check({"kind": "b", "decision": "reject"}).errors
    assert "reason" in by_field(form.check({"kind": "a", "decision": "reject"}))


def test_visibility_can_be_asked_of_every_component() -> None:
    form = bound(CHOICE, {"type": "text", "id": "Text_1", "text": "只给甲看", **HIDDEN_UNLESS_A})
    words = next(f for f in form.form.walk() if f.type == "text")
    assert form.is_visible(words, {"kind": "a"})
    assert not form.is_visible(words, {"kind": "b"})
    assert form.is_editable(found(form, "kind"), {})
    assert not form.is_required(found(form, "kind"), {})
