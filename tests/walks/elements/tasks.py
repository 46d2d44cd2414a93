"""Stories of steps: by people, by operators and decisions, and messages between two processes."""

from tests.support.drawing import flow, line, message, node, properties, service, subprocess
from tests.walks.elements.stage import DECIDE, END, START, Stage, drawn, step, story

BODY = "{said: a.word, twice: a.number * 2}"


@story(
    p=drawn(
        "p",
        [START, step("a", status="first"), step("b", status="second"), step("c"), END],
        line("s", "a", "b", "c", "e"),
        lanes={"department": ["b"], "school": ["c"]},
    )
)
def people_of_three_roles_hand_in_steps(stage: Stage) -> None:
    assert stage.start().open() == ["a"]
    assert stage.do("a", word="one", number=3, sure=True).open() == ["b"]
    assert stage.look()["status"]["code"] == "second"
    stage.do("b", word="two").do("c")
    assert stage.ended("e")
    assert stage.path() == ["s", "a", "b", "c", "e"]
    assert stage.look()["data"]["a"] == {"word": "one", "number": 3, "sure": True}
    done = [h["role"] for h in stage.history() if h["kind"] == "completed"]
    assert done == ["graduate", "department", "school"]


@story(
    p=drawn(
        "p",
        [
            START,
            step("a"),
            service("w", "emit", "sent", topic='"seen"', body=BODY, key="a.word"),
            node("exclusiveGateway", "g", default="f_g_no"),
            step("yes"),
            step("no"),
            END,
        ],
        [*line("s", "a", "w", "g", "no", "e"), flow("g", "yes", 'sent = "hello"'), flow("yes", "e")],
    )
)
def an_operator_is_called_once_and_its_result_decides(stage: Stage) -> None:
    assert stage.start().do("a", word="hello", number=4).open() == ["yes"]
    (sent,) = stage.cast.outbox("events")
    assert (sent.topic, sent.body, sent.key) == ("seen", {"said": "hello", "twice": 8}, "hello")
    (called,) = stage.history("w")
    assert called["choice"]["values"] == {"a.number": 4, "a.word": "hello"}
    assert called["choice"]["result"] == "hello"
    assert stage.do("yes").ended("e")
    assert stage.path() == ["s", "a", "w", "g", "yes", "e"]


@story(
    p=drawn(
        "p",
        [
            START,
            step("a"),
            node("businessRuleTask", "d", "", properties(result="found") + DECIDE),
            node("exclusiveGateway", "g", default="f_g_e"),
            step("b"),
            END,
        ],
        [*line("s", "a", "d", "g", "e"), flow("g", "b", "found.big"), flow("b", "e")],
    )
)
def a_decision_table_decides(stage: Stage) -> None:
    assert stage.start().do("a", number=11).open() == ["b"]
    (decided,) = stage.history("d")
    assert (decided["detail"]["outputs"], decided["detail"]["rules"]) == ({"big": True}, ["many"])
    assert stage.do("b").ended("e")
    assert stage.path() == ["s", "a", "d", "g", "b", "e"]


def thrower(kind: str, *after: str) -> bytes:
    """Return a process that throws the message `ping` with what was answered before."""
    carried = properties(payload="={word: a.word}")
    body = "" if kind == "sendTask" else message("ping")
    more = {"messageRef": "M_ping"} if kind == "sendTask" else {}
    nodes = [START, step("a"), node(kind, "t", body, carried, **more)]
    nodes += [node("endEvent", x) for x in after]
    return drawn("p", nodes, line("s", "a", "t", *after), messages=("ping",))


def catcher(kind: str) -> bytes:
    """Return a process that waits for the message `ping`."""
    more = {"messageRef": "M_ping"} if kind == "receiveTask" else {}
    catch = node(kind, "c", "" if more else message("ping"), properties(data="came"), **more)
    return drawn("q", [START, catch, step("b"), END], line("s", "c", "b", "e"), messages=("ping",))


def passes_a_message(stage: Stage, end: str) -> None:
    waiting = stage.start("q").instance
    assert stage.open() == []
    stage.start("p").do("a", word="hello")
    assert stage.ended(end)
    assert stage.history("t")[-1]["detail"] == {"message": "ping"}
    stage.instance = waiting
    assert stage.open() == []
    assert stage.work().open() == ["b"]
    assert stage.case()["came"] == {"word": "hello"}
    assert stage.do("b").ended("e")
    assert stage.path() == ["s", "c", "b", "e"]


@story(p=thrower("sendTask", "e"), q=catcher("receiveTask"))
def a_send_task_reaches_a_receive_task(stage: Stage) -> None:
    passes_a_message(stage, "e")


@story(p=thrower("intermediateThrowEvent", "e"), q=catcher("intermediateCatchEvent"))
def a_throw_event_reaches_a_catch_event(stage: Stage) -> None:
    passes_a_message(stage, "e")


@story(p=thrower("endEvent"), q=catcher("intermediateCatchEvent"))
def a_message_end_event_reaches_a_catch_event(stage: Stage) -> None:
    passes_a_message(stage, "t")


INSIDE = [node("startEvent", "is"), step("b"), node("endEvent", "ie")]
LATER = node("intermediateThrowEvent", "t", "", properties(status="later"))


@story(
    p=drawn(
        "p",
        [START, step("a"), subprocess("box", INSIDE, line("is", "b", "ie")), LATER, step("c"), END],
        line("s", "a", "box", "t", "c", "e"),
        lanes={"department": ["b"]},
    )
)
def a_subprocess_keeps_the_lanes_of_its_own_steps(stage: Stage) -> None:
    assert stage.start().do("a").open() == ["b"]
    assert stage.look()["tasks"][0]["role"] == "department"
    assert stage.do("b", word="inside").open() == ["c"]
    assert stage.look()["status"]["code"] == "later"
    assert stage.do("c").ended("e")
    assert stage.path() == ["s", "a", "is", "b", "ie", "box", "t", "c", "e"]
    assert stage.case()["b"]["word"] == "inside"
