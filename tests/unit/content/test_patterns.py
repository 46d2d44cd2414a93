"""Regular expressions that administrators write."""

import pytest

from app.content.patterns import TooSlow, fits, is_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z]{2}[0-9]{4}",
        r"\d{17}[\dX]",
        "(?:a|b)+",
        "(?=.*[0-9]).{8,20}",
        "(?<!x)y",
        r"\{a\}",
        "[一-龥·]{2,50}",
        "a{2,}",
        "",
    ],
)
def test_plain_patterns_are_taken(pattern: str) -> None:
    assert is_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "[",
        "a{99999}",
        "((a{999}){999}){999}",
        "(?:a{100}){100}{100}",
        "a" * 201,
        "(?R)",
        "(?P<x>a)",
        "(?i)a",
        "(?#x)",
        "(?:abc){e<=3}",
        "a{,5}",
        5,
        None,
        ["a"],
    ],
)
def test_what_explodes_or_is_not_common_is_refused(pattern: object) -> None:
    assert not is_pattern(pattern)


def test_the_whole_text_must_match() -> None:
    assert fits("[0-9]+", "123")
    assert not fits("[0-9]+", "123a")
    assert not fits("[0-9]+", "123\n")


def test_a_pattern_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlow):
        fits("(a|a|aa)+(b|c)*!(?=x)", "a" * 190 + "?")
