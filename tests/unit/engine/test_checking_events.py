"""What is refused of events: where they may stand, and what they refer to."""

from tests.support.drawing import (
    conditional,
    diagram,
    error,
    flow,
    message,
    node,
    signal,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.test_checking import END, ONE, START, found, step


def test_events_only_where_the_engine_honours_them() -> None:
    link = '<bpmn:linkEventDefinition name="x"/>'
    compensate = "<bpmn:compensateEventDefinition/>"
    for kind, definition in (
        ("intermediateCatchEvent", link),
        ("intermediateCatchEvent", error("x")),
        ("intermediateCatchEvent", ""),
        ("intermediateThrowEvent", timer("timeDuration", "PT1H")),
        ("intermediateThrowEvent", compensate),
        ("intermediateCatchEvent", message("m") + message("m")),
    ):
        assert ("event", "a") in found(step(node(kind, "a", definition), errors=("x",), messages=("m",)))
    for definition in (compensate, ""):
        event = node("boundaryEvent", "b", definition, attachedToRef="a")
        assert ("event", "b") in found(step(user("a"), event, flows=[flow("b", "e")]))
    conditional_end = diagram("p", [START, user("a"), node("endEvent", "e", conditional("x"))], ONE)
    assert ("event", "e") in found(conditional_end)
    assert ("event", "s") in found(
        diagram("p", [node("startEvent", "s", message("m")), user("a"), END], ONE, messages=("m",))
    )


def test_what_events_refer_to_must_exist() -> None:
    assert ("message", "a") in found(step(node("intermediateCatchEvent", "a", message("gone"))))
    assert ("message", "a") in found(step(node("intermediateThrowEvent", "a", signal("gone"))))
    assert ("error-code", "e") in found(
        diagram("p", [START, user("a"), node("endEvent", "e", error("gone"))], ONE)
    )


def test_a_boundary_sits_on_a_step() -> None:
    for host in ("gone", "g", "s"):
        nodes = [
            START,
            node("exclusiveGateway", "g"),
            user("a"),
            END,
            node("boundaryEvent", "b", message("m"), attachedToRef=host),
        ]
        flows = [flow("s", "g"), flow("g", "a"), flow("a", "e"), flow("b", "e")]
        assert ("boundary", "b") in found(diagram("p", nodes, flows, messages=("m",)))
    lonely = node("boundaryEvent", "b", message("m"), attachedToRef="a")
    assert found(step(user("a"), lonely, messages=("m",))) == {("dead-end", "b")}


def test_event_gateways() -> None:
    def gateway(*events: str, **names) -> set[tuple[str, str]]:
        ids = [f"c{n}" for n in range(len(events))]
        nodes = [node("intermediateCatchEvent", i, e) for i, e in zip(ids, events, strict=True)]
        flows = [flow("s", "g"), *[flow("g", i) for i in ids], *[flow(i, "e") for i in ids]]
        return found(diagram("p", [START, node("eventBasedGateway", "g"), *nodes, END], flows, **names))

    assert gateway(message("m"), timer("timeDuration", "PT1H"), messages=("m",)) == set()
    assert gateway(timer("timeDuration", "PT1H"), timer("timeDuration", "PT2H")) == {("timers", "g")}
    assert gateway(message("m"), message("m"), messages=("m",)) == {("messages", "g")}
    assert gateway(message("m"), messages=("m",)) == {("event-gateway", "g")}


def test_event_subprocesses_start_with_a_message_or_signal_at_the_top() -> None:
    def inside(definition: str) -> str:
        start = node("startEvent", "is", definition)
        return subprocess(
            "es",
            [start, user("i"), node("endEvent", "ie")],
            [flow("is", "i"), flow("i", "ie")],
            triggeredByEvent="true",
        )

    assert found(step(user("a"), inside(message("m")), messages=("m",))) == set()
    for definition in ("", timer("timeDuration", "PT1H"), error("x")):
        assert ("event", "is") in found(step(user("a"), inside(definition), errors=("x",)))
    nested = subprocess(
        "a",
        [node("startEvent", "js"), user("j"), node("endEvent", "je"), inside(message("m"))],
        [flow("js", "j"), flow("j", "je")],
    )
    assert ("event", "es") in found(step(nested, messages=("m",)))
