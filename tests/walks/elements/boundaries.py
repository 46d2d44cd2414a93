"""Stories of boundary events: each kind, interrupting the step and beside it."""

from tests.support.drawing import (
    again,
    conditional,
    error,
    escalation,
    flow,
    line,
    message,
    node,
    properties,
    signal,
    subprocess,
    timer,
)
from tests.walks.elements.stage import END, START, Stage, drawn, step, story

GO = properties(label="撤回")


def bounded(
    definition: str, host: str = "", *, interrupts: bool, extra: str = "", **names: tuple[str, ...]
) -> bytes:
    """Return a step `a` with an event that leads to `z`; beside it a step `x` that rings."""
    held = str(interrupts).lower()
    event = node("boundaryEvent", "b", definition, extra, attachedToRef="a", cancelActivity=held)
    nodes = [
        START,
        node("parallelGateway", "f"),
        host or step("a"),
        event,
        step("z"),
        END,
        node("endEvent", "e2"),
    ]
    nodes += [
        step("x"),
        node("intermediateThrowEvent", "t", signal("ring")),
        step("y"),
        node("endEvent", "e3"),
    ]
    flows = [*line("s", "f", "a", "e"), *line("b", "z", "e2"), *line("f", "x", "t", "y", "e3")]
    return drawn("p", nodes, flows, signals=("ring",), **names)


@story(p=bounded(message("back"), interrupts=True, extra=GO, messages=("back",)))
def a_message_interrupts_its_step(stage: Stage) -> None:
    assert stage.start().send("back").open() == ["x", "z"]
    stage.send("back", status=409)
    assert stage.do("z").do("x").do("y").ended("e3")
    assert stage.passed() == dict.fromkeys(("s", "f", "b", "z", "e2", "x", "t", "y", "e3"), 1)


@story(p=bounded(message("back"), interrupts=False, extra=GO, messages=("back",)))
def a_message_beside_a_step_is_taken_as_often_as_it_is_sent(stage: Stage) -> None:
    assert stage.start().send("back").send("back").open() == ["a", "x", "z", "z"]
    assert stage.do("a").open() == ["x", "z", "z"]
    stage.send("back", status=409)
    assert stage.do("z").do("z").do("x").do("y").ended("e3")
    assert stage.passed()["b"] == 2


@story(p=bounded(timer("timeDuration", "P2D"), interrupts=True))
def a_deadline_interrupts_its_step(stage: Stage) -> None:
    (task,) = (t for t in stage.start().cast["g-10001-01"].get("/tasks")["items"] if t["step"] == "a")
    assert task["due_at"] is not None
    assert stage.wait(hours=47).open() == ["a", "x"]
    assert stage.wait(hours=2).open() == ["x", "z"]
    assert stage.do("z").do("x").do("y").ended("e3")
    assert "a" not in stage.path()


@story(p=bounded(timer("timeCycle", "R2/P1D"), interrupts=False))
def a_reminder_comes_its_number_of_times(stage: Stage) -> None:
    assert stage.start().wait(hours=25).open() == ["a", "x", "z"]
    assert stage.wait(hours=24).open() == ["a", "x", "z", "z"]
    assert stage.wait(days=9).open() == ["a", "x", "z", "z"]
    assert stage.do("a").do("z").do("z").do("x").do("y").ended("e3")
    assert stage.passed()["b"] == 2


@story(p=bounded(timer("timeDate", '=now() + duration("P1D")'), interrupts=False))
def a_moment_beside_a_step_comes_once_and_not_after_the_step(stage: Stage) -> None:
    assert stage.start().do("a").wait(days=2).open() == ["x"]
    assert stage.do("x").do("y").ended("e3")
    again_ = stage.start().wait(hours=25).open()
    assert again_ == ["a", "x", "z"]


@story(p=bounded(signal("ring"), interrupts=True))
def a_signal_interrupts_a_step(stage: Stage) -> None:
    assert stage.start().do("x").open() == ["y", "z"]
    assert stage.do("y").do("z").ended("e2")


@story(p=bounded(signal("ring"), interrupts=False))
def a_signal_beside_a_step(stage: Stage) -> None:
    assert stage.start().do("x").open() == ["a", "y", "z"]
    assert stage.do("y").do("z").do("a").ended("e")


@story(p=bounded(conditional("x.sure"), interrupts=True))
def a_condition_interrupts_a_step(stage: Stage) -> None:
    assert stage.start().do("x", sure=True).open() == ["y", "z"]
    assert stage.history("b")[0]["choice"]["values"] == {"x.sure": True}
    assert stage.do("y").do("z").ended("e2")


@story(p=bounded(conditional("x.sure"), interrupts=False))
def a_condition_beside_a_step_comes_once(stage: Stage) -> None:
    assert stage.start().do("x", sure=True).open() == ["a", "y", "z"]
    assert stage.do("y").open() == ["a", "z"]
    assert stage.do("z").do("a").ended("e")


def box(*inside: str, **more: str) -> str:
    """Return a subprocess `a` with a step `u`, and what follows it."""
    ids = [part.split('id="', 1)[1].split('"', 1)[0] for part in inside]
    return subprocess("a", [node("startEvent", "is"), step("u"), *inside], line("is", "u", *ids), **more)


FAILS = [
    node("exclusiveGateway", "g", default="f_g_ie"),
    node("endEvent", "ie"),
]
FAILING = subprocess(
    "a",
    [node("startEvent", "is"), step("u"), *FAILS, node("endEvent", "bad", error("wrong"))],
    [*line("is", "u", "g", "ie"), flow("g", "bad", "u.sure")],
)


@story(p=bounded(error("wrong"), FAILING, interrupts=True, errors=("wrong",)))
def an_error_leaves_its_subprocess_only(stage: Stage) -> None:
    assert stage.start().do("u", sure=True).open() == ["x", "z"]
    assert stage.history("bad")[0]["detail"] == {"error": "wrong"}
    assert stage.do("z").do("x").do("y").ended("e3")
    assert stage.passed() == dict.fromkeys(
        ("s", "f", "is", "u", "g", "bad", "b", "z", "e2", "x", "t", "y", "e3"), 1
    )
    assert stage.start().do("u", sure=False).open() == ["x"]


RAISES = box(node("intermediateThrowEvent", "r", escalation("high")), step("v"), node("endEvent", "ie"))


@story(p=bounded(escalation("high"), RAISES, interrupts=True, escalations=("high",)))
def an_escalation_that_interrupts_leaves_the_subprocess(stage: Stage) -> None:
    assert stage.start().do("u").open() == ["x", "z"]
    assert stage.do("z").do("x").do("y").ended("e3")
    assert "v" not in stage.path()


@story(p=bounded(message("back"), box(node("endEvent", "ie")), interrupts=True, extra=GO, messages=("back",)))
def a_message_interrupts_a_subprocess_with_everything_in_it(stage: Stage) -> None:
    assert stage.start().open() == ["u", "x"]
    assert stage.send("back").open() == ["x", "z"]
    assert stage.do("z").do("x").do("y").ended("e3")


@story(p=bounded(timer("timeDuration", "PT1H"), step("a", again(maximum="3")), interrupts=True))
def a_deadline_stands_over_all_rounds_of_a_loop(stage: Stage) -> None:
    assert stage.start().do("a").open() == ["a", "x"]
    assert stage.wait(hours=2).open() == ["x", "z"]
    assert stage.do("z").do("x").do("y").ended("e3")


@story(
    p=drawn(
        "p",
        [
            START,
            node("receiveTask", "a", messageRef="M_ping"),
            node("boundaryEvent", "b", timer("timeDuration", "P1D"), attachedToRef="a"),
            step("z"),
            END,
        ],
        [*line("s", "a", "e"), *line("b", "z", "e")],
        messages=("ping",),
    )
)
def a_receive_task_is_given_up_at_its_deadline(stage: Stage) -> None:
    assert stage.start().open() == []
    assert stage.wait(days=2).open() == ["z"]
    assert stage.do("z").ended("e")
    assert stage.path() == ["s", "b", "z", "e"]
