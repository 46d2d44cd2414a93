"""Tokens moved by hand, and what may not be moved to."""

import pytest

from app.engine import resume
from app.errors import Conflict, Incident
from tests.support.drawing import diagram, flow, message, multi, node, service, subprocess, user
from tests.unit.engine.driving import Calls, Instance
from tests.unit.engine.test_calls import parent, review

START, END = node("startEvent", "s"), node("endEvent", "e")


def steps() -> bytes:
    """Return `a` with a message on it, an operator that fails when told to, and `z`."""
    nodes = [
        START,
        user("a"),
        node("boundaryEvent", "b", message("m"), attachedToRef="a"),
        service("w", "refuse"),
        user("z"),
        END,
    ]
    return diagram(
        "p",
        nodes,
        [flow("s", "a"), flow("a", "w"), flow("w", "z"), flow("b", "z"), flow("z", "e")],
        messages=("m",),
    )


def test_a_token_goes_past_what_fails() -> None:
    instance = Instance(steps())
    with pytest.raises(Incident):
        instance.do("a")
    assert instance.move("a", "z").open() == ["z"]
    assert instance.messages() == []
    assert instance.do("z").now.ended


def test_a_token_goes_back_and_its_events_wait_again() -> None:
    instance = Instance(steps()).move("a", "z").move("z", "a")
    assert (instance.open(), instance.messages()) == (["a"], ["b"])
    assert instance.send("b").open() == ["z"]


def test_a_move_is_in_the_trace() -> None:
    moved = [p for p in Instance(steps()).move("a", "z").trace if p.kind == "moved"]
    assert [(p.element, p.detail["to"]) for p in moved] == [("a", "z")]


def test_skipping_goes_to_the_one_element_that_follows() -> None:
    nodes = [START, user("a"), user("z"), END]
    instance = Instance(diagram("p", nodes, [flow("s", "a"), flow("a", "z"), flow("z", "e")])).skip("a")
    assert instance.open() == ["z"]
    assert "f" not in instance.case
    assert instance.skip("z").now.ended


def test_what_is_not_there_or_cannot_be_entered_is_a_conflict() -> None:
    nodes = [START, node("parallelGateway", "f"), user("x"), user("y"), node("parallelGateway", "j"), END]
    nodes += [node("boundaryEvent", "b", message("m"), attachedToRef="x"), node("exclusiveGateway", "k")]
    flows = [
        flow("s", "f"),
        flow("f", "x"),
        flow("f", "y"),
        flow("x", "k"),
        flow("b", "k"),
        flow("k", "j"),
        flow("y", "j"),
    ]
    instance = Instance(diagram("p", nodes, [*flows, flow("j", "e")], messages=("m",)))
    for target in ("nowhere", "j", "b", "Start", "End", "p.EndJoin"):
        with pytest.raises(Conflict):
            instance.move("x", target)
    assert instance.open() == ["x", "y"]


def test_a_token_leaves_its_subprocess_or_call_with_everything_in_it() -> None:
    inner = [
        node("startEvent", "is"),
        node("parallelGateway", "f"),
        user("x"),
        user("y"),
        node("endEvent", "ie"),
    ]
    host = subprocess(
        "sp", inner, [flow("is", "f"), flow("f", "x"), flow("f", "y"), flow("x", "ie"), flow("y", "ie")]
    )
    source = diagram("p", [START, host, user("z"), END], [flow("s", "sp"), flow("sp", "z"), flow("z", "e")])
    assert Instance(source).move("x", "z").open() == ["z"]
    called = Instance(parent(), review=review()).do("fill")
    assert called.move("first", "second").open() == ["second"]
    assert called.move("second", "fill").open() == ["fill"]
    assert called.do("fill").do("first", r="ok").do("second", r="ok").open() == ["sign"]


def test_one_instance_of_many_takes_the_whole_step_along() -> None:
    source = diagram(
        "p",
        [START, user("a", multi(count="3")), user("z"), END],
        [flow("s", "a"), flow("a", "z"), flow("z", "e")],
    )
    assert Instance(source).move("a", "z").open() == ["z"]


def test_running_on_changes_nothing_where_nothing_changed() -> None:
    instance = Instance(steps())
    again = resume(instance.program, instance.state, instance.case, Calls())
    assert [w.token for w in again.waiting] == [w.token for w in instance.now.waiting]
    assert (again.trace, again.status) == ((), None)
