"""Expressions of definitions: what can only ever be null is refused; what was looked at is told."""

import pytest

from app import rules
from app.content.dmn import read_dmn
from app.rules.closed import parse_unary_closed

WELL = (
    "count(list[x > 1]) = 1",
    "(function(x) x + 1)(1)",
    "{f: function(x) x, y: f(2)}.y",
    "{f: function(x) x}.f(2)",
    "for f in fs return f(1)",
    "some q in list satisfies q.x = 1",
    'date and time("2027-01-01T00:00:00+08:00") < now()',
    'substring(string: "abc", start position: 2)',
    '"__class__" = word',
    '{"__class__": 1}',
    "not(姓名 = null)",
)


@pytest.mark.parametrize("text", WELL)
def test_what_calls_built_ins_and_its_own_functions_is_welcome(text: str) -> None:
    assert rules.parse_closed(text).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cuont(list)", "cuont"),
        ('open("/etc/passwd")', "open"),
        ("word.upper()", "upper"),
        ("a.b(1)", "b"),
        ("subject.__class__", "__class__"),
        ("list[item.__dict__ = 1]", "__dict__"),
        ("__builtins__", "__builtins__"),
        ('function(x) external {java: {class: "x"}}', "外部"),
        ("if a then b else c()", "c"),
    ],
)
def test_what_calls_nothing_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(rules.FeelError) as refused:
        rules.parse_closed(text)
    assert said in refused.value.message


@pytest.mark.parametrize("text", ["foo(?)", '[open("x")..2]', "__x", "not(foo(1))"])
def test_cells_are_held_to_the_same(text: str) -> None:
    with pytest.raises(rules.FeelError):
        parse_unary_closed(text)


def test_a_decision_may_call_what_its_model_defines_and_nothing_else() -> None:
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="d" namespace="n">'
    knows = (
        '<businessKnowledgeModel id="k" name="twice"><variable name="twice"/><encapsulatedLogic>'
        '<formalParameter name="n"/><literalExpression><text>n * 2</text></literalExpression>'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )
    for call, problems in (("twice(2)", 0), ("thrice(2)", 1), ("n.__class__", 1)):
        logic = f"<literalExpression><text>{call}</text></literalExpression>"
        need = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
        decision = f'<decision id="x" name="x"><variable name="x"/>{need}{logic}</decision>'
        model = read_dmn(f"{head}{knows}{decision}</definitions>".encode(), "x.dmn")
        assert len(rules.check_model(model)) == problems


def test_what_was_looked_at_are_the_longest_paths() -> None:
    case = {"a": {"b": {"c": 1}, "l": [{"x": 1}], "secret": 2}, "d": "2027-01-01", "n": None}
    for text, seen in (
        ("a.b.c > 1 and date(d) < today()", {"a.b.c": 1, "d": "2027-01-01"}),
        ("some q in a.l satisfies q.x = 1", {"a.l": [{"x": 1}]}),
        ("n.deep.er = null", {"n.deep.er": None}),
        ("a.b.c.further", {"a.b.c": 1}),
        ("unknown = 1", {}),
        ("1 = 1", {}),
    ):
        assert rules.looked_at([text], case) == seen
