"""Messages, signals, errors, escalations, conditions: each goes to exactly those who may catch it."""

import pytest

from app import engine
from app.errors import Conflict, Incident
from tests.unit.engine.drawing import (
    Calls,
    conditional,
    diagram,
    error,
    escalation,
    flow,
    message,
    node,
    properties,
    service,
    signal,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.driving import Instance

START, END = node("startEvent", "s"), node("endEvent", "e")


def bounded(definition: str, host: str = "", *, interrupts: bool = True, extra: str = "", **names) -> bytes:
    """Return a step `a` with a boundary event `b` that leads to `z` and an end of its own."""
    event = node(
        "boundaryEvent", "b", definition, extra, attachedToRef="a", cancelActivity=str(interrupts).lower()
    )
    nodes = [START, host or user("a"), event, user("z"), END, node("endEvent", "e2")]
    return diagram("p", nodes, [flow("s", "a"), flow("a", "e"), flow("b", "z"), flow("z", "e2")], **names)


def beside(catch: str, *throwing: str, **names) -> bytes:
    """Return a catch event `c` that leads to `z`, beside a step `a` and what follows it."""
    ids = [part.split('id="', 1)[1].split('"', 1)[0] for part in throwing]
    nodes = [
        START,
        node("parallelGateway", "g"),
        node("intermediateCatchEvent", "c", catch),
        user("z"),
        user("a"),
        END,
    ]
    after = ["a", *ids]
    flows = [flow("s", "g"), flow("g", "c"), flow("g", "a"), flow("c", "z"), flow("z", "e")]
    flows += [flow(x, y) for x, y in zip(after, [*ids, ""], strict=True) if y]
    if not ids or not ids[-1].startswith("end"):
        nodes, flows = [*nodes, node("endEvent", "e2")], [*flows, flow(after[-1], "e2")]
    return diagram("p", [*nodes, *throwing], flows, **names)


# Messages


def test_a_message_interrupts_its_step_and_its_payload_goes_into_the_case() -> None:
    instance = Instance(bounded(message("m"), extra=properties(data="why"), messages=("m",)))
    instance.send("b", text="x" * 5_000)
    assert instance.open() == ["z"]
    assert instance.case["why"] == {"text": "x" * 5_000}
    assert len(instance.state) < 1_000
    assert next(p for p in instance.trace if p.element == "b").detail["message"] == "m"


def test_a_boundary_that_does_not_interrupt_happens_as_often_as_it_is_sent() -> None:
    """The library fires it only once."""
    instance = Instance(bounded(message("m"), interrupts=False, messages=("m",))).send("b").send("b")
    assert instance.open() == ["a", "z", "z"]
    instance.do("a")
    assert (instance.open(), instance.messages()) == (["z", "z"], [])
    assert instance.do("z").do("z").now.ended


def test_a_message_goes_to_one_listener_of_its_name_only() -> None:
    """The library sends it to all of them."""
    nodes = [START, node("parallelGateway", "g"), user("a"), user("b"), user("x"), user("y"), END]
    nodes += [node("boundaryEvent", f"w_{n}", message("m"), attachedToRef=n) for n in "ab"]
    flows = [flow("s", "g"), flow("g", "a"), flow("g", "b"), flow("a", "e"), flow("b", "e")]
    flows += [flow("w_a", "x"), flow("w_b", "y"), flow("x", "e"), flow("y", "e")]
    assert Instance(diagram("p", nodes, flows, messages=("m",))).send("w_b").open() == ["a", "y"]


def test_a_message_with_a_label_is_a_button_and_one_without_is_sent_by_the_system() -> None:
    extra = properties(label="=words", confirm="sure?", form="why", tone="red")
    offered = Instance(
        bounded(message("m"), extra=extra, messages=("m",)), {"words": "Stop"}
    ).now.subscriptions[0]
    assert (offered.message, offered.label, offered.role, offered.form) == ("m", "Stop", "r", "why")
    assert (offered.data, offered.confirm, offered.properties) == ("why", "sure?", {"tone": "red"})
    silent = Instance(bounded(message("m"), messages=("m",))).now.subscriptions[0]
    assert (silent.role, silent.label, silent.data) == (None, None, "m")
    hidden = Instance(bounded(message("m"), extra=properties(label="x", role="=nobody"), messages=("m",)))
    assert hidden.now.subscriptions[0].role is None


def test_a_thrown_message_leaves_the_instance_and_is_not_caught_inside() -> None:
    throw = node("intermediateThrowEvent", "t", message("m"), properties(to="=who"))
    instance = Instance(beside(message("m"), throw, messages=("m",)), {"who": "x"}).do("a")
    assert instance.messages() == ["c"]
    assert [(t.element, t.kind, t.name, t.properties) for t in instance.now.thrown] == [
        ("t", "message", "m", {"to": "x"})
    ]


def test_a_message_end_event_and_a_send_task_throw_too() -> None:
    nodes = [START, node("sendTask", "t", messageRef="M_m"), node("receiveTask", "r", messageRef="M_n")]
    nodes += [node("endEvent", "e", message("o"))]
    source = diagram("p", nodes, [flow("s", "t"), flow("t", "r"), flow("r", "e")], messages=("m", "n", "o"))
    instance = Instance(source)
    assert [t.name for t in instance.now.thrown] == ["m"]
    assert [t.name for t in instance.send("r").now.thrown] == ["o"]


def test_a_message_cannot_be_delivered_to_what_does_not_wait_for_it() -> None:
    instance = Instance(bounded(message("m"), messages=("m",)))
    token = instance.now.subscriptions[0].token
    step = instance.now.waiting[0].token
    for wrong in (step, "x"):
        with pytest.raises(Conflict):
            engine.deliver(instance.program, instance.state, wrong, {}, instance.case, Calls())
    with pytest.raises(Conflict):
        engine.complete(instance.program, instance.state, token, {}, instance.case, Calls())
    with pytest.raises(Conflict):
        engine.fire(instance.program, instance.state, token, instance.case, Calls())


# Event-based gateways


def test_the_first_event_behind_a_gateway_cancels_the_others() -> None:
    def source() -> bytes:
        nodes = [
            START,
            node("eventBasedGateway", "g"),
            node("intermediateCatchEvent", "t", timer("timeDuration", "PT2H")),
        ]
        nodes += [node("intermediateCatchEvent", n, message(n)) for n in "mn"] + [
            user("x"),
            user("y"),
            user("z"),
            END,
        ]
        flows = [
            flow("s", "g"),
            flow("g", "t"),
            flow("g", "m"),
            flow("g", "n"),
            flow("t", "x"),
            flow("m", "y"),
        ]
        return diagram(
            "p", nodes, [*flows, flow("n", "z"), *[flow(i, "e") for i in "xyz"]], messages=("m", "n")
        )

    for act, step in (("m", "y"), ("n", "z")):
        instance = Instance(source()).send(act)
        assert (instance.open(), instance.messages(), instance.timers()) == ([step], [], [])
    assert Instance(source()).ring("t").open() == ["x"]


def test_a_condition_and_a_signal_work_behind_an_event_gateway() -> None:
    nodes = [
        START,
        node("parallelGateway", "f"),
        node("eventBasedGateway", "g"),
        user("a"),
        user("x"),
        user("y"),
        END,
    ]
    nodes += [
        node("intermediateCatchEvent", "c", conditional("f.ok")),
        node("intermediateCatchEvent", "d", signal("n")),
    ]
    nodes += [node("endEvent", "e2", signal("n"))]
    flows = [
        flow("s", "f"),
        flow("f", "g"),
        flow("f", "a"),
        flow("g", "c"),
        flow("g", "d"),
        flow("c", "x"),
        flow("d", "y"),
    ]
    source = diagram("p", nodes, [*flows, flow("x", "e"), flow("y", "e"), flow("a", "e2")], signals=("n",))
    assert Instance(source).do("a", ok=False).open() == ["y"]


# Signals


def test_a_signal_reaches_everybody_in_the_instance_who_waits_for_it() -> None:
    throw = node("intermediateThrowEvent", "t", signal("n"))
    instance = Instance(beside(signal("n"), throw, user("b"), signals=("n",))).do("a")
    assert instance.open() == ["b", "z"]
    assert [(t.kind, t.name) for t in instance.now.thrown] == [("signal", "n")]


def test_a_signal_end_event_sends() -> None:
    """The library sends nothing."""
    assert Instance(beside(signal("n"), node("endEvent", "end_n", signal("n")), signals=("n",))).do(
        "a"
    ).open() == ["z"]


def test_a_signal_interrupts_a_step_in_another_branch_before_it_runs() -> None:
    """The library's loop runs what was cancelled meanwhile."""
    nodes = [
        START,
        node("parallelGateway", "g"),
        node("intermediateThrowEvent", "before"),
        service("w", "work"),
    ]
    nodes += [node("intermediateThrowEvent", "t", signal("n")), END, user("z")]
    nodes += [node("boundaryEvent", "b", signal("n"), attachedToRef="w")]
    flows = [flow("s", "g"), flow("g", "before"), flow("before", "t"), flow("g", "w"), flow("t", "e")]
    flows += [flow("w", "e"), flow("b", "z"), flow("z", "e")]
    instance = Instance(diagram("p", nodes, flows, signals=("n",)))
    assert instance.open() == ["z"]
    assert instance.host.calls == []


# Conditions


def test_a_condition_is_looked_at_again_when_only_the_case_has_changed() -> None:
    instance = Instance(beside(conditional("= ok"), user("b")), {"ok": False}).do("a")
    assert instance.open() == ["b"]
    assert instance.resume({"ok": True}).open() == ["b", "z"]


def test_a_condition_interrupts_a_step_and_one_that_is_null_waits() -> None:
    instance = Instance(bounded(conditional("note.ok")))
    assert instance.resume({"note": {}}).open() == ["a"]
    assert instance.resume({"note": {"ok": True}}).open() == ["z"]


def test_a_condition_that_does_not_interrupt_happens_once() -> None:
    instance = Instance(bounded(conditional("ok"), interrupts=False))
    assert instance.resume({"ok": True}).resume({"ok": True}).open() == ["a", "z"]


def test_an_instance_that_only_waits_for_a_condition_is_not_stuck() -> None:
    source = diagram(
        "p",
        [START, node("intermediateCatchEvent", "c", conditional("ok")), END],
        [flow("s", "c"), flow("c", "e")],
    )
    instance = Instance(source, {"ok": False})
    assert not instance.now.ended
    assert instance.resume({"ok": True}).now.ended


# Errors and escalations


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


# Terminate and event subprocesses


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
