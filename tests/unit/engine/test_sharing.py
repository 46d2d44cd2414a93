"""Compiled diagrams are shared by the threads of a server: no step of any instance changes them."""

import hashlib
import threading
from collections.abc import Callable
from typing import Any

from app.engine import Program
from tests.support.drawing import (
    diagram,
    flow,
    line,
    message,
    multi,
    node,
    properties,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.driving import Instance, program
from tests.unit.engine.test_calls import parent, review

START, END = node("startEvent", "s"), node("endEvent", "e")
LABEL = properties(label="back")


def digest(shared: Program) -> str:
    """Return what tells whether anything in a program has changed: every attribute of every spec."""
    told = [
        (spec.name, name, sorted((k, _told(v)) for k, v in vars(task).items() if k != "_wf_spec"))
        for spec in (shared.spec, *shared.subs.values())
        for name, task in sorted(spec.task_specs.items())
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _told(value: Any) -> str:
    """Return an attribute as text: callbacks by their number, specs by name, events by what they wait for."""
    if hasattr(value, "n_subscribers"):
        return str(value.n_subscribers())
    if hasattr(value, "bpmn_id"):
        return str(value.name)
    if isinstance(value, (list, tuple)):
        return str([_told(v) for v in value])
    return (
        str(sorted(vars(value).items())) if hasattr(value, "kind") else str(value).partition(" object at ")[0]
    )


def split() -> Program:
    """A parallel split and join, with a message round one of the steps."""
    nodes = [START, node("parallelGateway", "f"), user("x"), user("y"), node("parallelGateway", "j"), END]
    nodes += [
        node("boundaryEvent", "b", message("m"), LABEL, attachedToRef="x"),
        node("exclusiveGateway", "m"),
    ]
    flows = [*line("s", "f", "x", "m", "j", "e"), *line("f", "y", "j"), flow("b", "m")]
    return program(diagram("p", nodes, flows, messages=("m",)))


def busy() -> Program:
    """A step for each of a list, a deadline round a subprocess, and an event subprocess beside it all."""
    inner = [node("startEvent", "is"), user("u"), node("endEvent", "ie")]
    beside = [
        node("startEvent", "bs", message("m"), LABEL, isInterrupting="false"),
        user("v"),
        node("endEvent", "be"),
    ]
    nodes = [
        START,
        user("a", multi(items="list", item="it")),
        subprocess("box", inner, line("is", "u", "ie")),
        END,
    ]
    nodes += [node("boundaryEvent", "t", timer("timeDuration", "PT1H"), attachedToRef="box")]
    nodes += [subprocess("beside", beside, line("bs", "v", "be"), triggeredByEvent="true")]
    return program(diagram("p", nodes, [*line("s", "a", "box", "e"), flow("t", "e")], messages=("m",)))


def play(shared: tuple[Program, Program, Program], turn: int) -> None:
    """Run an instance of each to its end."""
    apart, called, full = shared
    one = Instance(apart)
    one = one.send("b") if turn % 2 else one.do("x")
    assert one.do("y").now.ended
    two = Instance(called).do("fill").do("first", r="back").do("fill").do("first", r="ok")
    assert two.do("second", r="ok").do("sign").now.ended
    three = Instance(full, {"list": [1, 2]}).do("a").send("bs").do("a").do("v")
    assert (three.ring("t") if turn % 2 else three.do("u")).now.ended


def in_threads(work: Callable[[], None], count: int) -> list[BaseException]:
    """Run some work in so many threads at once and return what was raised."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_eight_threads_share_programs_and_leave_them_as_they_were() -> None:
    shared = split(), program(parent(), review=review()), busy()
    before = [digest(p) for p in shared]
    assert in_threads(lambda: [play(shared, turn) for turn in range(15)] and None, 8) == []
    assert [digest(p) for p in shared] == before


def test_the_digest_sees_a_change() -> None:
    one, other = split(), split()
    assert digest(one) == digest(other)
    other.spec.task_specs[":x"].connect(other.spec.task_specs[":y"])
    assert digest(one) != digest(other)
