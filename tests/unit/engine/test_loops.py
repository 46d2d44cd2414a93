"""Multi-instance steps and loops over the case."""

import pytest

from app.errors import Incident
from tests.support.drawing import again, diagram, flow, message, multi, node, service, subprocess, user
from tests.unit.engine.driving import Instance

START, END = node("startEvent", "s"), node("endEvent", "e")
BOTH = pytest.mark.parametrize("sequential", [False, True])


def looped(step: str, *more: str, **names) -> bytes:
    """Return a looping step `a`, then `z`."""
    flows = [flow("s", "a"), flow("a", "z"), flow("z", "e")]
    return diagram("p", [START, step, user("z"), END, *more], flows, **names)


@BOTH
def test_every_item_of_a_list_has_its_instance(sequential: bool) -> None:
    loop = multi(items="= list", item="it", sequential=sequential)
    instance = Instance(
        looped(user("a", loop, who="=it.name", at="=loop.index")),
        {"list": [{"name": "甲"}, None, {"name": "乙"}]},
    )
    seen = []
    while instance.open() != ["z"]:
        waiting = instance.now.waiting[0]
        seen.append((waiting.properties["who"], waiting.properties["at"], len(instance.now.waiting)))
        instance.do("a", at=waiting.properties["at"])
    assert seen == [("甲", 1, 1 if sequential else 3), (None, 2, 1 if sequential else 2), ("乙", 3, 1)]
    assert instance.case["f"] == [{"at": 1}, {"at": 2}, {"at": 3}]


@BOTH
def test_a_number_of_instances_is_evaluated(sequential: bool) -> None:
    instance = Instance(
        looped(user("a", multi(count="count(list)", sequential=sequential))), {"list": [1, 2]}
    )
    assert instance.do("a").do("a").open() == ["z"]


@BOTH
def test_no_items_means_the_step_is_passed(sequential: bool) -> None:
    assert Instance(looped(user("a", multi(items="list", sequential=sequential))), {"list": []}).open() == [
        "z"
    ]


@BOTH
def test_a_completion_condition_ends_the_step_early(sequential: bool) -> None:
    until = "count(f[item.ok = true]) >= 2 or loop.completed = 4"
    instance = Instance(looped(user("a", multi(count="5", until=until, sequential=sequential))))
    assert instance.do("a", ok=True).do("a", ok=False).open()[0] == "a"
    assert instance.do("a", ok=True).open() == ["z"]


@BOTH
def test_a_completion_condition_that_is_null_is_an_incident(sequential: bool) -> None:
    with pytest.raises(Incident) as failed:
        Instance(looped(user("a", multi(count="3", until="missing.x", sequential=sequential)))).do("a")
    assert failed.value.element == "a"


@pytest.mark.parametrize(
    "loop",
    [
        multi(items="missing"),
        multi(items='"text"'),
        multi(count="-1"),
        multi(count="1.5"),
        multi(count="5000"),
    ],
)
def test_a_list_or_number_that_makes_no_sense_is_an_incident(loop: str) -> None:
    with pytest.raises(Incident) as failed:
        Instance(looped(user("a", loop)))
    assert (failed.value.element, failed.value.kind) == ("a", "loop")


def test_a_second_round_starts_a_new_list_of_answers() -> None:
    nodes = [
        START,
        user("a", multi(count="2"), data="votes"),
        node("exclusiveGateway", "g", default="f_g_e"),
        END,
    ]
    flows = [flow("s", "a"), flow("a", "g"), flow("g", "e"), flow("g", "a", "votes[1].again")]
    instance = Instance(diagram("p", nodes, flows)).do("a", again=True).do("a", again=True)
    assert instance.case["votes"] == []
    assert instance.do("a", again=False).do("a", again=False).case["votes"] == [{"again": False}] * 2


@BOTH
def test_an_operator_runs_once_for_each_item(sequential: bool) -> None:
    step = service("a", "work", "last", it="it").replace(
        "</bpmn:serviceTask>", multi(items="list", item="it", sequential=sequential) + "</bpmn:serviceTask>"
    )
    instance = Instance(looped(step), {"list": ["x", "y"]})
    assert instance.host.calls == [("work", {"it": "x"}), ("work", {"it": "y"})]


@BOTH
def test_calls_and_subprocesses_see_their_item(sequential: bool) -> None:
    loop = multi(items="list", item="it", sequential=sequential)
    inner = [node("startEvent", "is"), user("b", it="=it"), node("endEvent", "ie")]
    host = subprocess("a", inner, [flow("is", "b"), flow("b", "ie")], loop)
    instance = Instance(looped(host), {"list": ["x", "y"]})
    assert instance.now.waiting[0].properties["it"] == "x"
    instance.do("b")
    assert instance.now.waiting[0].properties["it"] == "y"
    assert instance.do("b").open() == ["z"]


def test_the_inner_of_two_loops_wins() -> None:
    inside = user("b", multi(items="it.parts", item="it"), who="=it")
    inner = [node("startEvent", "is"), inside, node("endEvent", "ie")]
    host = subprocess("a", inner, [flow("is", "b"), flow("b", "ie")], multi(items="list", item="it"))
    case = {"list": [{"parts": ["x", "y"]}, {"parts": ["z"]}]}
    assert sorted(w.properties["who"] for w in Instance(looped(host), case).now.waiting) == ["x", "y", "z"]


def test_a_message_interrupts_all_instances_and_what_runs_in_them() -> None:
    """The library drops the instances of a loop and lets the processes in them go on."""
    event = node("boundaryEvent", "b", message("m"), attachedToRef="a")
    inner = [node("startEvent", "is"), user("i"), node("endEvent", "ie")]
    steps = (
        user("a", multi(count="2")),
        subprocess("a", inner, [flow("is", "i"), flow("i", "ie")], multi(count="2")),
    )
    for step in steps:
        source = looped(step, event, user("x"), messages=("m",))
        source = source.replace(
            b"</bpmn:process>", (flow("b", "x") + flow("x", "e") + "</bpmn:process>").encode()
        )
        instance = Instance(source)
        instance.do(instance.open()[0]).send("b")
        assert instance.open() == ["x"]
        assert instance.do("x").now.ended


def test_a_loop_goes_on_while_its_condition_holds_and_stops_at_its_maximum() -> None:
    instance = Instance(looped(user("a", again("f.again", "3")))).do("a", again=True)
    assert instance.do("a", again=False).open() == ["z"]
    assert Instance(looped(user("a", again("true", "2")))).do("a").do("a").open() == ["z"]
    assert Instance(looped(user("a", again("false", before=True)))).open() == ["z"]
    with pytest.raises(Incident):
        Instance(looped(user("a", again("f.missing")))).do("a")


def test_an_item_with_a_key_that_the_library_would_misread_survives_the_state() -> None:
    instance = Instance(
        looped(user("a", multi(items="list", item="it"), who="=it")), {"list": [{"typename": "Task"}]}
    )
    assert instance.resume(instance.case).now.waiting[0].properties["who"] == {"typename": "Task"}
