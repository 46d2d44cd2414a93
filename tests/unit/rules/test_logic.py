"""Three-valued logic, comparison, membership, choice and quantifiers."""

import pytest

from tests.unit.rules.feel import feel

VALUES = {"true": True, "false": False, "null": None, '"x"': None, "1": None}
TERNARY_AND = {(True, True): True, (False, False): False, (True, False): False, (False, True): False}
COMPARISON = [
    ("null = null", True),
    ("null != null", False),
    ("true = null", False),
    ("1 = null", False),
    ("false = 0", None),
    ('100 = "100"', None),
    ("1 != 2", True),
    ('"foo" = "Foo"', False),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [2, 1]", False),
    ("[1] = 1", None),
    ("[] = []", True),
    ("[1, 2, [3, 4]] = [1, 2, [3, 4]]", True),
    ("{} = {}", True),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ('{a: 1} = {"a": 1}', True),
    ("{a: 1} = {a: 2}", False),
    ("{a: 1} = 1", None),
    ("[1..3] = [1..3]", True),
    ("[1..3] = (1..3]", False),
    ("[1..3] = [1..4]", False),
    ("100[1] = 100", True),
    ("1 < 2", True),
    ("2 >= 2", True),
    ('"a" < "b"', True),
    ('"b" <= "a"', False),
    ("1 < null", None),
    ("null > null", None),
    ('1 < "2"', None),
    ("true > false", None),
    ("[1] < [2]", None),
    ("1 between 1 and 3", True),
    ("0 between 1 and 3", False),
    ("1 between null and 3", None),
    ('"b" between "a" and "c"', True),
    ("2 between 1 and 3 and false", False),
]
MEMBERSHIP = [
    ("1 in [1, 2, 3]", True),
    ("4 in [1, 2, 3]", False),
    ("1 in [[2..4], [1..3]]", True),
    ("5 in [[2..4], [1..3]]", False),
    ("1 in <= 10", True),
    ("10 in < 10", False),
    ("1 in (1, 2)", True),
    ("3 in (1, 2)", False),
    ('"d" in ("c", < "c", >= "d")', True),
    ("2 in (1..3)", True),
    ("1 in (1..3)", False),
    ("3 in (1..3]", True),
    ("1 in [1..3)", True),
    ("3 in [1..3)", False),
    ("3 in [1..3[", False),
    ("1 in ]1..3]", False),
    ("1 in [null..3]", True),
    ("null in [1..3]", None),
    ("true in true", True),
    ("true in false", False),
    ("1 in = 1", True),
    ("1 in != 1", False),
    ("[1, 2] in [[1, 2], [3]]", True),
    ("[1] in [1]", True),
    ('"a" in ["a".."c"]', True),
    (
        'date("2018-12-11") in [[date("2018-12-05") .. date("2018-12-07")], [date("2018-12-10") .. date("2018-12-12")]]',
        True,
    ),
    ('date("2018-12-04") in (date("2018-12-05"), >= date("2018-12-04"))', True),
    ("{a: 1} in [{a: 1}, {b: 2}]", True),
    ("5 in (> 3)", True),
    ("5 in ((> 3), (< 1))", True),
]
FLOW = [
    ("if true then 1 else 2", 1),
    ("if false then 1 else 2", 2),
    ("if null then 1 else 2", 2),
    ('if "x" then 1 else 2', 2),
    ("if 1 > 0 then if false then 1 else 3 else 2", 3),
    ("some x in [1, 2] satisfies x > 1", True),
    ("some x in [1, 2] satisfies x > 2", False),
    ("some x in [] satisfies x > 2", False),
    ("every x in [] satisfies x > 2", True),
    ("every x in [1, 2] satisfies x > 0", True),
    ("every x in [1, 2] satisfies x > 1", False),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
    ("every x in [1, 2], y in [2, 3] satisfies x <= y", True),
    ("some x in [[1], [2, 3]], y in x satisfies y = 3", True),
    ("some x in [null, 1] satisfies x > 0", True),
    ("every x in [null, 1] satisfies x > 0", None),
    ("some x in null satisfies x > 0", None),
    ("some x in 1..3 satisfies x = 3", True),
    ("for x in [1, 2] return x * 2", [2, 4]),
    ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
    ("for x in 1..3 return x", [1, 2, 3]),
    ("for x in 3..1 return x", [3, 2, 1]),
    ("for x in -1..1 return x", [-1, 0, 1]),
    ("for x in [1..3] return x", [1, 2, 3]),
    ("for x in 1 return x", [1]),
    ("for x in null return x", None),
    ("for x in [] return x", []),
    ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for x in 1..2, y in 1..x return [x, y]", [[1, 1], [2, 1], [2, 2]]),
    ('for d in @"2024-02-28"..@"2024-03-01" return string(d)', ["2024-02-28", "2024-02-29", "2024-03-01"]),
    ("for my item in [1, 2] return my item + 1", [2, 3]),
]


@pytest.mark.parametrize("left", VALUES)
@pytest.mark.parametrize("right", VALUES)
def test_and_and_or_are_three_valued(left: str, right: str) -> None:
    a, b = VALUES[left], VALUES[right]
    expected_and = False if False in (a, b) else (True if a is True and b is True else None)
    expected_or = True if True in (a, b) else (False if a is False and b is False else None)
    assert feel(f"{left} and {right}") is expected_and
    assert feel(f"{left} or {right}") is expected_or


@pytest.mark.parametrize(("text", "expected"), [("not(true)", False), ("not(null)", None), ("not(1)", None)])
def test_not(text: str, expected: object) -> None:
    assert feel(text) is expected


@pytest.mark.parametrize(("text", "expected"), [*COMPARISON, *MEMBERSHIP, *FLOW])
def test_comparison_membership_and_flow(text: str, expected: object) -> None:
    assert feel(text) == expected
