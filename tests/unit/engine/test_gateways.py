"""Choices and joins, each repair of the library's with its own test."""

import pytest

from app.errors import Incident
from tests.support.drawing import diagram, flow, line, node, user
from tests.unit.engine.driving import Instance, unsound

START, END = node("startEvent", "s"), node("endEvent", "e")


def choice(kind: str, *conditions: str) -> bytes:
    """Return a gateway with a default to `a`, and one flow for each condition."""
    names = ["b", "c"][: len(conditions)]
    flows = [flow("s", "g"), flow("g", "a"), flow("a", "e")]
    for name, condition in zip(names, conditions, strict=True):
        flows += [flow("g", name, condition), flow(name, "e")]
    return diagram(
        "p", [START, node(kind, "g", default="f_g_a"), user("a"), *[user(n) for n in names], END], flows
    )


def test_the_default_is_taken_when_no_condition_holds() -> None:
    assert Instance(choice("exclusiveGateway", "x > 2"), {"x": 1}).open() == ["a"]
    assert Instance(choice("exclusiveGateway", "= x > 2"), {"x": 3}).open() == ["b"]


def test_two_true_conditions_are_an_incident_not_the_order_of_the_drawing() -> None:
    with pytest.raises(Incident) as failed:
        Instance(choice("exclusiveGateway", "x > 2", "x > 1"), {"x": 3})
    assert failed.value.element == "g"


@pytest.mark.parametrize("condition", ["missing.thing", '"no"', "missing > 1"])
def test_a_condition_that_is_not_true_or_false_is_an_incident(condition: str) -> None:
    for kind in ("exclusiveGateway", "inclusiveGateway"):
        with pytest.raises(Incident) as failed:
            Instance(choice(kind, condition))
        assert failed.value.element == "g"


def test_the_trace_says_why_a_gateway_went_where() -> None:
    instance = Instance(choice("exclusiveGateway", "x > 2", 'y = "p"'), {"x": 3, "y": "q"})
    detail = next(p for p in instance.trace if p.element == "g").detail
    assert detail["expression"] == 'x > 2；y = "p"'
    assert detail["values"] == {"x": 3, "y": "q"}
    assert detail["results"] == {"x > 2": True, 'y = "p"': False}
    assert detail["result"] == ["b"]


def test_an_inclusive_gateway_takes_every_flow_that_holds() -> None:
    assert Instance(choice("inclusiveGateway", "x > 2", "x > 1"), {"x": 3}).open() == ["b", "c"]
    assert Instance(choice("inclusiveGateway", "x > 2", "x > 1"), {"x": 0}).open() == ["a"]


def review() -> bytes:
    """Two reviews side by side, joined, and back to the start when one says so."""
    nodes = [START, user("fill"), node("parallelGateway", "fork"), user("one"), user("two")]
    nodes += [
        node("parallelGateway", "join"),
        node("exclusiveGateway", "g", default="f_g_done"),
        user("done"),
        END,
    ]
    flows = [flow("s", "fill"), flow("fill", "fork"), flow("fork", "one"), flow("fork", "two")]
    flows += [flow("one", "join"), flow("two", "join"), flow("join", "g"), flow("g", "done")]
    return diagram("p", nodes, [*flows, flow("g", "fill", "f.again"), flow("done", "e")])


def test_a_parallel_join_in_a_loop_wants_both_branches_in_every_round() -> None:
    instance = Instance(review())
    for _ in range(3):
        instance.do("fill").do("one", again=True)
        assert instance.open() == ["two"]
        instance.do("two", again=True)
        assert instance.open() == ["fill"]
    instance.do("fill").do("two", again=True).do("one", again=False)
    assert instance.open() == ["done"]


def test_an_inclusive_join_waits_only_for_branches_that_were_taken() -> None:
    nodes = [START, node("inclusiveGateway", "g", default="f_g_a"), user("a"), user("b"), user("c")]
    nodes += [node("inclusiveGateway", "j"), user("z"), END]
    flows = [flow("s", "g"), flow("g", "a"), flow("g", "b", "x > 0"), flow("g", "c", "x > 1")]
    flows += [flow("a", "j"), flow("b", "j"), flow("c", "j"), flow("j", "z"), flow("z", "e")]
    source = diagram("p", nodes, flows)
    assert Instance(source, {"x": 1}).do("b").open() == ["z"]
    two = Instance(source, {"x": 2}).do("c")
    assert two.open() == ["b"]
    assert two.do("b").open() == ["z"]


def test_an_inclusive_join_does_not_wait_for_a_token_that_may_come_where_one_is() -> None:
    nodes = [START, node("parallelGateway", "f"), node("exclusiveGateway", "x"), user("u"), END]
    nodes += [node("exclusiveGateway", "k", default="f_k_x"), node("intermediateThrowEvent", "y")]
    nodes += [node("inclusiveGateway", "j"), user("z")]
    flows = [*line("s", "f", "x", "j", "z", "e"), *line("f", "u", "k", "x"), *line("y", "j")]
    instance = Instance(unsound(diagram("p", nodes, [*flows, flow("k", "y", "f.yes = true")])))
    assert instance.open() == ["u", "z"]
    assert instance.do("u", yes=True).open() == ["z", "z"]


def test_a_loop_straight_back_into_a_parallel_gateway_is_an_alternative_way_in() -> None:
    nodes = [START, node("parallelGateway", "f"), user("a"), user("b"), node("parallelGateway", "j")]
    nodes += [node("exclusiveGateway", "x", default="f_x_e"), END]
    flows = [flow("s", "f"), flow("f", "a"), flow("f", "b"), flow("a", "j"), flow("b", "j"), flow("j", "x")]
    flows += [flow("x", "e"), flow("x", "f", "f.again")]
    instance = Instance(diagram("p", nodes, flows)).do("a", again=True).do("b", again=True)
    assert instance.open() == ["a", "b"]
    assert instance.do("b", again=False).do("a", again=False).now.ended


def test_a_join_that_can_never_fire_is_an_incident_that_names_it() -> None:
    nodes = [
        START,
        node("exclusiveGateway", "g", default="f_g_a"),
        user("a"),
        user("b"),
        node("parallelGateway", "j"),
        END,
    ]
    flows = [
        flow("s", "g"),
        flow("g", "a"),
        flow("g", "b", "false"),
        flow("a", "j"),
        flow("b", "j"),
        flow("j", "e"),
    ]
    with pytest.raises(Incident) as failed:
        Instance(unsound(diagram("p", nodes, flows))).do("a")
    assert (failed.value.kind, failed.value.element) == ("stuck", "j")


def test_a_gateway_does_not_depend_on_where_its_targets_are_drawn() -> None:
    assert Instance(choice("exclusiveGateway", "x = 1", "x = 2"), {"x": 2}).open() == ["c"]


def test_branches_do_not_overwrite_each_other() -> None:
    """A parallel join of the library's lets the branch that comes last overwrite what it never touched."""
    nodes = [START, node("parallelGateway", "f"), user("a", form="fa"), user("b", form="fb")]
    nodes += [node("parallelGateway", "j"), user("z"), END]
    flows = [
        flow("s", "f"),
        flow("f", "a"),
        flow("f", "b"),
        flow("a", "j"),
        flow("b", "j"),
        flow("j", "z"),
        flow("z", "e"),
    ]
    instance = Instance(diagram("p", nodes, flows), {"fa": {"v": 0}}).do("a", v=1).do("b", w=2)
    assert instance.case == {"fa": {"v": 1}, "fb": {"w": 2}}


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_a_token_of_an_earlier_round_never_counts_again_even_within_one_act(kind: str) -> None:
    """With the library's joins one reviewer was enough in the second round."""
    nodes = [
        START,
        node("parallelGateway", "fork"),
        user("a"),
        node("exclusiveGateway", "x", default="f_x_c"),
    ]
    nodes += [user("c"), node("intermediateThrowEvent", "p"), node("exclusiveGateway", "m"), node(kind, "j")]
    nodes += [node("exclusiveGateway", "g", default="f_g_e"), END]
    flows = [
        flow("s", "fork"),
        flow("fork", "a"),
        flow("fork", "x"),
        flow("x", "c"),
        flow("x", "p", "f.again"),
    ]
    flows += [flow("c", "m"), flow("p", "m"), flow("m", "j"), flow("a", "j"), flow("j", "g"), flow("g", "e")]
    source = diagram("p", nodes, [*flows, flow("g", "fork", "f.again")])
    instance = Instance(source, {"f": {"again": False}}).do("a", again=True).do("c", again=True)
    assert instance.open() == ["a"]
    assert instance.do("a", again=False).now.ended
