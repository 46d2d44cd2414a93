"""Hostile expressions: nothing of Python is reached, and nothing takes long, whatever is asked."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from app.rules import FeelError, evaluate, parse, parse_unary, truth
from tests.unit.rules.feel import NOW, feel

REACHING = [
    '"".__class__',
    '"".__class__.__base__.__subclasses__()',
    "[].__class__",
    "{}.__class__",
    "{}.keys",
    '{}.get("a")',
    "1.real",
    "(1).as_tuple()",
    '@"2020-01-01".isoformat()',
    '@"2020-01-01".__class__',
    "now().tzinfo",
    "(function(a) a).call",
    "abs.__globals__",
    "abs.call",
    "[1..2].low",
    "__import__",
    '__import__("os")',
    "open",
    'eval("1")',
    "os.system",
    "self.__dict__",
    'get value("abc", "__class__")',
    "thing.secret",
    "thing",
]
SYNTAX = [
    ("1 +", 4, "没有写完"),
    ("", 1, "空"),
    ("   ", 1, "空"),
    ("1 + * 2", 5, "不合语法"),
    ("a b c", 3, "不合语法"),
    ("1 # 2", 3, "无法识别"),
    ("lambda x: x", 8, "不合语法"),
    ("a := 1", 3, "不合语法"),
    ("()", 2, "不合语法"),
    ("f(a=1, b: 2)", 9, "不合语法"),
    ('"abc', 1, "无法识别"),
    ("1 == 1", 4, "不合语法"),
    ("if true then 1", 15, "没有写完"),
    ("姓名 = ；", 6, "无法识别"),
    ("{a: 1", 6, "没有写完"),
    ("[1, 2", 6, "没有写完"),
    ("first name + ", 7, "不合语法"),
    ("x.\ue000", 3, "无法识别"),
    ("'a'", 1, "无法识别"),
]
AS = "a" * 80
HEAVY = [
    "count(for x in 1..1000000 return x)",
    "for x in 1..99999999999999999999 return x",
    "some x in 1..1000000000 satisfies x < 0",
    "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) f(n) + f(n), r: f(1)}.r",
    "{f: function(n) [f(n), f(n), f(n)], r: f(1)}.r",
    "9 ** 9 ** 9 ** 9",
    "10 ** 99999999999",
    "1.000000001 ** 99999999999999",
    "exp(99999999999)",
    "decimal(1, 999999999999999)",
    '{a: "0123456789", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, '
    "e: d+d+d+d+d+d+d+d+d+d, f: e+e+e+e+e+e+e+e+e+e, g: f+f+f+f+f+f+f+f+f+f}.g",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], r: count(flatten(f))}.r",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], r: string length(string(f))}.r",
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: [e,e,e,e,e,e,e,e,e,e], r: f = g}.r",
    "{a: for i in 1..9000 return i, r: distinct values(concatenate(a, a, a, a, a))}.r",
    "{a: for i in 1..9000 return i, r: mode(a)}.r",
    "{a: for i in 1..9000 return i, r: duplicate values(a)}.r",
    "{a: for i in 1..5000 return i, r: sort(a, function(x, y) x > y)}.r",
    "{a: for i in 1..9000 return i, r: for i in a return count(concatenate(a, a))}.r",
    "{a: for i in 1..9000 return i, r: for i in a return list contains(a, -1)}.r",
    "{a: for i in 1..9000 return i, r: for i in a return sum(a)}.r",
    "{a: for i in 1..9000 return i, r: for i in a return string(a)}.r",
    'for d in @"-999999999-01-01"..@"999999999-01-01" return d',
    f'matches("{AS}!", "^(a|a|aa)+$")',
    f'matches("{AS}", "(.*)*(.*)*(.*)*b")',
    f'replace("{AS}", "((a+)+)+b", "x")',
    f'split("{AS}", "(a*a*)*a*b")',
    f'matches("a", "{"(" * 9}a{"{1,999})" * 9}{{1,999}}")',
    'duration("P999999999999999999D") * 999999999999999999999',
    'number("' + "9" * 5000 + '")',
]
DEEP = ["(" * 5000 + "1" + ")" * 5000, "[" * 5000, "-" * 5000 + "1", "1" + " + 1" * 4000, "a" + ".a" * 4000]
DEEP += [
    "not(" * 50 + "true" + ")" * 50,
    "{a: " * 55 + "1" + "}" * 55,
    "if true then " * 700 + "1" + " else 2" * 700,
]
DEEP += ["function(a) " * 800 + "1", "x" * 20_000, "1 in " * 1500 + "1"]


@pytest.mark.parametrize("text", REACHING)
def test_nothing_of_python_is_reached(text: str) -> None:
    context = {"self": SimpleNamespace(x=1), "thing": SimpleNamespace(secret="key")}
    try:
        value = feel(text, **context)
    except FeelError:
        return
    assert value in (None, []), text


@pytest.mark.parametrize(("text", "position", "said"), SYNTAX)
def test_a_mistake_is_named_with_its_place(text: str, position: int, said: str) -> None:
    with pytest.raises(FeelError) as caught:
        parse(text)
    assert (caught.value.position, said in caught.value.message) == (position, True), caught.value.message


def refusal(read: Callable[[str], Any], text: str) -> str:
    """Return the sentence that an expression is refused with, empty when it is not."""
    try:
        read(text)
    except FeelError as error:
        return error.message
    return ""


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_what_asks_for_too_much_stops_soon(text: str) -> None:
    start = time.perf_counter()
    refusal(feel, text)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_what_is_too_deep_is_refused_or_evaluated(text: str) -> None:
    start = time.perf_counter()
    assert all(len(refusal(read, text)) < 300 for read in (parse, parse_unary, feel))
    assert time.perf_counter() - start < 3


def test_a_condition_that_is_neither_true_nor_false_is_no_guess() -> None:
    assert truth("1 < 2", {}, now=NOW) is True
    for text in ("null", "1", '"true"', "missing", "missing > 1"):
        with pytest.raises(FeelError):
            truth(text, {}, now=NOW)


def test_the_names_that_an_expression_reads() -> None:
    assert parse("a + b.c * count(d)").names == {"a", "b", "d"}
    assert parse('学生.姓名 = "x"').names == {"学生"}
    assert parse("a + b").text == "a + b"


def test_an_expression_is_read_once() -> None:
    assert parse("1 + 2 + 3") is parse("1 + 2 + 3")


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("first name", {"first name": 1}, 1),
        ("first name + last name", {"first name": 1, "last name": 2}, 3),
        ("a-b", {"a-b": 7, "a": 3, "b": 1}, 7),
        ("a - b", {"a": 3, "b": 1}, 2),
        ("Bob's age + 1", {"Bob's age": 1}, 2),
        ("order.unit price * 2", {"order": {"unit price": 2}}, 4),
        ("orders[unit price > 2].unit price", {"orders": [{"unit price": 2}, {"unit price": 3}]}, [3]),
        ("订单.单价 * 数量", {"订单": {"单价": 2}, "数量": 3}, 6),
        ("date and time", {"date and time": 1}, 1),
        ("count", {"count": 5}, 5),
        ("a", {"a": 1.5}, 1.5),
        ("a", {"a": (1, 2)}, [1, 2]),
        ("a", {"a": float("nan")}, None),
        ("a + 1", {"a": 10**40}, 1e40),
        ("x // the rest\n + 1", {"x": 1}, 2),
        ('x /* a "b */ + 1', {"x": 1}, 2),
    ],
)
def test_names_of_the_case(text: str, context: dict[str, Any], expected: object) -> None:
    assert feel(text, **context) == expected


def test_an_evaluation_does_not_change_the_case() -> None:
    case = {"a": {"x": 1}, "l": [1]}
    evaluate('{b: context put(a, "y", 2), c: append(l, 2)}', case, now=NOW)
    assert case == {"a": {"x": 1}, "l": [1]}
