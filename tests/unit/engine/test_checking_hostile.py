"""Hostile and careless diagrams: a finding with the element's id, or an incident, but never a hang or a crash."""

from collections.abc import Callable

import pytest

from app import engine
from tests.support.drawing import (
    again,
    conditional,
    diagram,
    flow,
    multi,
    node,
    properties,
    service,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.test_checking import END, ONE, START, found, step

SCRIPT = "<spiffworkflow:preScript>import os</spiffworkflow:preScript>"
HOSTILE = (
    "().__class__.__bases__[0].__subclasses__()",
    'open("/etc/passwd")',
    '__import__("os").system("id")',
    "subject.__class__.__mro__",
    'os.system("id")',
    '"x".format(1)',
    "[x for x in (1,2)]",
    "lambda: 1",
    'function(x) external {java: {class: "java.lang.Runtime"}}',
    "(" * 500 + "1" + ")" * 500,
    "1+" * 20_000 + "1",
)


def chosen(condition: str) -> bytes:
    """Return a diagram with a condition."""
    nodes = [START, node("exclusiveGateway", "g", default="f_g_e"), user("a"), END]
    return diagram("p", nodes, [flow("s", "g"), flow("g", "a", condition), flow("g", "e"), flow("a", "e")])


PLACES: dict[str, Callable[[str], bytes]] = {
    "a condition": chosen,
    "a parameter": lambda text: step(service("a", "op", x=text)),
    "a property": lambda text: step(user("a", due=f"={text}")),
    "the form of a step": lambda text: step(user("a", form=f"={text}")),
    "a moment": lambda text: step(node("intermediateCatchEvent", "a", timer("timeDate", f"={text}"))),
    "a duration": lambda text: step(node("intermediateCatchEvent", "a", timer("timeDuration", text))),
    "a cycle": lambda text: step(node("intermediateCatchEvent", "a", timer("timeCycle", text))),
    "a conditional event": lambda text: step(node("intermediateCatchEvent", "a", conditional(text))),
    "a number of instances": lambda text: step(user("a", multi(count=text))),
    "a list of items": lambda text: step(user("a", multi(items=text))),
    "a completion condition": lambda text: step(user("a", multi(count="2", until=text))),
    "a loop condition": lambda text: step(user("a", again(text))),
    "a property of a call": lambda text: step(
        node("callActivity", "a", "", properties(x=f"={text}"), calledElement="p")
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_an_expression_that_reaches_for_python_is_refused_wherever_it_hides(place: str, text: str) -> None:
    rules = {rule for rule, _ in found(PLACES[place](text))}
    assert rules & {"expression", "timer"}


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ('<bpmn:conditionExpression language="python">x</bpmn:conditionExpression>', "language"),
        (f"<bpmn:extensionElements>{SCRIPT}</bpmn:extensionElements>", "forbidden"),
    ],
)
def test_a_flow_says_nothing_that_is_not_run(part: str, rule: str) -> None:
    source = chosen("x = 1").replace(b"</bpmn:sequenceFlow>", part.encode() + b"</bpmn:sequenceFlow>", 1)
    assert (rule, "f_s_g") in found(source)


def test_scripts_hide_neither_beside_the_process_nor_in_its_head() -> None:
    assert ("forbidden", "p") in found(diagram("p", [START, user("a"), END], ONE, extra=SCRIPT))
    inside = f"<bpmn:extensionElements>{SCRIPT}</bpmn:extensionElements></bpmn:message>"
    source = step(node("intermediateThrowEvent", "a", '<bpmn:messageEventDefinition messageRef="M"/>'))
    source = source.replace(b"<bpmn:process", f'<bpmn:message id="M" name="m">{inside}<bpmn:process'.encode())
    assert ("forbidden", "M") in found(source)
    for beside in ("choreography", "globalScriptTask", "dataStore", "correlationProperty"):
        part = f'<bpmn:{beside} id="beside"/><bpmn:process'.encode()
        assert ("forbidden", "beside") in found(step(user("a")).replace(b"<bpmn:process", part))
    retry = service("a", "op").replace(
        "<spiffworkflow:parameters>", "<spiffworkflow:retry/><spiffworkflow:parameters>"
    )
    assert ("forbidden", "a") in found(step(retry))


@pytest.mark.parametrize(
    "attributes",
    [
        {"isForCompensation": "true"},
        {"startQuantity": "2"},
        {"completionQuantity": "0"},
    ],
)
def test_attributes_that_mean_something_else_are_refused(attributes: dict[str, str]) -> None:
    assert ("unsupported", "a") in found(step(user("a", attributes=attributes)))


def test_gateways_that_mean_something_else_are_refused() -> None:
    for attributes in ({"instantiate": "true"}, {"eventGatewayType": "Parallel"}):
        assert ("unsupported", "a") in found(step(node("eventBasedGateway", "a", **attributes)))
    complex_loop = multi(count="2").replace("</bpmn:loop", "</bpmn:loop", 1)
    odd = complex_loop.replace("</bpmn:multi", "<bpmn:complexBehaviorDefinition/></bpmn:multi")
    assert ("forbidden", "a") in found(step(user("a", odd)))
    two = timer("timeDuration", "PT1H").replace(
        "</bpmn:timer", "<bpmn:timeDate>x</bpmn:timeDate></bpmn:timer"
    )
    assert ("timer", "a") in found(step(node("intermediateCatchEvent", "a", two)))


def test_a_condition_stands_only_where_somebody_asks_it() -> None:
    nodes = [START, user("a"), END]
    assert found(diagram("p", nodes, [flow("s", "a"), flow("a", "e", "x = 1")])) == {("condition", "f_a_e")}
    default = chosen("x = 1").replace(b'default="f_g_e"', b'default="f_g_a"')
    assert ("condition", "f_g_a") in found(default)


def test_a_default_is_one_of_the_gateways_own_flows() -> None:
    assert ("default", "g") in found(chosen("x = 1").replace(b'default="f_g_e"', b'default="f_s_g"'))
    only = [START, node("exclusiveGateway", "g"), END]
    assert found(diagram("p", only, [flow("s", "g"), flow("g", "e", "x = 1")])) == {("default", "g")}


@pytest.mark.parametrize("kind", ["userTask", "serviceTask", "receiveTask"])
def test_an_error_boundary_on_a_step_that_throws_none_is_refused(kind: str) -> None:
    event = node("boundaryEvent", "b", "<bpmn:errorEventDefinition/>", attachedToRef="a")
    assert ("event", "b") in found(step(node(kind, "a"), event, flows=[flow("b", "e")]))


def test_a_boundary_on_a_step_that_never_waits_is_a_warning() -> None:
    event = node("boundaryEvent", "b", timer("timeDuration", "PT1H"), attachedToRef="a")
    source = step(service("a", "op"), event, flows=[flow("b", "e")])
    assert [(f.severity, f.rule, f.element) for f in engine.check_program("p", {"p": source})] == [
        ("warning", "never", "b")
    ]


@pytest.mark.parametrize("times", ["0", "-1", "²", "9" * 5_000, "1.5", "many", "10000"])
def test_a_loop_has_a_sensible_maximum(times: str) -> None:
    assert found(step(user("a", again(maximum=times)))) == {("loop", "a")}


@pytest.mark.parametrize("name", ["x y", "x'y", "x&quot;]|//*[&quot;", "1", "x/y", "x" * 101, "{x}"])
def test_an_id_has_a_form_and_a_length(name: str) -> None:
    source = step(user("a")).replace(b'"a"', f'"{name}"'.encode()).replace(b">a<", f">{name}<".encode())
    assert "id" in {rule for rule, _ in found(source)}


def test_names_and_codes_have_a_length() -> None:
    assert ("length", "a") in found(step(user("a")).replace(b'name="a"', b'name="%s"' % (b"x" * 201)))
    assert ("length", "a") in found(step(user("a", status="x" * 61)))
    assert ("length", "lane_" + "r" * 41) in found(step(user("a"), lanes={"r" * 41: ["a"]}))
    for message in ("m" * 101, "a/b"):
        event = node("intermediateThrowEvent", "a", '<bpmn:messageEventDefinition messageRef="M_x"/>')
        assert ("message", "a") in found(
            step(event, messages=("x",)).replace(b'name="x"', f'name="{message}"'.encode())
        )


def nested(levels: int) -> bytes:
    """Return a user task so many subprocesses deep."""
    inner = [node("startEvent", "s0"), user("u"), node("endEvent", "e0")]
    box = subprocess("b1", inner, [flow("s0", "u"), flow("u", "e0")])
    for n in range(1, levels):
        around = [node("startEvent", f"s{n}"), box, node("endEvent", f"e{n}")]
        box = subprocess(f"b{n + 1}", around, [flow(f"s{n}", f"b{n}"), flow(f"b{n}", f"e{n}")])
    last = f"b{levels}"
    return diagram("p", [START, box, END], [flow("s", last), flow(last, "e")])


def test_subprocesses_may_be_twenty_deep() -> None:
    assert found(nested(20)) == set()
    assert found(nested(21)) == {("depth", "b1")}
    assert {rule for rule, _ in found(nested(200))} == {"xml"}
