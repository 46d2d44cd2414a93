"""The stored state: no specs, no answers, and no growth however often a step returns; specs are shared safely."""

from typing import Any

import orjson
import zstandard

from tests.support.drawing import diagram, flow, message, node, timer, user
from tests.unit.engine.driving import Instance
from tests.unit.engine.test_calls import parent, review

START, END = node("startEvent", "s"), node("endEvent", "e")


def rows(state: bytes) -> Any:
    """Return what a state holds."""
    return orjson.loads(zstandard.ZstdDecompressor().decompress(state))


def test_answers_are_not_in_the_state() -> None:
    big = "x" * 50_000
    instance = Instance(parent(), review=review()).do("fill", text=big).do("first", r="ok", text=big)
    assert big.encode() not in zstandard.ZstdDecompressor().decompress(instance.state)
    assert len(instance.state) < 1_500


def test_a_review_returned_two_thousand_times_keeps_its_size_and_its_number_of_tokens() -> None:
    instance = Instance(parent(), review=review())
    seen = []
    for turn in range(2_000):
        instance.do("fill").do("first", r="back" if turn % 3 else "ok")
        if instance.open() == ["second"]:
            instance.do("second", r="back")
        assert instance.open() == ["fill"]
        instance.trace.clear()
        seen.append((len(instance.state), len(rows(instance.state)[1])))
    assert len({tokens for _, tokens in seen[3:]}) == 1
    assert max(size for size, _ in seen) < 1_000
    assert instance.do("fill").do("first", r="ok").do("second", r="ok").do("sign").now.ended


def growing(*middle: str, flows: list[str], **names: Any) -> bytes:
    """Return a step `a` that is done again until it says otherwise, with something in between."""
    gate = node("exclusiveGateway", "again", default="f_again_e")
    return diagram(
        "p",
        [START, user("a"), *middle, gate, END],
        [flow("s", "a"), *flows, flow("again", "e"), flow("again", "a", "f.again")],
        **names,
    )


def test_parallel_branches_boundaries_and_timers_in_a_loop_do_not_grow() -> None:
    nodes = [
        node("parallelGateway", "f"),
        user("x", form="g"),
        user("y", form="g"),
        node("parallelGateway", "j"),
    ]
    nodes += [
        node("boundaryEvent", "t", timer("timeDuration", "P1D"), attachedToRef="x"),
        node("exclusiveGateway", "m"),
    ]
    nodes += [
        node("boundaryEvent", "n", message("m"), attachedToRef="y", cancelActivity="false"),
        user("z", form="g"),
        node("endEvent", "e2"),
    ]
    flows = [
        flow("a", "f"),
        flow("f", "x"),
        flow("f", "y"),
        flow("x", "m"),
        flow("t", "m"),
        flow("m", "j"),
        flow("y", "j"),
    ]
    flows += [flow("j", "again"), flow("n", "z"), flow("z", "e2")]
    instance = Instance(growing(*nodes, flows=flows, messages=("m",)))
    sizes = []
    for _ in range(60):
        instance.do("a", again=True).send("n").do("z").do("x").do("y")
        assert instance.open() == ["a"]
        sizes.append(len(rows(instance.state)[1]))
    assert len(set(sizes[2:])) == 1
    instance.do("a", again=False).do("y").do("x")
    assert instance.now.ended


def test_work_left_over_from_a_boundary_stays_while_its_step_returns() -> None:
    nodes = [
        node("boundaryEvent", "n", message("m"), attachedToRef="a", cancelActivity="false"),
        user("z", form="g"),
        node("endEvent", "e2"),
    ]
    instance = Instance(
        growing(*nodes, flows=[flow("a", "again"), flow("n", "z"), flow("z", "e2")], messages=("m",))
    )
    for _ in range(3):
        instance.send("n").do("a", again=True)
    assert instance.open() == ["a", "z", "z", "z"]
    instance.do("a", again=False)
    assert not instance.now.ended
    assert instance.do("z").do("z").do("z").now.ended


def test_tokens_keep_their_names_while_others_move() -> None:
    nodes = [START, node("parallelGateway", "f"), user("x"), user("y"), user("y2"), END]
    source = diagram(
        "p",
        nodes,
        [flow("s", "f"), flow("f", "x"), flow("f", "y"), flow("y", "y2"), flow("x", "e"), flow("y2", "e")],
    )
    instance = Instance(source)
    token = next(w.token for w in instance.now.waiting if w.element == "x")
    instance.do("y")
    assert token in [w.token for w in instance.now.waiting]
