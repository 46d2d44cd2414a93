"""Messages go to one listener and say what they are; the first event behind an event gateway wins."""

import pytest

from app import engine
from app.errors import Conflict
from tests.support.drawing import conditional, diagram, flow, message, node, properties, signal, timer, user
from tests.unit.engine.driving import Calls, Instance
from tests.unit.engine.shapes import beside, bounded

START, END = node("startEvent", "s"), node("endEvent", "e")


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
