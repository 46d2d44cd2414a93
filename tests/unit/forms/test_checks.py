"""Named checks of values."""

import pytest

from app.forms.checks import CHECKS, EXAMPLES, id_check

GOOD = {
    "id_number": ["11010519491231002X", "440524188001010014", EXAMPLES["id_number"]],
    "mobile": ["13800138000", "19912345678"],
    "phone": ["13800138000", "010-67410355", "0755-12345678-801", "67410355", "01067410355"],
    "credit_code": ["91110108749352307A"],
    "email": ["a@b.cn", "a.b+c@example.com.cn"],
    "url": ["https://example.cn/a?b=c", "http://a.b"],
    "postcode": ["100000"],
}
BAD = {
    "id_number": [
        "110105194912310021",
        "11010519490230002X",
        "99010519491231002X",
        "1101051949123100",
        "11010519491231002x",
        "",
    ],
    "mobile": ["12800138000", "1380013800", "138001380000", "+8613800138000"],
    "phone": ["010 67410355", "abc", "1", "13800138000-"],
    "credit_code": ["91110108749352307", "9111010874935230IO", "91110108749352307a"],
    "email": ["a@b", "@b.cn", "a b@c.cn", "a@.cn", "a@b..cn"],
    "url": ["javascript:alert(1)", "ftp://a.b", "https://", "example.cn"],
    "postcode": ["1000", "10000a", "1000000"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_takes_what_is_right_and_says_what_is_expected_of_the_rest(name: str) -> None:
    for text in GOOD[name]:
        assert CHECKS[name](text) is None, text
    for text in BAD[name]:
        assert CHECKS[name](text), text


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_ends_whatever_it_is_given(name: str) -> None:
    for text in ("0" * 2000, "a@" + "a." * 1000, "-" * 2000, "\n" * 100, "１" * 11):
        assert CHECKS[name](text)


def test_the_check_character_follows_the_standard() -> None:
    assert id_check("11010519491231002") == "X"
