"""Stories of events between steps: messages, moments, signals, conditions, terminate, event subprocesses."""

from tests.support.drawing import (
    conditional,
    escalation,
    line,
    message,
    node,
    properties,
    signal,
    subprocess,
    timer,
)
from tests.walks.elements.stage import END, START, Stage, drawn, step, story

GO = properties(label="继续")


@story(
    p=drawn(
        "p",
        [START, node("intermediateCatchEvent", "c", message("go"), GO), step("b"), END],
        line("s", "c", "b", "e"),
        messages=("go",),
    )
)
def a_message_event_is_a_button(stage: Stage) -> None:
    (offer,) = stage.start().cast["g-10001-01"].get(f"/instances/{stage.instance}")["messages"]
    assert (offer["name"], offer["label"], offer["allowed"]) == ("go", "继续", True)
    stage.send("go", role="school", status=403)
    assert stage.send("go").open() == ["b"]
    stage.send("go", status=409)
    assert stage.do("b").ended("e")
    assert stage.path() == ["s", "c", "b", "e"]


@story(
    p=drawn(
        "p",
        [
            START,
            step("a"),
            node("intermediateCatchEvent", "day", timer("timeDate", '=now() + duration("P2D")')),
            node(
                "intermediateCatchEvent",
                "hours",
                timer("timeDuration", '=duration("PT" + string(a.number) + "H")'),
            ),
            node("intermediateCatchEvent", "round", timer("timeCycle", "R3/PT1H")),
            step("b"),
            END,
        ],
        line("s", "a", "day", "hours", "round", "b", "e"),
    )
)
def moments_come_one_after_another(stage: Stage) -> None:
    stage.start().do("a", number=5).work()
    assert stage.path() == ["s", "a"]
    assert stage.wait(hours=47).path() == ["s", "a"]
    assert stage.wait(hours=2).path() == ["s", "a", "day"]
    assert stage.wait(hours=4).path() == ["s", "a", "day"]
    assert stage.wait(hours=2).path() == ["s", "a", "day", "hours"]
    assert stage.wait(hours=2).open() == ["b"]
    assert stage.do("b").ended("e")
    assert stage.path() == ["s", "a", "day", "hours", "round", "b", "e"]
    assert stage.history("hours")[-1]["choice"]["expression"] == '=duration("PT" + string(a.number) + "H")'


@story(
    p=drawn(
        "p",
        [
            START,
            node("parallelGateway", "f"),
            node("intermediateCatchEvent", "heard", signal("ring")),
            node("intermediateCatchEvent", "met", conditional("a.number > 1")),
            step("a"),
            node("intermediateThrowEvent", "t", signal("ring")),
            step("b"),
            node("parallelGateway", "j"),
            END,
        ],
        [
            *line("s", "f", "heard", "j"),
            *line("f", "met", "j"),
            *line("f", "a", "t", "b", "j", "e"),
        ],
        signals=("ring",),
    )
)
def a_signal_and_a_condition_are_waited_for_beside_a_step(stage: Stage) -> None:
    assert stage.start().open() == ["a"]
    assert stage.do("a", number=2).open() == ["b"]
    assert stage.history("met")[0]["choice"] == {
        "expression": "a.number > 1",
        "values": {"a.number": 2},
        "result": True,
    }
    assert stage.do("b").ended("e")
    assert stage.passed() == dict.fromkeys(("s", "heard", "met", "a", "t", "b", "e", "f", "j"), 1)


@story(
    p=drawn(
        "p",
        [
            START,
            node("parallelGateway", "f"),
            step("a"),
            node("intermediateCatchEvent", "heard", signal("ring")),
            step("late"),
            step("b"),
            node("endEvent", "all", "<bpmn:terminateEventDefinition/>"),
            node("endEvent", "tell", signal("ring")),
            END,
        ],
        [*line("s", "f", "a", "tell"), *line("f", "heard", "late", "e"), *line("f", "b", "all")],
        signals=("ring",),
    )
)
def a_signal_end_tells_and_a_terminate_end_takes_everything(stage: Stage) -> None:
    assert stage.start().open() == ["a", "b"]
    assert stage.do("a").open() == ["b", "late"]
    assert stage.do("b").ended("all")
    assert stage.passed() == dict.fromkeys(("s", "f", "a", "tell", "heard", "b", "all"), 1)


def listening(start: str, *, interrupting: bool, **names: tuple[str, ...]) -> bytes:
    """Return a process with an event subprocess, and a step that throws what starts it if that is a signal."""
    inner = [
        node("startEvent", "hear", start, GO, isInterrupting=str(interrupting).lower()),
        step("inside"),
        node("endEvent", "over"),
    ]
    beside = subprocess("beside", inner, line("hear", "inside", "over"), triggeredByEvent="true")
    nodes = [START, step("a"), node("intermediateThrowEvent", "t", signal("ring")), step("b"), END, beside]
    return drawn("p", nodes, line("s", "a", "t", "b", "e"), signals=("ring",), **names)


@story(p=listening(message("go"), interrupting=False, messages=("go",)))
def an_event_subprocess_beside_the_process_runs_as_often_as_it_is_asked(stage: Stage) -> None:
    assert stage.start().send("go").open() == ["a", "inside"]
    assert stage.send("go").open() == ["a", "inside", "inside"]
    assert stage.do("inside").do("a").do("inside").open() == ["b"]
    assert stage.do("b").ended("e")
    assert stage.passed()["beside"] == stage.passed()["over"] == 2


@story(p=listening(message("go"), interrupting=True, messages=("go",)))
def an_event_subprocess_that_interrupts_takes_the_place_of_the_process(stage: Stage) -> None:
    assert stage.start().do("a").send("go").open() == ["inside"]
    stage.send("go", status=409)
    assert stage.do("inside").ended("over")
    assert stage.path() == ["s", "a", "t", "hear", "inside", "over", "beside"]


@story(p=listening(signal("ring"), interrupting=False))
def an_event_subprocess_starts_on_a_signal(stage: Stage) -> None:
    assert stage.start().open() == ["a"]
    assert stage.do("a").open() == ["b", "inside"]
    assert stage.do("b").open() == ["inside"]
    assert stage.do("inside").ended("over")


@story(p=listening(signal("ring"), interrupting=True))
def an_event_subprocess_that_interrupts_starts_on_a_signal(stage: Stage) -> None:
    assert stage.start().do("a").open() == ["inside"]
    assert stage.do("inside").ended("over")
    assert "b" not in stage.path()


ESCALATES = [
    node("startEvent", "is"),
    step("x"),
    node("intermediateThrowEvent", "raise", escalation("high")),
    step("y"),
    node("endEvent", "ie", escalation("high")),
]


@story(
    p=drawn(
        "p",
        [
            START,
            subprocess("box", ESCALATES, line("is", "x", "raise", "y", "ie")),
            node("boundaryEvent", "b", escalation("high"), attachedToRef="box", cancelActivity="false"),
            step("z"),
            END,
            node("endEvent", "e2"),
        ],
        [*line("s", "box", "e"), *line("b", "z", "e2")],
        escalations=("high",),
    )
)
def an_escalation_tells_the_process_around_it_and_goes_on(stage: Stage) -> None:
    assert stage.start().do("x").open() == ["y", "z"]
    assert stage.do("y").open() == ["z", "z"]
    assert stage.do("z").do("z").ended("e2")
    assert stage.passed()["b"] == 2
