"""Reading one value of every type: what is kept, and the sentence for what is not."""

from datetime import datetime
from typing import Any

import pytest

from app.rules.values import ZONE
from tests.unit.forms.drawn import REQUIRED, bound, field, only, options, said, taken

FILE = "01j0000000000000000000abcd"
OTHER = "01j0000000000000000000abce"
OUTSIDE = "选择的内容不在可选范围内，请重新选择。"


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_a_choice_is_one_of_the_options(kind: str) -> None:
    choice = field(kind, label="类别", values=options("a", "2"))
    assert taken(choice, "a") == "a"
    assert taken(choice, 2) == "2"
    for value in ("b", "选a", True, 10**40, ["a"], {"a": 1}, "a ", 1.0):
        assert said(choice, value) == f"类别{OUTSIDE}"


def test_an_option_may_stand_only_where_its_condition_holds() -> None:
    choice = field(
        "radio",
        label="意见",
        values=options("pass", "return"),
        properties={"show_if.return": "call.loop = true"},
    )
    assert taken(choice, "return", case={"call": {"loop": True}}) == "return"
    assert said(choice, "return", case={"call": {"loop": False}}) == f"意见{OUTSIDE}"
    assert said(choice, "return") == f"意见{OUTSIDE}"


def test_an_option_says_what_the_case_calls_it() -> None:
    choice = field("radio", values=options("pass"), properties={"label_as.pass": '=call.verb + "通过"'})
    for case, label in (({"call": {"verb": "鉴证"}}, "鉴证通过"), ({}, options("pass")[0]["label"])):
        (option,) = bound(choice, case=case).fields[0].options({})
        assert (option.value, option.label) == ("pass", label)
        assert bound(choice, case=case).display("f", {"f": "pass"}) == label


def test_a_code_ends_but_is_not_forgotten() -> None:
    hall = field("select", "hall", "馆舍", properties={"codes": "hall"})
    assert taken(hall, "north") == "north"
    assert said(hall, "old") == f"馆舍{OUTSIDE}"
    assert taken(hall, "old", now=datetime(2020, 12, 31, tzinfo=ZONE)) == "old"  # the last day counts
    later = datetime(2021, 1, 1, tzinfo=ZONE)
    assert said(hall, "old", now=later) == f"馆舍{OUTSIDE}"
    assert bound(hall).display("hall", {"hall": "old"}) == "老馆"


def test_a_code_begins_on_its_day() -> None:
    room = field("select", "room", properties={"codes": "hall"})
    assert taken(room, "n2", now=datetime(2020, 1, 1, tzinfo=ZONE)) == "n2"
    assert said(room, "n2", now=datetime(2019, 12, 31, tzinfo=ZONE)) == f"项目{OUTSIDE}"


def test_a_choice_lies_below_what_is_chosen_before_it() -> None:
    two = bound(
        field("select", "hall", "馆舍", properties={"codes": "hall"}),
        field("select", "room", "阅览室", properties={"codes": "hall", "parent": "hall"}),
    )
    assert two.check({"hall": "north", "room": "n1"}).values == {"hall": "north", "room": "n1"}
    assert only(two.check({"hall": "south", "room": "n1"}), "room") == f"阅览室{OUTSIDE}"
    assert only(two.check({"room": "n1"}), "room") == f"阅览室{OUTSIDE}"
    assert only(two.check({"hall": "n1"}), "hall") == f"馆舍{OUTSIDE}"  # the first one chooses at the top
    assert only(two.check({"hall": "north", "room": "n3"}), "room") == f"阅览室{OUTSIDE}"  # it has ended


def test_several_choices_are_a_list_without_repetition() -> None:
    topics = field(
        "checklist", label="主题", values=options("a", "b", "c"), properties={"least": "2", "most": "2"}
    )
    assert taken(topics, ["b", "a", "b"][:2]) == ["b", "a"]
    assert taken(field("checklist", values=options("a", "b")), ["a", "a"]) == ["a"]
    assert taken(field("checklist", values=options("a", "b")), "a") == ["a"]
    assert said(topics, ["a"]) == "主题：请至少选择 2 项。"
    assert said(topics, ["a", "b", "c"]) == "主题最多 2 项，现在有 3 项，请减少。"
    assert said(topics, ["a", "x"]) == f"主题{OUTSIDE}"
    assert said(topics, [["a"], "b"]) == f"主题{OUTSIDE}"
    assert said(field("checklist", label="主题", values=options("a")), ["a"] * 100_000).startswith(
        "主题最多 300 项"
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (True, True),
        ("true", True),
        ("on", True),
        ("1", True),
        (False, False),
        ("false", False),
        ("", False),
        (None, False),
    ],
)
def test_a_tick_is_true_or_false(given: Any, kept: bool) -> None:
    assert taken(field("checkbox"), given) is kept


def test_a_tick_is_nothing_else() -> None:
    for value in ("yes", 2, ["true"], {"a": True}, "TRUE"):
        assert said(field("checkbox", label="同意"), value) == "同意应当是勾选或不勾选。"


def test_a_tick_that_is_required_must_be_there() -> None:
    agreed = bound(field("checkbox", label="我已阅读", validate=REQUIRED))
    assert agreed.check({"f": True}).values == {"f": True}
    for data in ({}, {"f": False}, {"f": "false"}):
        assert only(agreed.check(data), "f") == "请勾选“我已阅读”。"


def test_files_are_given_by_their_ids() -> None:
    proof = field("filepicker", label="材料", properties={"most": "2", "least": "2"})
    assert taken(proof, [FILE, OTHER, FILE]) == [FILE, OTHER]
    assert taken(field("filepicker"), FILE) == [FILE]
    assert said(proof, [FILE]) == "材料：请至少上传 2 个文件。"
    assert said(proof, ["../etc/passwd"]) == "材料里的文件没有上传成功，请重新上传。"
    for value in ([5], [None, FILE], {"id": FILE}, "x" * 26 + "/"):
        assert "没有上传成功" in said(proof, value)
    many = [f"{n:026d}" for n in range(11)]
    assert said(field("filepicker", label="材料"), many) == "材料最多 10 个文件，现在有 11 个文件，请减少。"


def test_a_division_goes_as_deep_as_the_field_says() -> None:
    home = field("select", label="地址", properties={"region": "true"})
    assert taken(home, "110101") == taken(home, "１１０１０１") == "110101"
    assert taken(home, "710000") == "710000"  # nothing lies below it
    assert said(home, "110100") == "地址请选到区县一级。"
    city = field("select", label="地址", properties={"region": "true", "depth": "2"})
    assert taken(city, "130100") == "130100"
    assert said(city, "130000") == "地址请选到市一级。"
    assert said(city, "130102") == "地址请选到市一级。"
    province = field("select", label="地址", properties={"region": "true", "depth": "1"})
    assert taken(province, "130000") == "130000"
    assert said(province, "130100") == "地址请选到省一级。"


def test_a_division_that_does_not_exist_is_refused() -> None:
    home = field("select", label="地址", properties={"region": "true"})
    for value in ("990000", "北京市", "110103"):  # the last was merged into another
        assert said(home, value) == "地址选择的地区不存在，请按省、市、区依次选择。"
    assert said(home, 110101) == "地址应当是文字。"


def test_a_pattern_is_matched_as_a_whole() -> None:
    card = field("textfield", label="证号", validate={"pattern": "[A-Z]{2}[0-9]{4}"})
    assert taken(card, "AB1234") == "AB1234"
    for value in ("AB12345", "xAB1234", "ab1234", "AB1234 5"):
        assert said(card, value) == "证号的格式不正确，请按示例填写。"


def test_a_pattern_that_explodes_ends_in_a_sentence() -> None:
    slow = field("textfield", label="证号", validate={"pattern": "(a|a|aa)+(b|c)*!(?=x)"})
    assert said(slow, "a" * 190 + "?") == "证号的格式无法核对，请缩短后重新填写，仍不行请联系管理员。"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        ("mobile", "１３８００１３８０００", "12800138000"),
        ("id_number", "11010519491231002x", "110105194912310021"),
        ("email", "a@b.cn", "a@b"),
        ("postcode", "100000", "1000"),
    ],
)
def test_a_named_check_says_what_is_expected(check: str, good: str, bad: str) -> None:
    component = field("textfield", label="号码", properties={"check": check})
    assert taken(component, good).isascii()
    assert said(component, bad).startswith("号码")
