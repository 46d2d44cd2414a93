"""Soundness: each kind of fault is found in a large diagram by its own rule, with a way to it; sound diagrams have none."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from app import engine
from app.engine.soundness import exploring
from app.errors import Finding, Incident
from tests.support.drawing import diagram, escalation, flow, line, message, node, service, subprocess, user
from tests.unit.engine.driving import Instance, unsound
from tests.unit.engine.models import Drawing
from tests.unit.engine.rendering import render

START, END = node("startEvent", "s"), node("endEvent", "e")
LONG = 20  # steps before and after a fault
KINDS = ("parallelGateway", "exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True)
class Block:
    """A piece of a diagram: it is entered at `first` and left at `last`."""

    first: str
    last: str
    nodes: Sequence[str]
    flows: Sequence[str]


def gate(kind: str, name: str, ways: Sequence[str]) -> str:
    """Return a gateway; of several ways a choice has the first as its default."""
    chooses = kind != "parallelGateway" and len(ways) > 1
    return node(kind, name, default=f"f_{name}_{ways[0]}") if chooses else node(kind, name)


def ways(kind: str, name: str, targets: Sequence[str]) -> list[str]:
    """Return the flows out of a gateway."""
    conditions = ["", *(f"x = {n}" for n in range(1, len(targets)))]
    return [flow(name, t, "" if kind == KINDS[0] else c) for t, c in zip(targets, conditions, strict=True)]


def fork(split: str, join: str, width: int = 2) -> Block:
    """Return branches between two gateways of these kinds."""
    steps = [f"b{n}" for n in range(width)]
    nodes = [gate(split, "split", steps), *(user(step) for step in steps), node(join, "join")]
    return Block("split", "join", nodes, [*ways(split, "split", steps), *(flow(s, "join") for s in steps)])


def large(block: Block, key: str = "p") -> bytes:
    """Return a diagram of more than forty elements with a block in its middle."""
    before, after = [f"u{n}" for n in range(LONG)], [f"v{n}" for n in range(LONG)]
    steps = [user(name) for name in (*before, *after)]
    flows = [*line("s", *before, block.first), *line(block.last, *after, "e")]
    return diagram(key, [START, *steps, *block.nodes, END], [*flows, *block.flows])


def findings(source: bytes, **called: bytes) -> list[Finding]:
    found = engine.check_program("p", {"p": source, **called})
    assert all(f.message.endswith("。") for f in found)
    return found


def said(source: bytes, **called: bytes) -> set[tuple[str, str, str]]:
    return {(f.severity, f.rule, f.element) for f in findings(source, **called)}


@pytest.mark.parametrize("width", [2, 3, 5, 8])
@pytest.mark.parametrize("split", ["exclusiveGateway", "inclusiveGateway"])
def test_a_join_that_waits_for_a_branch_that_was_not_chosen(split: str, width: int) -> None:
    source = large(fork(split, "parallelGateway", width))
    assert ("error", "deadlock", "join") in said(source)
    (found,) = [f for f in findings(source) if f.rule == "deadlock"]
    assert found.trace[0] == "s"
    assert "split" in found.trace
    assert "join" not in found.trace


@pytest.mark.parametrize(
    ("split", "width"),
    [*(("parallelGateway", n) for n in (2, 3, 5, 8)), *(("inclusiveGateway", n) for n in (3, 5, 8))],
)
def test_parallel_branches_that_come_together_without_waiting(split: str, width: int) -> None:
    found = [f for f in findings(large(fork(split, "exclusiveGateway", width))) if f.severity == "error"]
    assert {(f.rule, f.element) for f in found} == {("unsynchronised", "join")}
    assert found[0].trace.count("join") >= 2


@pytest.mark.parametrize("width", [2, 3, 5])
@pytest.mark.parametrize(
    ("split", "join"),
    [
        ("parallelGateway", "parallelGateway"),
        ("exclusiveGateway", "exclusiveGateway"),
        ("inclusiveGateway", "inclusiveGateway"),
        ("parallelGateway", "inclusiveGateway"),
        ("exclusiveGateway", "inclusiveGateway"),
    ],
)
def test_branches_that_fit_are_sound(split: str, join: str, width: int) -> None:
    assert findings(large(fork(split, join, width))) == []


def crossed(width: int) -> Block:
    """Return branches of which each waits for another at a join of its own."""
    names = range(width)
    forks = [node("parallelGateway", f"f{n}") for n in names]
    joins = [node("parallelGateway", f"j{n}") for n in names]
    split, join = node("parallelGateway", "split"), node("parallelGateway", "join")
    flows = [flow("split", f"j{n}") for n in names] + [flow(f"j{n}", f"f{n}") for n in names]
    flows += [flow(f"f{n}", f"x{n}") for n in names] + [flow(f"x{n}", f"j{(n + 1) % width}") for n in names]
    flows += [flow(f"f{n}", "join") for n in names]
    steps = [user(f"x{n}") for n in names]
    return Block("split", "join", [split, *joins, *forks, *steps, join], flows)


@pytest.mark.parametrize("width", [3, 4, 5])
def test_branches_that_wait_for_one_another(width: int) -> None:
    """The engine takes a loop back into a parallel gateway for another way in: what waits for itself happens twice."""
    found = said(large(crossed(width)))
    assert {rule for severity, rule, _ in found if severity == "error"} >= {"unsynchronised"}


@pytest.mark.parametrize("width", [1, 2, 4, 7])
def test_a_loop_that_nothing_leaves(width: int) -> None:
    steps = [f"w{n}" for n in range(width)]
    nodes = [gate("exclusiveGateway", "g", ["back", "out"]), node("exclusiveGateway", "back"), user("out")]
    flows = [*ways("exclusiveGateway", "g", ["out", "back"]), *line("back", *steps, "back")]
    nodes = [gate("exclusiveGateway", "g", ["out", "back"]), *nodes[1:], *(user(s) for s in steps)]
    found = [f for f in findings(large(Block("g", "out", nodes, flows))) if f.severity == "error"]
    assert [(f.rule, f.element in {"back", *steps}) for f in found] == [("livelock", True)]
    assert "g" in found[0].trace


@pytest.mark.parametrize("length", [1, 3])
def test_what_stands_behind_a_gateway_that_never_opens(length: int) -> None:
    block = fork("exclusiveGateway", "parallelGateway")
    steps = [f"d{n}" for n in range(length)]
    nodes = [*block.nodes, *(user(step) for step in steps)]
    found = said(large(Block("split", steps[-1], nodes, [*block.flows, *line("join", *steps)])))
    assert found == {("error", "deadlock", "join"), ("error", "dead", "d0")}


@pytest.mark.parametrize("width", [2, 3, 4])
def test_ends_that_come_while_others_go_on_are_told(width: int) -> None:
    steps = [f"b{n}" for n in range(width)]
    nodes = [gate("parallelGateway", "split", [*steps, "out"]), *(user(s) for s in steps), user("out")]
    nodes += [node("endEvent", f"end_{s}") for s in steps]
    flows = [*ways("parallelGateway", "split", [*steps, "out"]), *(flow(s, f"end_{s}") for s in steps)]
    found = findings(large(Block("split", "out", nodes, flows)))
    assert {f.severity for f in found} == {"warning"}
    assert {(f.rule, f.element) for f in found} >= {("completion", f"end_{s}") for s in steps}


def test_an_end_that_takes_the_others_with_it_is_meant_so() -> None:
    stop = node("endEvent", "stop", "<bpmn:terminateEventDefinition/>")
    nodes = [gate("parallelGateway", "split", ["b", "out"]), user("b"), user("out"), stop]
    flows = [*ways("parallelGateway", "split", ["b", "out"]), flow("b", "stop")]
    assert {f.element for f in findings(large(Block("split", "out", nodes, flows)))} <= {"e"}


def boundary(interrupting: bool) -> Block:
    """Return a step that a message ends, or beside which a reminder runs as often as it comes."""
    held = node(
        "boundaryEvent", "m", message("M"), attachedToRef="a", cancelActivity=str(interrupting).lower()
    )
    nodes = [
        user("a"),
        held,
        user("r"),
        node("endEvent", "told"),
        gate("exclusiveGateway", "g", ["out", "a"]),
    ]
    flows = [flow("a", "g"), flow("m", "r"), flow("r", "told"), *ways("exclusiveGateway", "g", ["out", "a"])]
    return Block("a", "out", [*nodes, user("out")], flows)


@pytest.mark.parametrize("interrupting", [True, False])
def test_what_a_boundary_event_leads_to_is_sound(interrupting: bool) -> None:
    block = boundary(interrupting)
    source = diagram(
        "p", [START, *block.nodes, END], [flow("s", "a"), *block.flows, flow("out", "e")], messages=["M"]
    )
    assert findings(source) == []


@pytest.mark.parametrize("width", [2, 3, 4])
def test_a_subprocess_is_looked_at_by_itself(width: int) -> None:
    block = fork("exclusiveGateway", "parallelGateway", width)
    inner = [node("startEvent", "is"), *block.nodes, node("endEvent", "ie")]
    box = subprocess("box", inner, [flow("is", "split"), *block.flows, flow("join", "ie")])
    assert ("error", "deadlock", "join") in said(large(Block("box", "box", [box], [])))


@pytest.mark.parametrize("width", [2, 3])
def test_what_is_called_is_looked_at_too(width: int) -> None:
    call = node("callActivity", "call", calledElement="q")
    called = large(fork("exclusiveGateway", "parallelGateway", width), "q")
    assert ("error", "deadlock", "join") in said(large(Block("call", "call", [call], [])), q=called)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_loop_in_which_nothing_waits_is_told(length: int) -> None:
    steps = [f"w{n}" for n in range(length)]
    nodes = [node("exclusiveGateway", "m"), gate("exclusiveGateway", "g", ["out", "m"]), user("out")]
    nodes += [service(s, "op") for s in steps]
    flows = [*line("m", *steps, "g"), *ways("exclusiveGateway", "g", ["out", "m"])]
    assert said(large(Block("m", "out", nodes, flows))) == {("warning", "busy-loop", "m")}


@pytest.mark.parametrize("seed", range(100))
def test_what_is_nested_has_no_errors(seed: int) -> None:
    files = render(Drawing(seed))
    assert [f for f in engine.check_program("p", files) if f.severity == "error"] == []


def test_what_is_too_wide_is_said_not_guessed() -> None:
    block = fork("inclusiveGateway", "inclusiveGateway", 12)
    assert said(large(block)) == {("warning", "unchecked", "split")}


def test_what_has_too_many_states_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"c{n}" for n in range(5)]
    nodes = [node("parallelGateway", "split"), node("parallelGateway", "join")]
    flows = []
    for c in names:
        nodes += [gate("exclusiveGateway", c, [f"{c}a", f"{c}b"]), user(f"{c}a"), user(f"{c}b")]
        nodes += [node("exclusiveGateway", f"{c}m")]
        flows += [flow("split", c), *ways("exclusiveGateway", c, [f"{c}a", f"{c}b"])]
        flows += [*line(f"{c}a", f"{c}m", "join"), flow(f"{c}b", f"{c}m")]
    source = large(Block("split", "join", nodes, flows))
    assert findings(source) == []
    monkeypatch.setattr(exploring, "MOST", 10)
    assert said(source) == {("warning", "unchecked", "p")}


@pytest.mark.parametrize("width", [10, 12])
def test_two_hundred_elements_are_looked_at_whole(width: int) -> None:
    """The steps of a branch are passed over: the states do not grow with their number."""
    branches = [[f"b{n}_{k}" for k in range(14)] for n in range(width)]
    names = [name for branch in branches for name in branch]
    nodes = [node("parallelGateway", "split"), *(user(n) for n in names), node("parallelGateway", "join")]
    flows = [f for branch in branches for f in line("split", *branch, "join")]
    assert findings(large(Block("split", "join", nodes, flows))) == []


@pytest.mark.parametrize("width", [2, 4])
def test_the_engine_gets_stuck_where_the_finding_says(width: int) -> None:
    """The way that is told is one that the engine takes: at its end it stops at the very gateway."""
    block = fork("exclusiveGateway", "parallelGateway", width)
    source = diagram("p", [START, *block.nodes, END], [flow("s", "split"), *block.flows, flow("join", "e")])
    (found,) = [f for f in findings(source) if f.rule == "deadlock"]
    (step,) = [name for name in found.trace if name.startswith("b")]
    instance = Instance(unsound(source), {"x": int(step[1:])})
    with pytest.raises(Incident) as stuck:
        instance.do(step)
    assert stuck.value.element == found.element


def test_an_escalation_end_goes_on_elsewhere() -> None:
    raised = node("endEvent", "raised", escalation("X"))
    nodes = [gate("parallelGateway", "split", ["raised", "out"]), user("out"), raised]
    flows = ways("parallelGateway", "split", ["raised", "out"])
    source = diagram(
        "p", [START, *nodes, END], [flow("s", "split"), *flows, flow("out", "e")], escalations=["X"]
    )
    assert {f.rule for f in findings(source)} <= {"uncaught", "completion"}
