"""A state taken to another version goes on as it would have: in random diagrams, into a copy and into one renamed."""

import random
import re

import pytest

from app import engine
from app.errors import Conflict
from tests.support.drawing import diagram, flow, line, message, node, user
from tests.unit.engine.driving import Instance, program
from tests.unit.engine.models import Drawing
from tests.unit.engine.rendering import render

START, END = node("startEvent", "s"), node("endEvent", "e")
ACTS = 25


def acts(instance: Instance) -> list[tuple[str, str]]:
    """Return what can be done, by element."""
    return [
        *(("do", name) for name in instance.open()),
        *(("send", name) for name in instance.messages()),
        *(("ring", name) for name in instance.timers()),
    ]


def go_on(instance: Instance, act: tuple[str, str], sel: int) -> None:
    kind, name = act
    if kind == "do":
        instance.do(name, sel=sel)
    elif kind == "send":
        instance.send(name, sel=sel)
    else:
        instance.ring(name)


@pytest.mark.parametrize("seed", range(60))
def test_after_every_act_a_copy_takes_over(seed: int) -> None:
    files, chance = render(Drawing(seed)), random.Random(seed)
    start = {"f": {"sel": 0}, "votes": []}
    source = files.pop("p")
    stays, moves = Instance(source, start, **files), Instance(source, start, **files)
    for _ in range(ACTS):
        if stays.now.ended or not acts(stays):
            break
        copy = program(source, **files)
        moves.state = engine.migrate(moves.program, copy, moves.state, {})
        moves.program = copy
        act, sel = chance.choice(acts(stays)), chance.randrange(6)
        go_on(stays, act, sel)
        go_on(moves, act, sel)
        assert acts(moves) == acts(stays)
    assert moves.now.ended == stays.now.ended


def two(second: str, *more: str, flows: list[str] | None = None) -> bytes:
    """Return a diagram of two steps, the second with a name of its own."""
    nodes = [START, user("a"), user(second), *more, END]
    return diagram("p", nodes, [*line("s", "a", second, "e"), *(flows or [])], messages=("M",))


def test_what_is_behind_may_be_another_and_what_is_before_may_be_gone() -> None:
    at_first = Instance(two("b"))
    moved = engine.migrate(at_first.program, program(two("c")), at_first.state, {})
    at_first.program, at_first.state = program(two("c")), moved
    assert at_first.do("a").open() == ["c"]
    later = Instance(two("b")).do("a")
    alone = diagram("p", [START, user("b"), END], line("s", "b", "e"))
    later.state = engine.migrate(later.program, program(alone), later.state, {})
    later.program = program(alone)
    assert later.do("b").now.ended


def test_a_step_with_another_name_is_found_by_the_mapping() -> None:
    instance = Instance(two("b")).do("a")
    renamed = program(two("c"))
    with pytest.raises(Conflict) as refused:
        engine.migrate(instance.program, renamed, instance.state, {})
    assert re.search("没有“b”.*原版本", refused.value.message)
    instance.state = engine.migrate(instance.program, renamed, instance.state, {"b": "c"})
    instance.program = renamed
    assert instance.resume(instance.case).do("c").now.ended


def held(*events: str) -> bytes:
    """Return a step with boundary events of these names."""
    bounds = [node("boundaryEvent", name, message("M"), attachedToRef="a") for name in events]
    nodes = [START, user("a"), *bounds, END]
    return diagram("p", nodes, [*line("s", "a", "e"), *(flow(name, "e") for name in events)], messages=("M",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (held("m"), held()),
        (held(), held("m")),
        (held("m"), held("m", "n")),
    ],
)
def test_other_events_beside_the_step_are_refused(before: bytes, after: bytes) -> None:
    instance = Instance(before)
    with pytest.raises(Conflict):
        engine.migrate(instance.program, program(after), instance.state, {})


def forked(*branches: str) -> bytes:
    nodes = [START, node("parallelGateway", "f"), *(user(b) for b in branches), node("parallelGateway", "j")]
    flows = [flow("s", "f"), *(f for b in branches for f in line("f", b, "j")), flow("j", "e")]
    return diagram("p", [*nodes, END], flows)


def test_a_join_at_which_a_token_waits_must_have_the_same_branches() -> None:
    instance = Instance(forked("a", "b")).do("a")
    with pytest.raises(Conflict) as refused:
        engine.migrate(instance.program, program(forked("a", "b", "c")), instance.state, {})
    assert "汇合" in refused.value.message


def test_another_kind_of_element_is_refused() -> None:
    instance = Instance(two("b")).do("a")
    receives = node("receiveTask", "b", messageRef="M_M")
    other = diagram("p", [START, user("a"), receives, END], line("s", "a", "b", "e"), messages=("M",))
    with pytest.raises(Conflict) as refused:
        engine.migrate(instance.program, program(other), instance.state, {})
    assert "另一种" in refused.value.message
