"""Stories of called processes: what they are given, and how they leave by an end or an error."""

from tests.support.drawing import error, escalation, flow, line, message, node, properties, subprocess
from tests.walks.elements.stage import END, START, Stage, drawn, step, story

REVIEW = drawn(
    "q",
    [
        node("startEvent", "qs"),
        step("check", name="=call.title", who="=call.who"),
        node("exclusiveGateway", "qg", default="f_qg_qe"),
        node("endEvent", "qe"),
        node("endEvent", "qback", error("returned")),
    ],
    [*line("qs", "check", "qg", "qe"), flow("qg", "qback", "check.sure")],
    lanes={"department": ["check"]},
    errors=("returned",),
)


@story(
    p=drawn(
        "p",
        [
            START,
            node("exclusiveGateway", "m"),
            step("a"),
            node(
                "callActivity", "c", "", properties(title='="审核" + a.word', who="school"), calledElement="q"
            ),
            node("boundaryEvent", "back", error("returned"), attachedToRef="c"),
            END,
        ],
        [*line("s", "m", "a", "c", "e"), flow("back", "m")],
        errors=("returned",),
    ),
    q=REVIEW,
)
def a_called_review_returns_by_its_error(stage: Stage) -> None:
    stage.start().do("a", word="甲")
    (task,) = stage.look()["tasks"]
    assert (task["step"], task["name"], task["role"]) == ("check", "审核甲", "department")
    assert stage.do("check", sure=True).open() == ["a"]
    assert stage.do("a", word="乙").do("check", sure=False).ended("e")
    once = ["m", "a", "qs", "check", "qg"]
    assert stage.path() == ["s", *once, "qback", "back", *once, "qe", "c", "e"]


@story(
    p=drawn(
        "p",
        [
            START,
            node("parallelGateway", "f"),
            node("callActivity", "c1", "", properties(title="一"), calledElement="q"),
            node("boundaryEvent", "b1", error("returned"), attachedToRef="c1"),
            node("callActivity", "c2", "", properties(title="二"), calledElement="q"),
            node("boundaryEvent", "b2", error("returned"), attachedToRef="c2"),
            step("again1"),
            step("again2"),
            END,
        ],
        [
            *line("s", "f", "c1", "e"),
            *line("f", "c2", "e"),
            *line("b1", "again1", "e"),
            *line("b2", "again2", "e"),
        ],
        errors=("returned",),
    ),
    q=REVIEW,
)
def an_error_of_one_of_two_calls_side_by_side_leaves_the_other_alone(stage: Stage) -> None:
    assert stage.start().open() == ["check", "check"]
    first = stage.look()["tasks"][0]["name"]
    returned = "again1" if first == "一" else "again2"
    assert stage.do("check", sure=True).open() == sorted([returned, "check"])
    assert stage.do("check", sure=False).open() == [returned]
    assert stage.do(returned).ended("e")


@story(
    p=drawn(
        "p",
        [
            START,
            node("callActivity", "c", "", properties(title="层"), calledElement="q"),
            node("boundaryEvent", "b", error("lost"), attachedToRef="c"),
            node("boundaryEvent", "up", escalation("high"), attachedToRef="c", cancelActivity="false"),
            node("boundaryEvent", "stop", message("stop"), properties(label="停"), attachedToRef="c"),
            step("z"),
            step("y"),
            END,
            node("endEvent", "e2"),
            node("endEvent", "stopped"),
        ],
        [*line("s", "c", "e"), *line("b", "z", "e"), *line("up", "y", "e2"), *line("stop", "stopped")],
        errors=("lost",),
        escalations=("high",),
        messages=("stop",),
    ),
    q=drawn(
        "q",
        [
            node("startEvent", "qs"),
            subprocess(
                "box",
                [
                    node("startEvent", "bs"),
                    node("callActivity", "deep", "", properties(title="=call.title"), calledElement="r"),
                    node("endEvent", "be"),
                ],
                line("bs", "deep", "be"),
            ),
            node("endEvent", "qe"),
        ],
        line("qs", "box", "qe"),
    ),
    r=drawn(
        "r",
        [
            node("startEvent", "rs"),
            step("look", name="=call.title"),
            node("intermediateThrowEvent", "raise", escalation("high")),
            node("exclusiveGateway", "rg", default="f_rg_re"),
            node("endEvent", "re", "<bpmn:terminateEventDefinition/>"),
        ],
        [*line("rs", "look", "raise", "rg", "re")],
        escalations=("high",),
    ),
)
def calls_in_calls_are_left_by_a_message_and_escalate_to_the_outermost(stage: Stage) -> None:
    stage.start()
    assert stage.look()["tasks"][0]["step"] == "look"
    assert stage.send("stop").ended("stopped")
    assert stage.start().do("look").open() == ["y"]
    assert stage.do("y").ended("e2")
    assert stage.path() == [
        "s",
        "qs",
        "bs",
        "rs",
        "look",
        "raise",
        "up",
        "rg",
        "re",
        "deep",
        "be",
        "box",
        "qe",
        "c",
        "e",
        "y",
        "e2",
    ]
