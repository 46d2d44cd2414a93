"""What is refused before it runs: with the element's id, and a sentence that says what to do."""

import itertools

import pytest

from app import engine
from app.errors import BadContent
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

START, END = node("startEvent", "s"), node("endEvent", "e")
ONE = [flow("s", "a"), flow("a", "e")]


def found(source: bytes, **called: bytes) -> set[tuple[str, str]]:
    """Return (rule, element) of every error."""
    findings = engine.check_program("p", {"p": source, **called})
    assert all(f.message and f.message[-1] in "。." for f in findings)
    return {(f.rule, f.element) for f in findings if f.severity == "error"}


def step(a: str, *more: str, flows: list[str] | None = None, key: str = "p", **names) -> bytes:
    """Return a diagram of one element `a`, and whatever stands beside it."""
    return diagram(key, [START, a, END, *more], [*ONE, *(flows or [])], **names)


def test_a_plain_diagram_has_no_findings() -> None:
    assert engine.check_program("p", {"p": step(user("a"))}) == []


@pytest.mark.parametrize(
    "kind",
    ["scriptTask", "task", "manualTask", "complexGateway", "transaction", "adHocSubProcess"],
)
def test_an_element_that_is_not_run_is_refused(kind: str) -> None:
    assert ("unsupported", "a") in found(step(node(kind, "a")))


@pytest.mark.parametrize(
    "body",
    [
        "<bpmn:script>x = 1</bpmn:script>",
        '<bpmn:ioSpecification id="io"/>',
        '<bpmn:dataInputAssociation id="d"/>',
        '<bpmn:property id="pr"/>',
    ],
)
def test_what_the_engine_would_ignore_in_an_element_is_refused(body: str) -> None:
    assert ("forbidden", "a") in found(step(user("a", body)))


@pytest.mark.parametrize("name", ["preScript", "postScript", "variableName", "messagePayload"])
def test_scripts_in_extensions_are_refused(name: str) -> None:
    extra = properties(form="f") + f"<spiffworkflow:{name}>x</spiffworkflow:{name}>"
    assert ("forbidden", "a") in found(step(node("userTask", "a", extra=extra)))


def test_data_objects_and_stores_are_refused() -> None:
    for kind in ("dataObject", "dataObjectReference", "dataStoreReference"):
        assert ("forbidden", "d") in found(step(user("a"), f'<bpmn:{kind} id="d"/>'))


def test_notes_are_welcome() -> None:
    note = '<bpmn:textAnnotation id="t"><bpmn:text>x</bpmn:text></bpmn:textAnnotation><bpmn:association id="as"/>'
    assert found(step(user("a"), note)) == set()


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway"])
def test_a_choice_needs_a_default_and_conditions(kind: str) -> None:
    nodes = [START, node(kind, "g"), user("a"), user("b"), END]
    flows = [flow("s", "g"), flow("g", "a", "x"), flow("g", "b"), flow("a", "e"), flow("b", "e")]
    assert found(diagram("p", nodes, flows)) == {("default", "g"), ("condition", "f_g_b")}


def test_two_equal_conditions_are_a_warning() -> None:
    nodes = [START, node("exclusiveGateway", "g", default="f_g_a"), user("a"), user("b"), user("c"), END]
    flows = [
        flow("s", "g"),
        flow("g", "a"),
        flow("g", "b", "x"),
        flow("g", "c", "x"),
        *[flow(i, "e") for i in "abc"],
    ]
    findings = engine.check_program("p", {"p": diagram("p", nodes, flows)})
    assert [(f.severity, f.rule, f.element) for f in findings] == [("warning", "overlap", "f_g_c")]


def test_every_piece_of_feel_must_parse() -> None:
    nodes = [START, node("exclusiveGateway", "g", default="f_g_a"), user("a", due="=1 +", role="1 +"), END]
    nodes += [service("w", "work", n="(("), user("m", multi(items="[", until="]")), user("l", again("1 ="))]
    nodes += [
        node("intermediateCatchEvent", "t", timer("timeDate", "=now(")),
        node("intermediateCatchEvent", "c", conditional("x >")),
    ]
    chain = ["a", "w", "m", "l", "t", "c", "e"]
    flows = [
        flow("s", "g"),
        flow("g", "a"),
        flow("g", "w", "x ="),
        *[flow(x, y) for x, y in itertools.pairwise(chain)],
    ]
    assert found(diagram("p", nodes, flows)) == {
        ("expression", "a"),
        ("expression", "f_g_w"),
        ("expression", "w"),
        ("expression", "m"),
        ("expression", "l"),
        ("timer", "t"),
        ("expression", "c"),
    }


def test_a_human_step_needs_a_lane_and_a_form() -> None:
    source = diagram("p", [START, node("userTask", "a"), END], ONE, lanes={"r": ["s", "e"]})
    assert found(source) == {("lane", "a"), ("form", "a")}


def test_other_steps_need_what_they_do() -> None:
    chain = [
        ("serviceTask", "operator"),
        ("businessRuleTask", "decision"),
        ("callActivity", "call"),
        ("sendTask", "message"),
        ("receiveTask", "message"),
    ]
    for kind, rule in chain:
        assert (rule, "a") in found(step(node(kind, "a")))


def test_starts_ends_and_dead_ends() -> None:
    assert found(diagram("p", [user("a"), END], [flow("a", "e")])) >= {("start", "p"), ("unreachable", "a")}
    assert found(diagram("p", [START, user("a")], [flow("s", "a")])) == {("end", "p"), ("dead-end", "a")}
    assert found(
        diagram("p", [START, node("startEvent", "s2"), user("a"), END], [*ONE, flow("s2", "a")])
    ) == {("start", "p")}
    assert found(step(user("a"), user("lost"), flows=[flow("lost", "e")])) == {("unreachable", "lost")}
    assert ("end", "e") in found(step(user("a"), flows=[flow("e", "a")]))
    assert ("flow", "s") in found(
        step(user("a"), node("exclusiveGateway", "g", default="f_g_s"), flows=[flow("g", "s")])
    )


def test_a_split_needs_a_gateway() -> None:
    nodes = [START, user("a"), user("b"), END]
    flows = [*ONE, flow("a", "b"), flow("b", "e")]
    assert found(diagram("p", nodes, flows)) == {("implicit-split", "a")}


def test_flows_lead_to_elements_of_the_same_scope() -> None:
    assert ("flow", "f_a_gone") in found(diagram("p", [START, user("a"), END], [*ONE, flow("a", "gone")]))
    inner = subprocess(
        "a", [node("startEvent", "is"), user("i"), node("endEvent", "ie")], [flow("is", "i"), flow("i", "ie")]
    )
    assert ("flow", "f_i_e") in found(step(inner, flows=[flow("i", "e")]))


def test_loops() -> None:
    assert ("loop", "a") in found(step(user("a", multi())))
    assert ("loop", "a") in found(step(user("a", multi(count="2", items="x"))))
    assert ("loop", "a") in found(step(user("a", again())))
    assert ("loop", "a") in found(step(user("a", again(maximum="0"))))
    assert ("loop", "a") in found(
        step(node("receiveTask", "a", multi(count="2"), messageRef="M_m"), messages=("m",))
    )
    output = multi(count="2").replace("</bpmn:multi", '<bpmn:outputDataItem id="o"/></bpmn:multi')
    assert ("forbidden", "a") in found(step(user("a", output)))


def test_five_hundred_nodes_are_the_most() -> None:
    ids = [f"u{n}" for n in range(499)]
    chain = ["s", *ids, "e"]
    source = diagram(
        "p", [START, *[user(i) for i in ids], END], [flow(x, y) for x, y in itertools.pairwise(chain)]
    )
    assert found(source) == {("size", "p")}


def test_the_id_of_the_process_is_its_key() -> None:
    assert found(diagram("other", [START, user("a"), END], ONE)) == {("key", "other")}


def test_what_cannot_be_read_gives_its_error_and_does_not_compile() -> None:
    for body in (b"", b"<x/>", b"<!DOCTYPE x><x/>", step(user("a")).replace(b'id="e"', b'id="a"')):
        assert engine.check_program("p", {"p": body})
        with pytest.raises(BadContent):
            engine.compile_program("p", {"p": body})


def test_a_finding_names_its_file() -> None:
    (finding,) = engine.check_program("p", {"p": step(node("userTask", "a"))})
    assert (finding.rule, finding.field) == ("form", "form")
    assert finding.file.endswith("p.bpmn")


def test_what_has_not_passed_the_checks_does_not_compile() -> None:
    for bad in (step(node("scriptTask", "a")), step(user("a"), flows=[flow("a", "gone")])):
        with pytest.raises(BadContent):
            engine.compile_program("p", {"p": bad})
    with pytest.raises(BadContent):
        engine.compile_program("q", {"p": step(user("a"))})


def test_an_operator_parameter_may_have_the_name_of_a_step() -> None:
    """The library takes the parameter for the step."""
    chain = [service("w", "work", z="1"), user("z")]
    source = diagram("p", [START, *chain, END], [flow("s", "w"), flow("w", "z"), flow("z", "e")])
    assert engine.compile_program("p", {"p": source}).key == "p"
