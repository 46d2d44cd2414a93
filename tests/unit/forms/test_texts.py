"""The text rule: what a typed text may hold, and how it is kept."""

import pytest

from app.forms.problem import Problem
from app.forms.texts import clean
from tests.unit.forms.drawn import bound, field, said, taken

LINE = field("textfield", label="姓名")
LINES = field("textarea", label="说明")


@pytest.mark.parametrize(
    "text",
    [
        "喆",
        "䶮",
        "𬭩",
        "欧阳·娜",
        "José",
        "ئەركىن·ئابلىز",
        "👨‍👩‍👧 一家",
        "می‌خواهم",
        "葛\U000e0100城",
        '1 < 2 & "3"',
    ],
)
def test_names_and_signs_of_the_world_are_kept_as_typed(text: str) -> None:
    assert taken(LINE, text) == text


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u200e", "\u061c"])
def test_signs_that_turn_text_around_are_refused(sign: str) -> None:
    for component in (LINE, LINES):
        assert "隐藏字符" in said(component, f"通过{sign}不")


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_what_no_database_stores_is_refused(sign: str) -> None:
    assert said(LINE, f"张{sign}三") == "姓名含有无法保存的字符，请删除后重新填写。"


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x7f", "\x9b", "\ue863", "\ufffe", "\ufdd0", "\U0001ffff"])
def test_signs_without_a_meaning_are_refused(sign: str) -> None:
    assert said(LINE, f"张{sign}三") == "姓名含有无法识别的字符，请删除后重新填写。"


@pytest.mark.parametrize(
    "sign", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u180e", "\u200d", "\u200c", "\U000e0041"]
)
def test_what_nobody_sees_is_taken_out(sign: str) -> None:
    assert taken(LINE, f"张{sign}三") == "张三"
    assert taken(LINE, sign) is None


def test_a_text_is_kept_in_one_form_so_that_equal_looks_equal() -> None:
    assert taken(LINE, "Jose\u0301") == "José"
    assert taken(LINE, "\u2f00") == "\u2f00"  # what only looks alike is left as it is


def test_a_line_has_no_line_ends_and_no_blanks_around_it() -> None:
    assert taken(LINE, "  张\r\n 三\t四 \u2028五  ") == "张 三 四 五"
    assert taken(LINE, "John  Smith") == "John  Smith"  # never trimmed inside


def test_several_lines_keep_their_line_ends() -> None:
    assert taken(LINES, "\n一\r\n二\r三\u2028四\n\n") == "一\n二\n三\n四"


def test_what_is_no_text_is_refused() -> None:
    for value in (5, True, ["a"], {"a": 1}, 1.5):
        assert said(LINE, value) == "姓名应当是文字。"


def test_a_text_of_megabytes_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(Problem) as refused:
        clean("\u200b" * 5_000_000)
    assert "过长" in refused.value.sentence


def test_lengths_are_counted_as_people_count() -> None:
    assert taken(field("textfield", validate={"maxLength": 2}), "𬭩䶮") == "𬭩䶮"
    assert (
        said(field("textfield", label="姓名", validate={"maxLength": 2}), "一二三")
        == "姓名最多 2 个字，现在有 3 个，请缩短。"
    )
    assert (
        said(field("textfield", label="姓名", validate={"minLength": 2}), "一")
        == "姓名至少 2 个字，现在有 1 个。"
    )


def test_without_a_declared_length_the_limits_of_every_form_hold() -> None:
    assert taken(LINE, "字" * 200)
    assert "最多 200 个字" in said(LINE, "字" * 201)
    assert taken(LINES, "字" * 2000)
    assert "最多 2000 个字" in said(LINES, "字" * 2001)


def test_a_form_cannot_take_more_than_any_form_may() -> None:
    generous = field("textfield", validate={"maxLength": 4000})
    assert "最多 200 个字" in said(generous, "字" * 201)


def test_a_draft_may_be_incomplete_but_not_hostile() -> None:
    unfinished = bound(
        field("textfield", validate={"minLength": 5, "pattern": "[0-9]+"}, properties={"check": "mobile"})
    )
    assert unfinished.check({"f": "138"}, draft=True).values == {"f": "138"}
    assert unfinished.check({"f": "13\u202e8"}, draft=True).errors
