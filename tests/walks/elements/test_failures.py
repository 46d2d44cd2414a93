"""What cannot go on, through the doors: a refusal that keeps nothing, or an incident that names the element and loses
nothing; never a hang, never half a step."""

import pytest
from sqlalchemy import func, select

from app.store.instances import History, Instance
from app.store.tasks import Task
from tests.support.drawing import (
    error,
    flow,
    line,
    message,
    multi,
    node,
    properties,
    service,
    subprocess,
    timer,
)
from tests.walks.elements.stage import END, START, Stage, drawn, step

GO = properties(label="继续")
DOUBT = [node("exclusiveGateway", "g", default="f_g_e"), step("z"), END]


def doubtful(*before: str, **names) -> bytes:
    """Return a process whose last choice cannot be made until `a` has said how often."""
    ids = [part.split('id="', 1)[1].split('"', 1)[0] for part in before]
    flows = [*line("s", *ids, "g", "e"), flow("g", "z", "a.number > 1"), flow("z", "e")]
    return drawn("p", [START, *before, *DOUBT], flows, **names)


def counts(stage: Stage) -> list[int]:
    with stage.cast.session() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Instance, Task, History)
        ]


CIRCLE = [node("exclusiveGateway", "g"), node("exclusiveGateway", "h", default="f_h_g")]
INNER = [node("startEvent", "is"), step("u", multi(count="1000")), node("endEvent", "ie")]
NEVER = {
    "a circle without a person": drawn(
        "p", [START, *CIRCLE, END], [*line("s", "g", "h", "g"), flow("h", "e", "1 = 2")]
    ),
    "ten million instances": drawn("p", [START, step("a", multi(count="10 ** 7")), END], line("s", "a", "e")),
    "a million instances in one another": drawn(
        "p",
        [START, subprocess("a", INNER, line("is", "u", "ie"), multi(count="1000")), END],
        line("s", "a", "e"),
    ),
    "a moment a million years ahead": drawn(
        "p",
        [START, node("intermediateCatchEvent", "a", timer("timeDuration", '=duration("P999999Y")')), END],
        line("s", "a", "e"),
    ),
    "a condition that is not true or false": doubtful(),
    "an operator that fails": drawn(
        "p", [START, service("a", "notify", message='"gone"', to='"x"'), END], line("s", "a", "e")
    ),
    "an error that nobody catches": drawn(
        "p", [START, node("endEvent", "a", error("bad"))], line("s", "a"), errors=("bad",)
    ),
    "a lane that is nobody here": drawn(
        "p", [START, step("a"), END], line("s", "a", "e"), lanes={"employer": ["a"]}
    ),
}


@pytest.mark.parametrize("what", NEVER)
def test_what_cannot_start_is_refused_and_leaves_nothing(stage: Stage, what: str) -> None:
    stage.publish({"p": NEVER[what]})
    before = counts(stage)
    graduate = stage.cast["g-10001-01"]
    answer = graduate.post("/processes/p/instances", {"subject": "self", "data": {}}, 409)
    assert answer["detail"].endswith("请联系管理员。")
    assert answer["element"] in ("a", "g", "h", "u")
    assert counts(stage) == before


def test_a_message_that_leads_nowhere_is_refused_and_the_instance_waits_on(stage: Stage) -> None:
    stage.publish({"p": doubtful(node("intermediateCatchEvent", "c", message("go"), GO), messages=("go",))})
    stage.start()
    before = counts(stage)
    stage.send("go", status=409)
    assert counts(stage) == before
    offers = stage.cast["g-10001-01"].get(f"/instances/{stage.instance}")["messages"]
    assert [o["name"] for o in offers] == ["go"]


def test_a_timer_that_leads_nowhere_is_an_incident_and_can_be_moved_on(stage: Stage) -> None:
    stage.publish({"p": doubtful(node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H")))})
    stage.start()
    for _ in range(4):
        stage.wait(hours=2)
    (incident,) = stage.cast["ops"].get("/incidents")["items"]
    assert (incident["instance"], incident["element"]) == (stage.instance, "t")
    assert "a.number > 1" in incident["message"]
    stage.cast["ops"].post(f"/incidents/{incident['id']}/move", {"to": "z", "reason": "看过了"})
    assert stage.open() == ["z"]
    assert stage.do("z").ended("e")


def test_an_error_that_nobody_catches_keeps_the_answer_and_is_an_incident(stage: Stage) -> None:
    nodes = [START, step("a"), node("endEvent", "bad", error("bad"))]
    stage.publish({"p": drawn("p", nodes, line("s", "a", "bad"), errors=("bad",))})
    stage.start().do("a", word="kept")
    for _ in range(4):
        stage.wait(minutes=10)
    (incident,) = stage.cast["ops"].get("/incidents")["items"]
    assert incident["element"] == "bad"
    assert stage.case()["a"]["word"] == "kept"
    assert not stage.look()["ended"]


def test_one_receiver_that_cannot_go_on_does_not_keep_a_message_from_the_others(stage: Stage) -> None:
    throw = node("intermediateThrowEvent", "t", message("ping"), properties(payload="={word: a.word}"))
    caught = node("intermediateCatchEvent", "c", message("ping"), properties(data="came"))
    well = drawn("q", [START, caught, step("b"), END], line("s", "c", "b", "e"), messages=("ping",))
    ill = (
        doubtful(caught, messages=("ping",))
        .replace(b'id="p"', b'id="r"', 1)
        .replace(b'name="p"', b'name="r"', 1)
    )
    sender = drawn("p", [START, step("a"), throw, END], line("s", "a", "t", "e"), messages=("ping",))
    stage.publish({"p": sender, "q": well, "r": ill})
    bad = stage.start("r").instance
    good = stage.start("q").instance
    assert stage.start("p").do("a", word="hello").ended("e")
    for _ in range(4):
        stage.wait(minutes=10)
    stage.instance = good
    assert stage.open() == ["b"]
    assert stage.case()["came"] == {"word": "hello"}
    (incident,) = stage.cast["ops"].get("/incidents")["items"]
    assert (incident["instance"], incident["element"]) == (bad, "c")
