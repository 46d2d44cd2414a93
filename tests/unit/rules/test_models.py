"""Decision models: graphs, business knowledge, services, boxed expressions, types, names."""

from typing import Any

import pytest

from app.rules import FeelError, check_model, decide, read_inputs, to_json
from tests.unit.rules.feel import NOW, answer, model

NAME = '<inputData id="i1" name="Full Name"><variable name="Full Name" typeRef="string"/></inputData>'
INPUT = '<informationRequirement id="q1"><requiredInput href="#i1"/></informationRequirement>'
AGE = """<inputData id="a1" name="Bob's Age-in years">
    <variable name="Bob's Age-in years" typeRef="feel:number"/></inputData>"""


def decision(name: str, logic: str, needs: str = "", kind: str = "") -> str:
    declared = f' typeRef="{kind}"' if kind else ""
    return (
        f'<decision id="_{name}" name="{name}"><variable name="{name}"{declared}/>{needs}{logic}</decision>'
    )


def text(expression: str, kind: str = "") -> str:
    declared = f' typeRef="{kind}"' if kind else ""
    return f"<literalExpression{declared}><text>{expression.replace('<', '&lt;')}</text></literalExpression>"


def needs_decision(name: str) -> str:
    return f'<informationRequirement><requiredDecision href="#_{name}"/></informationRequirement>'


def needs_knowledge(name: str) -> str:
    return f'<knowledgeRequirement><requiredKnowledge href="#{name}"/></knowledgeRequirement>'


def knowledge(name: str, parameters: str, logic: str, kind: str = "", needs: str = "") -> str:
    declared = f' typeRef="{kind}"' if kind else ""
    formal = "".join(
        f'<formalParameter name="{p.partition(":")[0]}"'
        + (f' typeRef="{p.partition(":")[2]}"' if ":" in p else "")
        + "/>"
        for p in parameters.split(",")
        if p
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{declared}/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def test_names_with_spaces_and_signs() -> None:
    body = NAME + decision("Greeting Message", text('"Hello " + Full Name'), INPUT)
    assert answer(body, "Greeting Message", **{"Full Name": "John Doe"}) == "Hello John Doe"
    body = AGE + decision("x", text("Bob's Age-in years * 2"))
    assert answer(body, "x", **{"Bob's Age-in years": 4}) == 8


def test_a_decision_is_found_by_id_or_name() -> None:
    body = decision("A b", text("1"))
    assert answer(body, "A b") == answer(body, "_A b") == 1
    with pytest.raises(FeelError, match="没有“C”"):
        answer(body, "C")


def test_required_decisions_are_evaluated_once_and_first() -> None:
    body = decision("A", text("1")) + decision("B", text("A + 1"), needs_decision("A"))
    body += decision("C", text("A + B"), needs_decision("A") + needs_decision("B"))
    assert answer(body, "C") == 3


def test_what_is_not_required_is_not_seen() -> None:
    assert answer(decision("A", text("1")) + decision("B", text("A")), "B") is None


def test_a_decision_that_needs_itself_is_refused() -> None:
    body = decision("A", text("B"), needs_decision("B")) + decision("B", text("A"), needs_decision("A"))
    with pytest.raises(FeelError, match="依赖自己"):
        answer(body, "A")


def test_names_that_another_decision_declares() -> None:
    body = decision("A", text("{first name: 1}")) + decision(
        "B", text("A.first name + 1"), needs_decision("A")
    )
    assert answer(body, "B") == 2


def test_business_knowledge_by_call_and_by_invocation() -> None:
    add = knowledge("add all", "a,b b", text("a + b b"))
    assert answer(add + decision("R", text("add all(1, 2)"), needs_knowledge("add all")), "R") == 3
    assert answer(add + decision("R", text("add all(b b: 1, a: 2)"), needs_knowledge("add all")), "R") == 3
    invocation = f"""<invocation>{text("add all")}<binding><parameter name="a"/>{text("5")}</binding>
        <binding><parameter name="b b"/>{text("6")}</binding></invocation>"""
    assert answer(add + decision("R", invocation, needs_knowledge("add all")), "R") == 11


def test_business_knowledge_that_needs_other_and_itself() -> None:
    body = knowledge("double", "n", text("n * 2")) + knowledge(
        "quad", "n", text("double(double(n))"), needs=needs_knowledge("double")
    )
    body += knowledge(
        "fact", "n", text("if n < 2 then 1 else n * fact(n - 1)"), needs=needs_knowledge("fact")
    )
    assert answer(body + decision("R", text("quad(2)"), needs_knowledge("quad")), "R") == 8
    assert answer(body + decision("R", text("fact(5)"), needs_knowledge("fact")), "R") == 120


def test_business_knowledge_may_be_asked_by_itself() -> None:
    assert (
        answer(
            knowledge("add all", "a:number,b b", text("a + b b"), "number"), "add all", **{"a": 1, "b b": 2}
        )
        == 3
    )


def test_a_table_in_business_knowledge() -> None:
    table = """<decisionTable><input><inputExpression><text>level</text></inputExpression></input><output name="r"/>
        <rule><inputEntry><text>"a"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
        <rule><inputEntry><text>not("a")</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable>"""
    body = knowledge("rate", "level:string", table) + decision(
        "R", text('rate("b")'), needs_knowledge("rate")
    )
    assert answer(body, "R") == 2


def test_functions_of_java_have_no_place_here() -> None:
    java = knowledge("j", "", "<context/>").replace("<encapsulatedLogic>", '<encapsulatedLogic kind="Java">')
    with pytest.raises(FeelError, match="外部"):
        answer(java + decision("R", text("j()"), needs_knowledge("j")), "R")


CONTEXT = f"""<context><contextEntry><variable name="unit price"/>{text("5")}</contextEntry>
    <contextEntry><variable name="amount" typeRef="number"/>{text("unit price * 2")}</contextEntry>%s</context>"""


def test_boxed_contexts() -> None:
    assert answer(decision("R", CONTEXT % ""), "R") == {"unit price": 5, "amount": 10}
    result = f"<contextEntry>{text('amount + 1')}</contextEntry>"
    assert answer(decision("R", CONTEXT % result), "R") == 11
    assert (
        answer(decision("R", CONTEXT % "") + decision("S", text("R.unit price"), needs_decision("R")), "S")
        == 5
    )


def test_a_declared_type_of_a_function_is_that_of_its_result() -> None:
    function = f'<functionDefinition><formalParameter name="a"/><formalParameter name="b"/>{text("a > b")}</functionDefinition>'
    body = f'<context><contextEntry><variable name="order by" typeRef="boolean"/>{function}</contextEntry>'
    body += f'<contextEntry><variable name="all" typeRef="number" isCollection="true"/>{text("[1, 3, 2]")}</contextEntry>'
    assert answer(
        decision("R", f"{body}<contextEntry>{text('sort(all, order by)')}</contextEntry></context>"), "R"
    ) == [3, 2, 1]


FLIGHTS = """<itemDefinition name="tTrip"><itemComponent name="Trip Number"><typeRef>string</typeRef></itemComponent>
    <itemComponent name="Status"><typeRef>string</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tTrips" isCollection="true"><typeRef>m:tTrip</typeRef></itemDefinition>
    <inputData id="t" name="Trip List"><variable name="Trip List" typeRef="m:tTrips"/></inputData>"""


def test_lists_of_contexts_are_filtered_by_names_with_spaces() -> None:
    trips = [{"Trip Number": f"T{n}", "Status": s} for n, s in enumerate(("on", "off", "on"))]
    body = FLIGHTS + decision("A", text('Trip List[Status = "on"].Trip Number'))
    assert answer(body, "A", **{"Trip List": trips}) == ["T0", "T2"]
    body = FLIGHTS + decision("A", text('Trip List[list contains(["T1"], Trip Number)][1].Status'))
    assert answer(body, "A", **{"Trip List": trips}) == "off"
    walk = knowledge(
        "walk all",
        "Left:tTrips,Done:tTrips",
        text(
            "if count(Left) > 0 then walk all(remove(Left, 1), append(Done, Left[1])) else Done.Trip Number"
        ),
        needs=needs_knowledge("walk all"),
    )
    body = FLIGHTS + walk + decision("A", text("walk all(Trip List, [])"), needs_knowledge("walk all"))
    assert answer(body, "A", **{"Trip List": trips}) == ["T0", "T1", "T2"]


def test_boxed_lists_relations_and_functions() -> None:
    assert answer(decision("R", f"<list>{text('1')}{text('1 + 1')}</list>"), "R") == [1, 2]
    row = f"<row>{text('1')}{text('2')}</row>"
    relation = f'<relation><column name="a"/><column name="b"/>{row}{row}</relation>'
    assert answer(decision("R", relation), "R") == [{"a": 1, "b": 2}, {"a": 1, "b": 2}]
    function = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{text("n + 1")}</functionDefinition>'
    boxed = f'<context><contextEntry><variable name="f"/>{function}</contextEntry>'
    boxed += f"<contextEntry>{text('f(%s)')}</contextEntry></context>"
    assert answer(decision("R", boxed % "1"), "R") == 2
    assert answer(decision("R", boxed % '"x"'), "R") is None


def test_boxed_conditionals_filters_and_iterators() -> None:
    conditional = (
        f"<conditional><if>{text('1 > 0')}</if><then>{text('2')}</then><else>{text('3')}</else></conditional>"
    )
    assert answer(decision("R", conditional), "R") == 2
    chosen = f"<filter><in>{text('[1, 2, 3]')}</in><match>{text('item > 1')}</match></filter>"
    assert answer(decision("R", chosen), "R") == [2, 3]
    loop = f'<for iteratorVariable="n"><in>{text("[1, 2]")}</in><return>{text("n * 2")}</return></for>'
    assert answer(decision("R", loop), "R") == [2, 4]
    for word, expected in (("some", True), ("every", False)):
        logic = f'<{word} iteratorVariable="n"><in>{text("[1, 2]")}</in><satisfies>{text("n > 1")}</satisfies></{word}>'
        assert answer(decision("R", logic), "R") is expected


SERVICE = f"""<inputData id="i" name="i"><variable name="i" typeRef="number"/></inputData>
    {decision("inner", text("i + 1"), '<informationRequirement><requiredInput href="#i"/></informationRequirement>')}
    {decision("outer", text("inner * 10"), needs_decision("inner"))}
    <decisionService id="s" name="serve"><variable name="serve" typeRef="number"/><outputDecision href="#_outer"/>
    <encapsulatedDecision href="#_inner"/><inputData href="#i"/></decisionService>
    <decisionService id="s2" name="both"><outputDecision href="#_outer"/>
    <outputDecision href="#_inner"/><inputData href="#i"/></decisionService>
    <decisionService id="s3" name="over"><outputDecision href="#_outer"/>
    <inputDecision href="#_inner"/></decisionService>"""


def test_decision_services() -> None:
    calls = {
        "serve(4)": 50,
        "serve(i: 4)": 50,
        "both(4)": {"outer": 50, "inner": 5},
        "over(7)": 70,
        'serve("x")': None,
    }
    for call, expected in calls.items():
        needs = "".join(needs_knowledge(s) for s in ("s", "s2", "s3"))
        assert answer(SERVICE + decision("R", text(call), needs), "R") == expected
    assert answer(SERVICE, "serve", i=4) == 50
    assert answer(SERVICE, "both", i=4) == {"outer": 50, "inner": 5}


TYPES = """<itemDefinition name="tList" isCollection="true"><typeRef>number</typeRef></itemDefinition>
    <itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
    <itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
    <itemDefinition name="tWord"><typeRef>string</typeRef><allowedValues><text>"foo",
    "bar"</text></allowedValues></itemDefinition>
    <itemDefinition name="tAlias"><typeRef>tWord</typeRef></itemDefinition>
    <itemDefinition name="tShort"><typeRef>number</typeRef>
    <typeConstraint><text>[1..9]</text></typeConstraint></itemDefinition>
    <itemDefinition name="tWords" isCollection="true"><typeRef>string</typeRef>
    <allowedValues><text>"foo"</text></allowedValues></itemDefinition>
    <itemDefinition name="tGivesList"><functionItem outputTypeRef="tList"/></itemDefinition><itemDefinition name="tOpen"/>"""
COERCED = [
    ("number", "10", 10),
    ("number", '"foo"', None),
    ("string", "10", None),
    ("string", '["foo"]', "foo"),
    ("string", "[10]", None),
    ("ns1:number", "10", 10),
    ("feel:string", '"a"', "a"),
    ("Any", "[1]", [1]),
    ("tOpen", "[1]", [1]),
    ("unknown", "1", 1),
    ("tList", "10", [10]),
    ("tList", '"foo"', None),
    ("tList", "[1, 2]", [1, 2]),
    ("tList", '[1, "a"]', None),
    ("tList", "null", None),
    ("tPerson", '{full name: "a", born: date("2020-01-01")}', {"full name": "a", "born": "2020-01-01"}),
    ("tPerson", '{full name: "a"}', None),
    ("tPerson", '{full name: 1, born: date("2020-01-01")}', None),
    ("tWord", '"foo"', "foo"),
    ("tWord", '"baz"', None),
    ("tAlias", '"baz"', None),
    ("tAlias", '"bar"', "bar"),
    ("tShort", "5", 5),
    ("tShort", "10", None),
    ("tWords", '["foo", "foo"]', ["foo", "foo"]),
    ("tWords", '["foo", "x"]', None),
    ("date and time", '@"2020-01-01T00:00:00"', "2020-01-01T00:00:00"),
    ("dateTime", '@"2020-01-01"', "2020-01-01T00:00:00Z"),
    ("dayTimeDuration", '@"P1D"', "P1D"),
    ("yearMonthDuration", '@"P1D"', None),
    ("null", "1", 1),
]


@pytest.mark.parametrize(("kind", "expression", "expected"), COERCED)
def test_results_fit_their_type(kind: str, expression: str, expected: Any) -> None:
    assert answer(TYPES + decision("R", text(expression), kind=kind), "R") == expected
    assert answer(TYPES + decision("R", text(expression, kind)), "R") == expected
    body = (
        TYPES + knowledge("k", "", text(expression), kind) + decision("R", text("k()"), needs_knowledge("k"))
    )
    assert answer(body, "R") == expected
    body = TYPES + knowledge("k", f"p:{kind}", text("p")) if ":" not in kind else ""
    if body:
        assert answer(body + decision("R", text(f"k({expression})"), needs_knowledge("k")), "R") == expected


READ = [
    ("date", "2020-01-02", "x.year", 2020),
    ("time", "10:20:30Z", "x.hour", 10),
    ("date and time", "2020-01-02T03:04:05+08:00", "x.hour", 3),
    ("dateTime", "2020-01-02T03:04:05", "x.day", 2),
    ("feel:date", "2020-01-02", "x.month", 1),
    ("days and time duration", "P1DT2H", "x.hours", 2),
    ("yearMonthDuration", "P1Y2M", "x.months", 2),
    ("number", "12345678901234567890.5", "x + 0.5", 12345678901234567891),
    ("number", 5, "x", 5),
    ("number", "abc", "x", None),
    ("date", "yesterday", "x", None),
    ("string", "2020-01-02", "x", "2020-01-02"),
    ("boolean", True, "x", True),
    ("boolean", "true", "x", None),
    ("", "2020-01-02", "x", "2020-01-02"),
    ("tList", [1, 2], "sum(x)", 3),
    ("tList", 5, "x", [5]),
    ("tPerson", {"full name": "a", "born": "2020-01-02"}, "x.born.year", 2020),
    ("tPerson", {"born": "2020-01-02", "extra": 1}, "x.born.day + x.extra", 3),
    ("tPeople", [{"full name": "a", "born": "2020-01-02"}], "x[1].born.day", 2),
    ("tPeople", [{"full name": "a"}, {"full name": "b"}], "x.full name", ["a", "b"]),
    ("tWord", "foo", "x", "foo"),
    ("tWord", "baz", "x", None),
    ("tAlias", "baz", "x", None),
]


@pytest.mark.parametrize(("kind", "value", "expression", "expected"), READ)
def test_inputs_are_read_by_their_type(kind: str, value: Any, expression: str, expected: Any) -> None:
    declared = f' typeRef="{kind}"' if kind else ""
    body = (
        TYPES
        + f'<inputData id="x" name="x"><variable name="x"{declared}/></inputData>'
        + decision("R", text(expression))
    )
    found = answer(body, "R", x=value)
    assert str(found) == str(expected)


def test_a_function_type_says_what_the_function_gives() -> None:
    for expression, expected in (("1", [1]), ('"a"', None)):
        body = TYPES + knowledge("k", "", text(expression), "tGivesList")
        assert answer(body + decision("R", text("k()"), needs_knowledge("k")), "R") == expected


def test_types_of_the_model_in_instance_of() -> None:
    body = TYPES + decision("R", text('{full name: "a", born: @"2020-01-01"} instance of tPerson'))
    assert answer(body, "R") is True
    assert answer(TYPES + decision("R", text("[1, 2] instance of tList")), "R") is True
    assert answer(TYPES + decision("R", text('{full name: "a"} instance of tPerson')), "R") is False


def test_an_expression_that_cannot_be_read_has_no_value_and_the_trace_says_why() -> None:
    found = model(decision("A", text("1 +")) + decision("B", text("2")))
    outcome = decide(found, "A", {}, now=NOW)
    assert outcome.outputs == {"A": None}
    assert "没有写完" in outcome.trace[0]["notes"][0]
    assert to_json(decide(found, "B", {}, now=NOW).outputs) == {"B": 2}


def test_findings_of_a_model() -> None:
    body = (
        decision("A", text("1 +")) + decision("B", text("A"), needs_decision("nowhere")) + decision("C", "")
    )
    messages = [f.message for f in check_model(model(body))]
    assert len(messages) == 3
    assert all(part in " ".join(messages) for part in ("没有写完", "nowhere", "没有内容"))
    double = decision("A", text("1")) + decision("A", text("2")).replace('id="_A"', 'id="_A2"')
    assert "同名" in check_model(model(double))[0].message
    assert check_model(model(SERVICE)) == []


def test_a_model_may_be_asked_without_a_name() -> None:
    assert decide(model(decision("A", text("1"))), None, {}, now=NOW).outputs == {"A": 1}
    assert read_inputs(model(NAME), {"Full Name": "x", "other": 1.5})["Full Name"] == "x"
