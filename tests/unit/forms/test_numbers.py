"""Numbers and money as people type them."""

from typing import Any

import pytest

from tests.unit.forms.drawn import field, said, taken

NUMBER = field("number", label="天数")
MONEY = field("number", label="薪酬", properties={"money": "true"})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (5, 5),
        (5.0, 5),
        ("5", 5),
        ("０５", 5),
        ("１，２００．５", 1200.5),
        ("1,234,567", 1234567),
        ("-3.25", -3.25),
        ("+7", 7),
        (" 8 ", 8),
        ("-0", 0),
        (0.1, 0.1),
        (1e-05, 1e-05),
        ("123456789012345", 123456789012345),
        ("123456789012345.123456", "123456789012345.123456"),
    ],
)
def test_a_number_is_kept_exactly(given: Any, kept: Any) -> None:
    found = taken(NUMBER, given)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    "given",
    [
        "八千",
        "1e5",
        "NaN",
        "Infinity",
        "--1",
        "1,2",
        "12,34",
        "0x10",
        "1.",
        ".5",
        "1 000",
        True,
        ["1"],
        {"a": 1},
        "²",
        "٣",
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_number_is_refused(given: Any) -> None:
    assert said(NUMBER, given) in ("天数应当是数字，例如 8000。", "天数的整数部分最多 15 位。")


@pytest.mark.parametrize("given", [10**15, 10**4000, -(10**16), 1e300, "1" * 16, "9" * 40])
def test_huge_numbers_are_refused(given: Any) -> None:
    assert said(NUMBER, given) == "天数的整数部分最多 15 位。"


def test_a_number_too_long_to_read_is_none() -> None:
    assert said(NUMBER, "9" * 100_000) == "天数应当是数字，例如 8000。"


def test_bounds_are_said_with_the_bound() -> None:
    bounded = field("number", label="天数", validate={"min": 1, "max": 2.5})
    assert taken(bounded, 1) == 1
    assert taken(bounded, "2.5") == 2.5
    assert said(bounded, 0) == "天数不能小于 1。"
    assert said(bounded, "2.500001") == "天数不能大于 2.5。"


def test_digits_are_those_the_form_declares() -> None:
    assert said(field("number", label="天数", properties={"digits": "0"}), "1.5") == "天数应当是整数。"
    assert (
        said(field("number", label="天数", properties={"digits": "2"}), "1.555") == "天数最多保留 2 位小数。"
    )
    assert said(NUMBER, "0.1234567") == "天数最多保留 6 位小数。"
    assert taken(field("number", properties={"digits": "2"}), "1.500") == 1.5


def test_money_is_a_text_with_two_digits() -> None:
    assert taken(MONEY, 8000) == taken(MONEY, "8,000") == taken(MONEY, "８０００.00") == "8000.00"
    assert taken(MONEY, "-0") == "0.00"
    assert said(MONEY, "1.005") == "薪酬最多保留 2 位小数。"


def test_a_number_too_long_for_python_to_write_is_refused() -> None:
    assert said(NUMBER, 10**5000) == "天数的整数部分最多 15 位。"
