"""Stories of loops: every kind of step, in parallel, one after another, and again."""

from tests.support.drawing import again, line, multi, node, properties, service, subprocess
from tests.walks.elements.stage import DECIDE, END, START, Stage, drawn, step, story

LIST = 'split(a.word, ",")'


def over(looped: str, *before: str, **names: tuple[str, ...]) -> bytes:
    """Return a process of a step `a` and a step `m` that is repeated."""
    return drawn("p", [START, step("a"), looped, step("z"), END], line("s", "a", "m", "z", "e"), **names)


def each(loop: str, **more: str) -> str:
    return step("m", loop, **more)


@story(p=over(each(multi(items=LIST, item="who"), name="=who")))
def a_step_for_each_item_at_once(stage: Stage) -> None:
    stage.start().do("a", word="甲,乙,丙")
    assert sorted(t["name"] for t in stage.look()["tasks"]) == ["丙", "乙", "甲"]
    assert stage.do("m", number=1).do("m", number=2).open() == ["m"]
    assert stage.do("m", number=3).open() == ["z"]
    assert stage.do("z").ended("e")
    assert [m["number"] for m in stage.case()["m"]] == [1, 2, 3]
    assert [m["number"] for m in stage.look()["data"]["m"]] == [1, 2, 3]
    assert stage.path() == ["s", "a", "m", "m", "m", "z", "e"]


@story(p=over(each(multi(items=LIST, item="who", sequential=True), name="=who")))
def a_step_for_each_item_one_after_another(stage: Stage) -> None:
    stage.start().do("a", word="甲,乙")
    assert [t["name"] for t in stage.look()["tasks"]] == ["甲"]
    stage.do("m", number=1)
    assert [t["name"] for t in stage.look()["tasks"]] == ["乙"]
    assert stage.do("m", number=2).do("z").ended("e")
    assert [m["number"] for m in stage.case()["m"]] == [1, 2]


@story(p=over(each(multi(count="a.number", until="count(m[sure]) >= 2"))))
def enough_votes_end_a_step_of_many(stage: Stage) -> None:
    assert stage.start().do("a", number=5).open() == ["m"] * 5
    assert stage.do("m", sure=True).do("m", sure=False).open() == ["m"] * 3
    assert stage.do("m", sure=True).open() == ["z"]
    assert stage.do("z").ended("e")


@story(p=over(each(multi(count="a.number", sequential=True, until="m[-1].sure"))))
def the_first_who_agrees_ends_a_round(stage: Stage) -> None:
    assert stage.start().do("a", number=4).do("m", sure=False).open() == ["m"]
    assert stage.do("m", sure=True).open() == ["z"]
    assert stage.do("z").ended("e")


@story(p=over(each(again("m.sure = null or not(m.sure)"))))
def a_step_comes_again_until_it_is_sure(stage: Stage) -> None:
    assert stage.start().do("a").do("m", sure=False).open() == ["m"]
    assert stage.do("m", sure=True).open() == ["z"]
    assert stage.do("z").ended("e")
    assert stage.passed()["m"] == 2


@story(p=over(each(again("a.number > 1", before=True, maximum="2"))))
def a_step_may_be_left_out_or_come_twice(stage: Stage) -> None:
    assert stage.start().do("a", number=1).open() == ["z"]
    assert stage.do("z").ended("e")
    assert stage.start().do("a", number=2).do("m").open() == ["m"]
    assert stage.do("m").open() == ["z"]
    assert stage.do("z").ended("e")


def operating(loop: str) -> str:
    body = "{n: loop.index, of: loop.count}"
    return service("m", "emit", "last", topic='"each"', body=body, key="a.word + string(loop.index)").replace(
        "</bpmn:serviceTask>", f"{loop}</bpmn:serviceTask>"
    )


def emits(stage: Stage, count: int) -> None:
    assert stage.start().do("a", word="k", number=count).open() == ["z"]
    assert sorted(o.body["n"] for o in stage.cast.outbox("events")) == list(range(1, count + 1))
    assert stage.do("z").ended("e")
    assert stage.case()["last"] == f"k{count}"


@story(p=over(operating(multi(count="a.number"))))
def an_operator_is_called_for_each(stage: Stage) -> None:
    emits(stage, 3)


@story(p=over(operating(multi(count="a.number", sequential=True))))
def an_operator_is_called_for_one_after_another(stage: Stage) -> None:
    emits(stage, 2)


@story(p=over(operating(again(maximum="3"))))
def an_operator_is_called_again(stage: Stage) -> None:
    emits(stage, 3)


def deciding(loop: str) -> str:
    return node("businessRuleTask", "m", loop, properties(result='="found" + string(loop.index)') + DECIDE)


def decides(stage: Stage) -> None:
    assert stage.start().do("a", number=11).do("z").ended("e")
    assert [stage.case()[f"found{n}"] for n in (1, 2)] == [{"big": True}] * 2


@story(p=over(deciding(multi(count="2"))))
def a_decision_for_each(stage: Stage) -> None:
    decides(stage)


@story(p=over(deciding(multi(count="2", sequential=True))))
def a_decision_for_one_after_another(stage: Stage) -> None:
    decides(stage)


@story(p=over(deciding(again(maximum="2"))))
def a_decision_again(stage: Stage) -> None:
    decides(stage)


def inside(loop: str) -> str:
    steps = [node("startEvent", "is"), step("u", data='="u_" + string(loop.index)'), node("endEvent", "ie")]
    return subprocess("m", steps, line("is", "u", "ie"), loop)


def calling(loop: str) -> str:
    return node("callActivity", "m", loop, properties(key='="u_" + string(loop.index)'), calledElement="q")


CALLED = drawn(
    "q",
    [node("startEvent", "qs"), step("u", data="=call.key"), node("endEvent", "qe")],
    line("qs", "u", "qe"),
)


def at_once(stage: Stage) -> None:
    assert stage.start().do("a", number=3).open() == ["u"] * 3
    assert stage.do("u", word="x").do("u", word="x").open() == ["u"]
    assert stage.do("u", word="x").open() == ["z"]
    assert [stage.case()[f"u_{n}"]["word"] for n in (1, 2, 3)] == ["x"] * 3
    assert stage.do("z").ended("e")


def in_turn(stage: Stage) -> None:
    assert stage.start().do("a", number=2).do("u", word="1").open() == ["u"]
    assert stage.do("u", word="2").open() == ["z"]
    assert [stage.case()[f"u_{n}"]["word"] for n in (1, 2)] == ["1", "2"]
    assert stage.do("z").ended("e")


@story(p=over(inside(multi(count="a.number"))))
def a_subprocess_for_each(stage: Stage) -> None:
    at_once(stage)


@story(p=over(inside(multi(count="a.number", sequential=True))))
def a_subprocess_for_one_after_another(stage: Stage) -> None:
    in_turn(stage)


@story(p=over(inside(again(maximum="2"))))
def a_subprocess_again(stage: Stage) -> None:
    in_turn(stage)


@story(p=over(calling(multi(count="a.number"))), q=CALLED)
def a_called_process_for_each(stage: Stage) -> None:
    at_once(stage)


@story(p=over(calling(multi(count="a.number", sequential=True))), q=CALLED)
def a_called_process_for_one_after_another(stage: Stage) -> None:
    in_turn(stage)


@story(p=over(calling(again(maximum="2"))), q=CALLED)
def a_called_process_again(stage: Stage) -> None:
    in_turn(stage)
