"""Decision tables: cells, hit policies, value lists, defaults, several outputs."""

from typing import Any

import pytest

from app.rules import FeelError, check_model, decide, read_inputs, to_json
from tests.unit.rules.feel import NOW, answer, model


def table(
    policy: str,
    rules: list[tuple[str, ...]],
    *,
    inputs: tuple[str, ...] = ("x",),
    outputs: tuple[str, ...] = ("r",),
    **more: Any,
) -> str:
    """A decision `d` that is a table; each rule is its input cells, then its output cells."""
    texts = {"allowed": {}, "listed": {}, "default": {}, "types": {}} | more
    cells = "".join(
        _input(name, texts["allowed"].get(name, ""), texts["types"].get(name, "")) for name in inputs
    )
    cells += "".join(
        _output(name, texts["listed"].get(name, ""), texts["default"].get(name, "")) for name in outputs
    )
    for number, rule in enumerate(rules, 1):
        entries = "".join(f"<inputEntry><text>{_escaped(c)}</text></inputEntry>" for c in rule[: len(inputs)])
        entries += "".join(
            f"<outputEntry><text>{_escaped(c)}</text></outputEntry>" for c in rule[len(inputs) :]
        )
        cells += f'<rule id="r{number}">{entries}</rule>'
    data = "".join(f'<inputData id="i_{n}" name="{n}"><variable name="{n}"/></inputData>' for n in inputs)
    return f'{data}<decision id="d" name="d"><variable name="d"/>' + (
        f"<decisionTable {policy}>{cells}</decisionTable></decision>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _input(name: str, allowed: str, kind: str) -> str:
    listed = f"<inputValues><text>{_escaped(allowed)}</text></inputValues>" if allowed else ""
    declared = f' typeRef="{kind}"' if kind else ""
    expression = f"<inputExpression{declared}><text>{name}</text></inputExpression>"
    return f'<input label="{name}">{expression}{listed}</input>'


def _output(name: str, listed: str, default: str) -> str:
    values = f"<outputValues><text>{_escaped(listed)}</text></outputValues>" if listed else ""
    entry = f"<defaultOutputEntry><text>{_escaped(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output name="{name}">{values}{entry}</output>'


def outcome(body: str, **inputs: Any) -> Any:
    found = model(body)
    return decide(found, "d", read_inputs(found, inputs), now=NOW)


CELLS = [
    ("-", 1, True),
    ("", 1, True),
    ("1", 1, True),
    ("1, 2", 2, True),
    ("1, 2", 3, False),
    ("> 5", 6, True),
    ("> 5", 5, False),
    ("<= 5", 5, True),
    ("[1..5]", 5, True),
    ("(1..5)", 5, False),
    ("]1..5]", 1, False),
    ("[1..5[", 5, False),
    ("= 5", 5, True),
    ("!= 5", 4, True),
    ("not(5)", 4, True),
    ("not(5, > 9)", 10, False),
    ("not([1..3])", 4, True),
    ("not(null)", 1, True),
    ("null", None, True),
    ("null", 1, False),
    ("> 5", None, False),
    ('"a","b"', "b", True),
    ('not("a","b")', "b", False),
    ('"a"', "A", False),
    ("true", True, True),
    ("true", False, False),
    ("not(true)", False, True),
    ("? > 3", 4, True),
    ("? > 3 and ? < 5", 5, False),
    ('starts with(?, "签")', "签约", True),
    ("odd(?)", 3, True),
    ("not(odd(?))", 3, False),
    ("not(odd(?)) and ? > 1", 2, True),
    ("[1, 2]", 2, True),
    ("x", 7, True),
    ("x + 1", 7, False),
    ('string length("?") = 1', "foo", False),
    ("?", "foo", True),
    ('list contains(?, "a")', ["a", "b"], True),
    ("count(?) > 1", ["a", "b"], True),
    ('"a"', ["a"], False),
    (">= 1, < -1", -2, True),
    ('date("2020-01-01")', "2020-01-01", False),
    ('> date("2020-01-01")', "2020-01-01", False),
]


@pytest.mark.parametrize(("cell", "value", "expected"), CELLS)
def test_a_cell(cell: str, value: object, expected: bool) -> None:
    assert answer(table('hitPolicy="FIRST"', [(cell, "true"), ("-", "false")]), "d", x=value) is expected


OVERLAP = [("> 5", '"big"'), ("> 1", '"some"'), ("> 100", '"huge"')]


def test_unique_hits_once_and_names_both_rules_else() -> None:
    assert outcome(table("", OVERLAP), x=2).outputs == {"r": "some"}
    with pytest.raises(FeelError, match="“r1”、“r2”"):
        outcome(table("", OVERLAP), x=6)


def test_no_rule_leaves_the_outputs_null() -> None:
    found = outcome(table("", OVERLAP), x=0)
    assert (found.outputs, found.rules, found.value) == ({"r": None}, (), None)
    assert outcome(table("", [("1", "1", "2")], outputs=("a", "b")), x=0).outputs == {"a": None, "b": None}


def test_first_takes_the_first_rule() -> None:
    found = outcome(table('hitPolicy="FIRST"', OVERLAP), x=6)
    assert (found.outputs, found.rules) == ({"r": "big"}, ("r1",))


def test_any_wants_the_same_answer() -> None:
    same = [("> 5", '"yes"'), ("> 1", '"yes"')]
    found = outcome(table('hitPolicy="ANY"', same), x=6)
    assert (found.outputs, found.rules) == ({"r": "yes"}, ("r1", "r2"))
    with pytest.raises(FeelError, match="ANY"):
        outcome(table('hitPolicy="ANY"', OVERLAP), x=6)


LISTED = {"r": '"huge", "big", "some"'}


def test_priority_follows_the_list_of_values() -> None:
    found = outcome(table('hitPolicy="PRIORITY"', OVERLAP, listed=LISTED), x=500)
    assert (found.outputs, found.rules) == ({"r": "huge"}, ("r3",))
    assert outcome(table('hitPolicy="PRIORITY"', OVERLAP, listed=LISTED), x=6).outputs == {"r": "big"}


def test_priority_of_several_outputs_goes_by_the_first_column_first() -> None:
    rules = [("> 1", '"low"', '"a"'), ("> 2", '"high"', '"b"'), ("> 3", '"high"', '"a"')]
    listed = {"level": '"high","low"', "kind": '"a","b"'}
    body = table('hitPolicy="PRIORITY"', rules, outputs=("level", "kind"), listed=listed)
    assert outcome(body, x=9).outputs == {"level": "high", "kind": "a"}
    ordered = table('hitPolicy="OUTPUT ORDER"', rules, outputs=("level", "kind"), listed=listed)
    assert [o["kind"] for o in outcome(ordered, x=9).value] == ["a", "b", "a"]


def test_the_orders_give_lists() -> None:
    assert outcome(table('hitPolicy="RULE ORDER"', OVERLAP), x=500).value == ["big", "some", "huge"]
    found = outcome(table('hitPolicy="OUTPUT ORDER"', OVERLAP, listed=LISTED), x=500)
    assert (found.value, found.rules) == (["huge", "big", "some"], ("r3", "r1", "r2"))


AMOUNTS = [("> 1", "10"), ("> 5", "30"), ("> 3", "20")]


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("", [10, 30, 20]), ("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)]
)
def test_collect(aggregation: str, expected: object) -> None:
    policy = 'hitPolicy="COLLECT"' + (f' aggregation="{aggregation}"' if aggregation else "")
    assert to_json(outcome(table(policy, AMOUNTS), x=9).value) == expected


def test_collect_of_nothing() -> None:
    assert outcome(table('hitPolicy="COLLECT"', AMOUNTS), x=0).value is None
    assert outcome(table('hitPolicy="COLLECT" aggregation="SUM"', AMOUNTS), x=0).value is None
    assert outcome(table('hitPolicy="COLLECT" aggregation="COUNT"', AMOUNTS), x=0).value == 0


def test_collect_of_several_outputs() -> None:
    rules = [("> 1", "10", '"a"'), ("> 5", "30", '"b"')]
    found = outcome(table('hitPolicy="COLLECT"', rules, outputs=("n", "t")), x=9)
    assert to_json(found.value) == [{"n": 10, "t": "a"}, {"n": 30, "t": "b"}]


def test_default_outputs() -> None:
    body = table("", [("1", '"one"', "1")], outputs=("r", "n"), default={"r": '"other"', "n": "x * 2"})
    assert to_json(outcome(body, x=4).outputs) == {"r": "other", "n": 8}


def test_a_value_outside_the_input_list_counts_as_null() -> None:
    body = table("", [("123", '"hit"'), ("null", '"none"')], allowed={"x": "not(456)"})
    assert outcome(body, x=123).outputs == {"r": "hit"}
    found = outcome(body, x=456)
    assert found.outputs == {"r": "none"}
    assert "不在允许的值之内" in found.trace[0]["notes"][0]


def test_a_value_outside_the_output_list_becomes_null() -> None:
    body = table("", [("-", '"foo"')], listed={"r": '"success","failure"'})
    found = outcome(body, x=1)
    assert found.outputs == {"r": None}
    assert "输出列“r”" in found.trace[0]["notes"][0]


def test_outputs_are_expressions_over_the_inputs() -> None:
    rules = [("> 0", "-", "x - y", "x * y")]
    assert to_json(outcome(table("", rules, inputs=("x", "y"), outputs=("a", "b")), x=5, y=2).outputs) == {
        "a": 3,
        "b": 10,
    }


def test_the_trace_says_what_was_looked_at() -> None:
    found = outcome(table("", OVERLAP), x=2)
    assert found.trace == ({"decision": "d", "inputs": {"x": 2}, "rules": ["r2"]},)


def test_findings_name_the_rule_and_the_column() -> None:
    found = check_model(model(table("", [("1 +", '"a"'), ("-", "(")])))
    assert [(f.element, f.field) for f in found] == [("r1", "x"), ("r2", "r")]
    assert all(f.severity == "error" and f.file == "m.dmn" for f in found)


def test_a_large_table_is_quick() -> None:
    rules = [(f"[{n}..{n})" if n % 2 else str(n), f'"v{n}"') for n in range(1000)]
    body = model(table("", rules))
    for _ in range(2):
        assert decide(body, "d", {"x": 998}, now=NOW).outputs == {"r": "v998"}
