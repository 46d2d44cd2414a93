"""Diagrams with one event: on a step, or beside it."""

from tests.support.drawing import diagram, flow, node, user

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
