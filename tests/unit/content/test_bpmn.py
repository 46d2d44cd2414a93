"""A BPMN file as frozen values: what is drawn is read as drawn, and what cannot be one process is refused."""

import dataclasses

import pytest

from app.content.bpmn import read_bpmn
from app.errors import BadContent
from tests.support.drawing import (
    again,
    conditional,
    diagram,
    error,
    flow,
    message,
    multi,
    node,
    properties,
    service,
    subprocess,
    timer,
    user,
)

START, END = node("startEvent", "s"), node("endEvent", "e")


def read(*nodes: str, flows: list[str] | None = None, **names):
    """Return the process of a diagram."""
    return read_bpmn(diagram("p", [START, *nodes, END], flows or [], **names), "p.bpmn")


def test_a_process_has_its_properties_lanes_and_roles() -> None:
    process = read(
        user("a"), lanes={"clerk": ["s", "a"], "boss": ["e"]}, extra=properties(title="=1", when="may")
    )
    assert (process.key, process.name, process.file) == ("p", "p", "p.bpmn")
    assert process.properties == {"title": "=1", "when": "may"}
    assert process.roles() == ["clerk", "boss"]
    assert (process.elements["a"].role, process.elements["e"].role) == ("clerk", "boss")


def test_a_lane_without_a_role_stands_for_its_id() -> None:
    source = diagram("p", [START, user("a"), END], []).replace(
        b'<spiffworkflow:property name="role" value="r"/>', b""
    )
    assert read_bpmn(source, "p").elements["a"].role == "lane_r"


def test_a_step_in_a_subprocess_has_its_own_lane_or_that_of_the_subprocess() -> None:
    inner = subprocess("sp", [node("startEvent", "is"), user("a"), user("b")], [])
    process = read(inner, lanes={"outer": ["s", "sp"], "own": [" b "]})
    assert [process.elements[i].role for i in ("sp", "a", "b")] == ["outer", "outer", "own"]
    assert [process.elements[i].parent for i in ("sp", "a", "b")] == [None, "sp", "sp"]


def test_a_boundary_event_has_the_lane_of_its_step_unless_it_has_its_own() -> None:
    event = node("boundaryEvent", "b", message("m"), attachedToRef="a", cancelActivity="false")
    element = read(user("a"), event, lanes={"clerk": ["s", "a"]}, messages=("m",)).elements["b"]
    assert (element.role, element.attached_to, element.interrupting) == ("clerk", "a", False)
    assert (element.event, element.message, element.events) == ("message", "m", 1)


def test_flows_and_conditions_are_read_as_drawn() -> None:
    flows = [flow("s", "a"), flow("a", "e", '= 本人.年龄 >= 18 and "a" < "b"')]
    process = read(user("a"), flows=flows)
    assert process.flows["f_a_e"].condition == '本人.年龄 >= 18 and "a" < "b"'
    assert (process.elements["a"].incoming, process.elements["a"].outgoing) == (("f_s_a",), ("f_a_e",))


def test_a_comment_does_not_cut_an_expression_off() -> None:
    source = diagram("p", [START, user("a"), END], [flow("s", "a", "x > 1 and y")])
    process = read_bpmn(source.replace(b" and y", b"<!-- note --> and y"), "p")
    assert process.flows["f_s_a"].condition == "x > 1 and y"


def test_operators_decisions_and_calls() -> None:
    decision = "<spiffworkflow:calledDecisionId> route </spiffworkflow:calledDecisionId>"
    call = node("callActivity", "c", calledElement="q")
    process = read(
        service("w", "work", "out", n="1 + 1"), node("businessRuleTask", "d", extra=decision), call
    )
    work = process.elements["w"]
    assert (work.operator, work.result, work.parameters) == ("work", "out", {"n": "1 + 1"})
    assert process.elements["d"].decision == "route"
    assert process.elements["c"].called == "q"


def test_events_tell_what_they_wait_for() -> None:
    catch = [node("intermediateCatchEvent", "t", timer("timeDuration", "P1D"))]
    catch += [node("intermediateCatchEvent", "c", conditional("= x"))]
    catch += [node("endEvent", "x", error("gone wrong")), node("receiveTask", "r", messageRef="M_m")]
    process = read(*catch, errors=("gone wrong",), messages=("m",))
    assert (process.elements["t"].timer, process.elements["t"].timer_kind) == ("P1D", "timeDuration")
    assert process.elements["c"].condition == "x"
    assert process.elements["x"].error == "gone wrong"
    assert process.elements["r"].message == "m"


def test_loops_are_read() -> None:
    process = read(
        user("m", multi(items="= list", item="it", until="x", sequential=True)),
        user("n", multi(count="3")),
        user("l", again("y", "4", before=True)),
    )
    m, n, loop = (process.elements[i] for i in "mnl")
    assert (m.loop, m.loop_items, m.loop_item, m.loop_condition) == ("sequential", "list", "it", "x")
    assert (n.loop, n.loop_count) == ("parallel", "3")
    assert (loop.loop, loop.loop_condition, loop.loop_maximum, loop.loop_before) == (
        "standard",
        "y",
        "4",
        True,
    )


def test_errors_leave_a_process_unless_a_boundary_inside_catches_them() -> None:
    inner = subprocess(
        "sp",
        [node("startEvent", "is"), node("endEvent", "x", error("x")), node("endEvent", "y", error("y"))],
        [],
    )
    catch = node("boundaryEvent", "b", error("x"), attachedToRef="sp")
    process = read(inner, catch, node("endEvent", "z", error("z")), errors=("x", "y", "z"))
    assert process.thrown_errors() == {"y", "z"}
    assert process.catches_error("sp", "x")
    assert not process.catches_error("sp", "y")


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read(user("a")).elements["a"].name = "x"


@pytest.mark.parametrize(
    "change",
    [
        (b'id="a"', b'id="s"'),
        (b'<bpmn:userTask id="a"', b"<bpmn:userTask"),
        (b'isExecutable="true"', b'isExecutable="false"'),
        (b"http://www.omg.org/spec/BPMN/20100524/MODEL", b"http://example.org/other"),
        (b"<bpmn:definitions", b'<!DOCTYPE x [<!ENTITY y "z">]><bpmn:definitions'),
        (b"</bpmn:process>", b""),
    ],
)
def test_what_is_not_one_readable_process_is_refused(change: tuple[bytes, bytes]) -> None:
    source = diagram("p", [START, user("a"), END], [])
    assert change[0] in source
    with pytest.raises(BadContent) as refused:
        read_bpmn(source.replace(*change, 1), "p.bpmn")
    assert "p.bpmn" in refused.value.message or refused.value.findings[0].element


def test_two_processes_in_a_file_are_refused() -> None:
    source = diagram("p", [START, END], [])
    other = b'<bpmn:process id="q" isExecutable="true"/></bpmn:definitions>'
    with pytest.raises(BadContent):
        read_bpmn(source.replace(b"</bpmn:definitions>", other), "p.bpmn")
