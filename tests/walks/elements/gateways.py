"""Stories of gateways: choices, splits and joins, also in loops; the first event that happens."""

from tests.support.drawing import conditional, flow, line, message, node, properties, signal, timer
from tests.walks.elements.stage import END, START, Stage, drawn, step, story

GO = properties(label="继续")


@story(
    p=drawn(
        "p",
        [
            START,
            node("exclusiveGateway", "m"),
            step("a"),
            node("exclusiveGateway", "g", default="f_g_e"),
            step("b"),
            END,
        ],
        [
            *line("s", "m", "a", "g", "e"),
            flow("g", "b", "a.number > 5"),
            flow("g", "m", 'a.word = "again"'),
            flow("b", "e"),
        ],
    )
)
def an_exclusive_gateway_explains_the_way_it_goes(stage: Stage) -> None:
    assert stage.start().do("a", number=1, word="again").open() == ["a"]
    assert stage.do("a", number=7, word="x").open() == ["b"]
    first, second = (h["choice"] for h in stage.history("g"))
    assert first["expression"] == 'a.number > 5；a.word = "again"'
    assert (first["values"], first["result"]) == ({"a.number": 1, "a.word": "again"}, ["m"])
    assert (second["values"], second["result"]) == ({"a.number": 7, "a.word": "x"}, ["b"])
    assert stage.do("b").ended("e")
    assert stage.path() == ["s", "m", "a", "g", "m", "a", "g", "b", "e"]


@story(
    p=drawn(
        "p",
        [START, step("a"), node("exclusiveGateway", "g", default="f_g_e"), step("b"), step("c"), END],
        [
            *line("s", "a", "g", "e"),
            flow("g", "b", "a.number > 5"),
            flow("g", "c", "a.number > 6"),
            *line("b", "e"),
            *line("c", "e"),
        ],
    )
)
def two_conditions_that_hold_stop_the_process_and_keep_the_answer(stage: Stage) -> None:
    stage.start().do("a", number=7)
    assert stage.look()["tasks"][0]["state"] == "handed_in"
    stage.wait(minutes=10).wait(minutes=10).wait(minutes=10)
    (incident,) = stage.cast["ops"].get("/incidents")["items"]
    assert incident["element"] == "g"
    assert "同时成立" in incident["message"]
    body = {"reason": "看过了", "to": "c"}
    stage.cast["ops"].post(f"/incidents/{incident['id']}/move", body)
    assert stage.do("c").ended("e")
    assert stage.case()["a"]["number"] == 7


@story(
    p=drawn(
        "p",
        [
            START,
            step("a"),
            node("inclusiveGateway", "g", default="f_g_d"),
            step("b"),
            step("c"),
            step("d"),
            node("inclusiveGateway", "j"),
            step("z"),
            END,
        ],
        [
            *line("s", "a", "g"),
            flow("g", "b", "a.number > 1"),
            flow("g", "c", "a.number > 2"),
            *line("g", "d", "j"),
            *line("b", "j"),
            *line("c", "j", "z", "e"),
        ],
    )
)
def an_inclusive_gateway_waits_for_the_ways_it_took(stage: Stage) -> None:
    assert stage.start().do("a", number=3).open() == ["b", "c"]
    assert stage.do("b").open() == ["c"]
    assert stage.do("c").open() == ["z"]
    assert stage.do("z").ended("e")
    assert stage.start().do("a", number=0).open() == ["d"]
    assert stage.do("d").open() == ["z"]


@story(
    p=drawn(
        "p",
        [
            START,
            node("exclusiveGateway", "m"),
            node("parallelGateway", "f"),
            step("b"),
            step("c"),
            node("parallelGateway", "j"),
            node("exclusiveGateway", "g", default="f_g_e"),
            END,
        ],
        [*line("s", "m", "f", "b", "j", "g", "e"), *line("f", "c", "j"), flow("g", "m", "b.sure")],
        lanes={"department": ["b"], "school": ["c"]},
    )
)
def a_parallel_join_in_a_loop_wants_both_in_every_round(stage: Stage) -> None:
    stage.start()
    for sure in (True, True, False):
        assert stage.open() == ["b", "c"]
        assert stage.do("b", sure=sure).open() == ["c"]
        stage.do("c")
    assert stage.ended("e")
    assert stage.passed() == {"s": 1, "m": 3, "f": 3, "b": 3, "c": 3, "j": 3, "g": 3, "e": 1}


def first_of() -> bytes:
    """Return a process that waits for the first of five events, and can be asked to wait anew."""
    events = [
        node("intermediateCatchEvent", "pressed", message("go"), GO),
        node("intermediateCatchEvent", "late", timer("timeDuration", "P3D")),
        node("intermediateCatchEvent", "heard", signal("ring")),
        node("intermediateCatchEvent", "met", conditional("x.number > 5")),
        node("receiveTask", "came", messageRef="M_ping"),
    ]
    nodes = [
        START,
        node("parallelGateway", "f"),
        node("exclusiveGateway", "m"),
        node("eventBasedGateway", "g"),
        *events,
    ]
    nodes += [
        step("x"),
        node("exclusiveGateway", "o", default="f_o_t"),
        node("intermediateThrowEvent", "t", signal("ring")),
        END,
    ]
    ways = ("pressed", "late", "heard", "met", "came")
    nodes += [step(f"after_{w}") for w in ways] + [node("endEvent", "e2")]
    flows = [*line("s", "f", "m", "g"), *line("f", "x", "o", "t", "e2"), flow("o", "e2", "x.number != null")]
    for way in ways:
        flows += [*line("g", way, f"after_{way}"), flow(f"after_{way}", "m" if way == "pressed" else "e")]
    return drawn("p", nodes, flows, messages=("go", "ping"), signals=("ring",))


@story(p=first_of())
def the_first_event_behind_a_gateway_takes_the_others_away(stage: Stage) -> None:
    assert stage.start().send("go").open() == ["after_pressed", "x"]
    stage.send("go", status=409)
    assert stage.wait(days=9).open() == ["after_pressed", "x"]
    assert stage.do("after_pressed").open() == ["x"]
    assert stage.wait(days=4).open() == ["after_late", "x"]
    assert stage.do("after_late").do("x").ended("e2")
    assert stage.passed() == {
        **dict.fromkeys(
            ("s", "f", "pressed", "after_pressed", "late", "after_late", "e", "x", "o", "t", "e2"), 1
        ),
        **dict.fromkeys(("m", "g"), 2),
    }
    assert stage.start().do("x").open() == ["after_heard"]
    assert stage.do("after_heard").ended("e")
    assert stage.start().do("x", number=6).open() == ["after_met"]
    assert stage.do("after_met").ended("e")
