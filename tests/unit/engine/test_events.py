"""Signals and conditions: each reaches exactly those who wait for it."""

import pytest

from app.errors import Incident
from tests.support.drawing import conditional, diagram, flow, node, service, signal, user
from tests.unit.engine.driving import Instance
from tests.unit.engine.shapes import beside, bounded

START, END = node("startEvent", "s"), node("endEvent", "e")


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


@pytest.mark.parametrize("event", [conditional("ok"), signal("done")])
def test_an_instance_that_waits_only_for_what_nothing_can_bring_is_an_incident(event: str) -> None:
    catch = node("intermediateCatchEvent", "c", event)
    source = diagram("p", [START, catch, END], [flow("s", "c"), flow("c", "e")], signals=("done",))
    with pytest.raises(Incident) as failed:
        Instance(source, {"ok": False})
    assert (failed.value.kind, failed.value.element) == ("stuck", "c")
