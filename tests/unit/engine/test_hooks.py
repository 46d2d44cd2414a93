"""What the library does with data by itself, and ours does otherwise: nothing travels in tokens, lists and texts arrive
as they were meant."""

from datetime import date
from typing import Any

import pytest

from app.engine.state import unpack
from tests.support.drawing import (
    diagram,
    flow,
    line,
    message,
    multi,
    node,
    properties,
    service,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.driving import Calls, Instance, program
from tests.unit.engine.test_state import rows

START, END = node("startEvent", "s"), node("endEvent", "e")


def straight(*steps: str, **more: Any) -> bytes:
    ids = ["s", *[part.split('id="', 1)[1].split('"', 1)[0] for part in steps], "e"]
    return diagram("p", [START, *steps, END], line(*ids), **more)


def test_neither_an_answer_nor_a_result_nor_a_payload_is_in_a_token() -> None:
    go = node("intermediateCatchEvent", "c", message("m"), properties(label="go"))
    source = straight(user("a"), service("w", "op", "out", x="a.word"), go, user("b"), messages=("m",))
    instance = Instance(source, {"a": {"word": "needle"}}).do("a", word="needle").send("c", word="needle")
    assert instance.case["out"]["x"] == instance.case["f"]["word"] == "needle"
    assert "needle" not in str(rows(instance.state))
    top = unpack(instance.program, instance.state, None)
    assert all(task.data == {} for task in top.tasks.values())


@pytest.mark.parametrize("sequential", [False, True])
def test_the_items_of_a_loop_are_those_of_the_moment_it_was_entered(sequential: bool) -> None:
    loop = multi(items="form.list", item="it", sequential=sequential)
    instance = Instance(straight(user("a", loop, data="done", it="=it")), {"form": {"list": ["x", "y"]}})
    instance.case["form"]["list"] = ["other"]
    seen = []
    while not instance.now.ended:
        seen.append(instance.now.waiting[0].properties["it"])
        instance.do("a")
    assert seen == ["x", "y"]
    assert len(instance.case["done"]) == 2


def test_values_leave_the_engine_as_json() -> None:
    host = Calls()
    given = {
        "day": 'date("2027-06-30")',
        "at": 'date and time("2027-06-30T08:00:00+08:00")',
        "long": 'duration("P3D")',
        "whole": "4 / 2",
        "part": "1 / 4",
        "list": "[1.0, null, {a: 2.0}]",
    }
    step = user("a", due='=date("2027-06-30")', count="=6 / 2")
    instance = Instance(straight(service("w", "op", "out", **given), step), {}, host)
    (called,) = host.calls
    assert called[1] == {
        "day": "2027-06-30",
        "at": "2027-06-30T08:00:00+08:00",
        "long": "P3D",
        "whole": 2,
        "part": 0.25,
        "list": [1, None, {"a": 2}],
    }
    assert (type(called[1]["whole"]), type(instance.case["out"]["whole"])) == (int, int)
    assert instance.now.waiting[0].properties["due"] == date(2027, 6, 30).isoformat()
    assert instance.now.waiting[0].properties["count"] == 3


@pytest.mark.parametrize(
    "drawn",
    [
        "f.分数 &gt; 59 and f.级 = &quot;甲&quot;",
        '<![CDATA[f.分数 > 59 and f.级 = "甲"]]>',
        '= f.分数 &gt; 59 and f.级 = "甲"',
        'f.分数 <!-- sixty --> &gt; 59 <!-- and --> and f.级 = "甲"',
        '\n      f.分数 &gt; 59\n      and f.级 = "甲"\n    ',
        'f.分数 &gt; 59 // sixty\n and f.级 = "甲"',
        'f.分数 &#62; 59 and f.级 = "&#x7532;"',
        'f.分数 <?editor was here?>&gt; 59 and f.级 = "甲"',
    ],
)
def test_an_expression_arrives_as_it_was_drawn(drawn: str) -> None:
    """The library's parser ends an expression at the first comment in it."""
    nodes = [START, user("a"), node("exclusiveGateway", "g", default="f_g_e"), user("b"), END]
    source = diagram("p", nodes, [*line("s", "a", "g", "e"), flow("g", "b", "CONDITION"), flow("b", "e")])
    source = source.replace(b"CONDITION", drawn.encode())
    assert Instance(source).do("a", 分数=60, 级="甲").open() == ["b"]
    assert Instance(source).do("a", 分数=60, 级="乙").now.ended


def test_an_address_in_a_parameter_is_text() -> None:
    host = Calls()
    Instance(straight(service("w", "op", x='"https://example.org/a"')), {}, host)
    assert host.calls == [("op", {"x": "https://example.org/a"})]


def test_a_lane_is_known_by_its_id_and_not_by_its_name_or_its_spaces() -> None:
    """The library knows lanes by name: two of one name become one."""
    source = straight(user("a"), user("b"), lanes={"first": ["s", "a"], "second": ["b", "e"]})
    source = source.replace(b'name="first"', b'name="same"', 1).replace(b'name="second"', b'name="same"', 1)
    for lane in (b"first", b"second"):
        source = source.replace(b'name="%s"><bpmn:ext' % lane, b'name="same"><bpmn:ext')
    source = source.replace(b"<bpmn:flowNodeRef>b<", b"<bpmn:flowNodeRef>\n  b\n<")
    instance = Instance(source)
    assert instance.now.waiting[0].role == "first"
    assert instance.do("a").now.waiting[0].role == "second"


def test_a_boundary_event_belongs_to_the_lane_of_its_step_unless_it_has_its_own() -> None:
    event = node("boundaryEvent", "b", message("m"), properties(label="x"), attachedToRef="a")
    nodes, flows = [START, user("a"), event, END], [*line("s", "a", "e"), flow("b", "e")]
    for lanes, role in (({"x": ["s", "a", "e"]}, "x"), ({"x": ["s", "a", "e"], "y": ["b"]}, "y")):
        instance = Instance(diagram("p", nodes, flows, messages=("m",), lanes=lanes))
        assert instance.now.subscriptions[0].role == role


def test_a_timer_without_a_zone_is_that_of_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library takes the zone of the server."""
    monkeypatch.setenv("TZ", "America/New_York")
    text = '=date and time("2026-12-01T09:00:00")'
    instance = Instance(straight(node("intermediateCatchEvent", "t", timer("timeDate", text)), user("a")))
    assert instance.now.timers[0].due.isoformat() == "2026-12-01T09:00:00+08:00"


def test_the_end_of_the_whole_process_is_told_and_not_that_of_a_part() -> None:
    inner = subprocess("a", [node("startEvent", "is"), node("endEvent", "ie")], line("is", "ie"))
    assert Instance(straight(inner)).now.end == "e"


def test_a_program_is_built_without_the_file_ever_reaching_the_library() -> None:
    source = straight(user("a")).replace(
        b"</bpmn:process>", b"</bpmn:process><bpmn:process id='x' isExecutable='false'/>"
    )
    assert sorted(program(source).spec.task_specs) == [":a", ":e", ":s", "End", "Start", "p.EndJoin"]
