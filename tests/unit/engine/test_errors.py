"""Errors, escalations, terminate ends and event subprocesses: who is stopped, and who goes on."""

import pytest

from app.errors import Incident
from tests.support.drawing import diagram, error, escalation, flow, message, node, signal, subprocess, user
from tests.unit.engine.driving import Instance
from tests.unit.engine.shapes import bounded

START, END = node("startEvent", "s"), node("endEvent", "e")


def two_inside(end: str, boundary: str, **names) -> bytes:
    """Two subprocesses side by side; each ends with an event that its boundary catches."""
    nodes = [START, node("parallelGateway", "g"), END]
    flows = [flow("s", "g")]
    for n in "12":
        inner = [node("startEvent", f"i{n}"), user(f"a{n}"), node("endEvent", f"x{n}", end)]
        nodes += [
            subprocess(f"sp{n}", inner, [flow(f"i{n}", f"a{n}"), flow(f"a{n}", f"x{n}")]),
            user(f"z{n}"),
        ]
        nodes += [node("boundaryEvent", f"b{n}", boundary, attachedToRef=f"sp{n}")]
        flows += [flow("g", f"sp{n}"), flow(f"sp{n}", "e"), flow(f"b{n}", f"z{n}"), flow(f"z{n}", "e")]
    return diagram("p", nodes, flows, **names)


def test_an_error_goes_up_to_its_own_parent_only() -> None:
    """The library sends it to the whole instance: both reviews went the return way."""
    assert Instance(two_inside(error("x"), error("x"), errors=("x",))).do("a1").open() == ["a2", "z1"]


def test_an_escalation_goes_up_to_its_own_parent_only() -> None:
    assert Instance(two_inside(escalation("x"), escalation("x"), escalations=("x",))).do("a2").open() == [
        "a1",
        "z2",
    ]


def test_an_error_goes_through_parents_that_do_not_catch_it() -> None:
    deep = [node("startEvent", "js"), user("step"), node("endEvent", "je", error("x"))]
    inner = subprocess("sp2", deep, [flow("js", "step"), flow("step", "je")])
    outer = [node("startEvent", "is"), inner, node("endEvent", "ie")]
    host = subprocess("a", outer, [flow("is", "sp2"), flow("sp2", "ie")])
    assert Instance(bounded(error("x"), host, errors=("x",))).do("step").open() == ["z"]


def test_an_error_without_a_boundary_is_an_incident() -> None:
    """The library lets the process that threw it finish normally."""
    source = diagram(
        "p",
        [START, user("a"), node("endEvent", "e", error("x"))],
        [flow("s", "a"), flow("a", "e")],
        errors=("x",),
    )
    with pytest.raises(Incident) as failed:
        Instance(source).do("a")
    assert (failed.value.element, failed.value.kind) == ("e", "error")


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    throw = node("intermediateThrowEvent", "t", escalation("x"))
    nodes = [START, throw, user("a"), END]
    source = diagram("p", nodes, [flow("s", "t"), flow("t", "a"), flow("a", "e")], escalations=("x",))
    assert Instance(source).open() == ["a"]


def test_an_escalation_that_does_not_interrupt_leaves_the_step_running() -> None:
    inner = [node("startEvent", "is"), node("intermediateThrowEvent", "t", escalation("x")), user("c")]
    flows = [flow("is", "t"), flow("t", "c"), flow("c", "ie")]
    host = subprocess("a", [*inner, node("endEvent", "ie")], flows)
    source = bounded(escalation("x"), host, interrupts=False, escalations=("x",))
    assert Instance(source).open() == ["c", "z"]


def test_a_terminate_end_event_ends_its_own_process_only() -> None:
    terminate = node("endEvent", "t", "<bpmn:terminateEventDefinition/>")
    nodes = [
        node("startEvent", "qs"),
        node("parallelGateway", "g"),
        user("a"),
        user("b"),
        terminate,
        node("endEvent", "qe"),
    ]
    flows = [flow("qs", "g"), flow("g", "a"), flow("g", "b"), flow("a", "t"), flow("b", "qe")]
    assert Instance(diagram("p", nodes, flows)).do("a").now.end == "t"
    caller = diagram(
        "p",
        [START, node("callActivity", "c", calledElement="q"), user("z"), END],
        [flow("s", "c"), flow("c", "z"), flow("z", "e")],
    )
    called = diagram("q", nodes, flows)
    instance = Instance(caller, q=called).do("a")
    assert instance.open() == ["z"]
    assert instance.do("z").now.end == "e"


def with_event_subprocess(
    definition: str, *, interrupts: bool, after: list[str] | None = None, **names
) -> bytes:
    """Two steps side by side, and an event subprocess with a step of its own."""
    start = node("startEvent", "es", definition, isInterrupting=str(interrupts).lower())
    inside = subprocess(
        "sub",
        [start, user("in"), node("endEvent", "ee")],
        [flow("es", "in"), flow("in", "ee")],
        triggeredByEvent="true",
    )
    nodes = [START, node("parallelGateway", "g"), user("a"), user("b"), END, inside, *(after or [])]
    flows = [flow("s", "g"), flow("g", "a"), flow("g", "b"), flow("b", "e")]
    flows += [flow("a", "t"), flow("t", "e")] if after else [flow("a", "e")]
    return diagram("p", nodes, flows, **names)


def test_an_event_subprocess_honours_whether_it_interrupts() -> None:
    stops = Instance(with_event_subprocess(message("m"), interrupts=True, messages=("m",))).send("es")
    assert (stops.open(), stops.messages()) == (["in"], [])
    assert stops.do("in").now.end == "ee"
    beside = (
        Instance(with_event_subprocess(message("m"), interrupts=False, messages=("m",))).send("es").send("es")
    )
    assert beside.open() == ["a", "b", "in", "in"]
    assert beside.do("in").do("a").do("b").do("in").now.ended


def test_an_event_subprocess_nobody_asked_for_does_not_keep_the_process_from_ending() -> None:
    instance = Instance(with_event_subprocess(message("m"), interrupts=False, messages=("m",)))
    assert instance.do("a").do("b").now.ended


def test_an_event_subprocess_starts_on_a_signal_from_inside() -> None:
    throw = node("intermediateThrowEvent", "t", signal("n"))
    source = with_event_subprocess(signal("n"), interrupts=True, after=[throw], signals=("n",))
    assert Instance(source).do("a").open() == ["in"]


def test_an_event_subprocess_leaves_the_shared_program_as_it_was() -> None:
    """The library changes the spec: the next instance started the event subprocess by itself and never ended."""
    first = Instance(with_event_subprocess(message("m"), interrupts=True, messages=("m",))).send("es")
    second = Instance(first.program)
    assert second.open() == ["a", "b"]
    assert second.do("a").do("b").now.ended
