"""Called processes: what they see, how they end, and the shared review as its own process."""

from itertools import pairwise

import pytest

from app.errors import BadContent, Incident
from tests.support.drawing import diagram, error, flow, message, multi, node, properties, subprocess, user
from tests.unit.engine.driving import Instance, program

START, END = node("startEvent", "s"), node("endEvent", "e")
ERRORS = ("returned", "withdrawn")


def review() -> bytes:
    """A review of one or two steps; the first that decides can be withdrawn, any can return."""
    withdraw = properties(label="=call.label", role="=call.who")
    nodes = [
        node("startEvent", "rs"),
        node("exclusiveGateway", "way", default="f_way_first"),
        user("first", form="d1"),
    ]
    nodes += [
        node("exclusiveGateway", "g1", default="f_g1_second"),
        user("second", form="d2", status="=call.status"),
    ]
    nodes += [
        user("only", form="d2"),
        node("exclusiveGateway", "g2", default="f_g2_passed"),
        node("endEvent", "passed"),
    ]
    nodes += [
        node("endEvent", "returned", error("returned")),
        node("endEvent", "withdrawn", error("withdrawn")),
    ]
    nodes += [
        node("boundaryEvent", f"w_{n}", message("withdraw"), withdraw, attachedToRef=n)
        for n in ("first", "only")
    ]
    flows = [
        flow("rs", "way"),
        flow("way", "first"),
        flow("way", "only", "call.short = true"),
        flow("first", "g1"),
    ]
    flows += [
        flow("g1", "second"),
        flow("g1", "returned", 'd1.r = "back"'),
        flow("second", "g2"),
        flow("only", "g2"),
    ]
    flows += [flow("g2", "passed"), flow("g2", "returned", 'd2.r = "back"'), flow("w_first", "withdrawn")]
    return diagram(
        "review", nodes, [*flows, flow("w_only", "withdrawn")], errors=ERRORS, messages=("withdraw",)
    )


def parent(*, short: str = "=false", catch: tuple[str, ...] = ERRORS) -> bytes:
    """Fill in, have it reviewed, sign."""
    call = properties(label="Take back", who="r", status="second", short=short)
    nodes = [
        START,
        user("fill"),
        node("callActivity", "call", "", call, calledElement="review"),
        user("sign"),
        END,
    ]
    nodes += [node("boundaryEvent", f"b_{c}", error(c), attachedToRef="call") for c in catch]
    flows = [flow("s", "fill"), flow("fill", "call"), flow("call", "sign"), flow("sign", "e")]
    return diagram("p", nodes, [*flows, *[flow(f"b_{c}", "fill") for c in catch]], errors=ERRORS)


def test_a_called_process_sees_the_properties_of_its_call() -> None:
    instance = Instance(parent(), review=review()).do("fill")
    offered = instance.now.subscriptions[0]
    assert (offered.label, offered.role, offered.element) == ("Take back", "r", "w_first")
    waiting = instance.now.waiting[0]
    assert (waiting.element, waiting.path, waiting.properties["call"]["short"]) == ("first", ("call",), False)
    assert instance.do("first", r="ok").now.status == "second"
    assert Instance(parent(short="=f.s"), review=review()).do("fill", s=True).open() == ["only"]


def test_withdrawing_is_offered_before_a_decision_and_not_after_it() -> None:
    instance = Instance(parent(), review=review()).do("fill")
    assert instance.messages() == ["w_first"]
    assert instance.send("w_first").open() == ["fill"]
    assert instance.do("fill").do("first", r="ok").messages() == []
    assert instance.do("second", r="ok").open() == ["sign"]
    assert instance.do("sign").now.ended


def test_a_return_goes_the_return_way_from_every_step() -> None:
    instance = Instance(parent(), review=review())
    for _ in range(2):
        assert instance.do("fill").do("first", r="back").open() == ["fill"]
        assert instance.do("fill").do("first", r="ok").do("second", r="back").open() == ["fill"]


def test_the_end_is_that_of_the_process_itself() -> None:
    instance = (
        Instance(parent(), review=review()).do("fill").do("first", r="ok").do("second", r="ok").do("sign")
    )
    assert instance.now.end == "e"
    assert "passed" in instance.passed("endEvent")


def test_two_reviews_side_by_side_end_apart() -> None:
    """The library sent both of them the return way."""
    nodes = [START, node("parallelGateway", "g"), END]
    flows = [flow("s", "g")]
    for n in "12":
        nodes += [node("callActivity", f"c{n}", calledElement="review"), user(f"o{n}")]
        nodes += [node("boundaryEvent", f"b{n}{c}", error(c), attachedToRef=f"c{n}") for c in ERRORS]
        flows += [flow("g", f"c{n}"), flow(f"c{n}", "e"), flow(f"o{n}", "e")]
        flows += [flow(f"b{n}{c}", f"o{n}") for c in ERRORS]
    source = diagram("p", nodes, flows, errors=ERRORS)
    called = review().replace(b"call.short = true", b"false")
    instance = Instance(source, review=called).do("first", 0, r="back")
    assert len(instance.now.waiting) == 2
    assert sorted(w.element[0] for w in instance.now.waiting) == ["f", "o"]


def test_an_error_that_the_call_does_not_catch_is_refused() -> None:
    with pytest.raises(BadContent) as refused:
        program(parent(catch=("returned",)), review=review())
    assert any(f.element == "call" and "withdrawn" in f.message for f in refused.value.findings)


def test_a_process_that_is_called_by_nobody_stops_at_its_error_end() -> None:
    source = review().replace(b'id="review"', b'id="p"', 1).replace(b'name="review"', b'name="p"', 1)
    with pytest.raises(Incident):
        Instance(source, {"call": {"short": False}}).do("first", r="back")


def test_calls_in_calls_see_the_nearest_one() -> None:
    outer = diagram(
        "p",
        [START, node("callActivity", "a", "", properties(v="one"), calledElement="q"), END],
        [flow("s", "a"), flow("a", "e")],
    )
    step = node("callActivity", "b", "", properties(v='=call.v + " two"'), calledElement="r")
    middle = diagram(
        "q", [node("startEvent", "qs"), step, node("endEvent", "qe")], [flow("qs", "b"), flow("b", "qe")]
    )
    nodes = [node("startEvent", "rs"), user("u", v="=call.v"), node("endEvent", "re")]
    inner = diagram("r", nodes, [flow("rs", "u"), flow("u", "re")])
    waiting = Instance(outer, q=middle, r=inner).now.waiting[0]
    assert (waiting.properties["v"], waiting.path) == ("one two", ("a", "b"))


def test_a_call_for_each_item_of_a_list() -> None:
    call = node("callActivity", "c", multi(items="list", item="it"), properties(v="=it"), calledElement="q")
    source = diagram("p", [START, call, END], [flow("s", "c"), flow("c", "e")])
    nodes = [node("startEvent", "qs"), user("u", v="=call.v"), node("endEvent", "qe")]
    instance = Instance(
        source, {"list": ["x", "y"]}, q=diagram("q", nodes, [flow("qs", "u"), flow("u", "qe")])
    )
    assert sorted(w.properties["v"] for w in instance.now.waiting) == ["x", "y"]
    assert instance.do("u").do("u").now.ended


def test_the_same_subprocess_id_in_two_files_keeps_them_apart() -> None:
    def inside(key: str, step: str, *after: str) -> bytes:
        ids = [f"{key}s", "same", *after, f"{key}e"]
        inner = [node("startEvent", "is"), user(step), node("endEvent", "ie")]
        box = subprocess("same", inner, [flow("is", step), flow(step, "ie")])
        calls = [node("callActivity", "c", calledElement="q")] if after else []
        nodes = [node("startEvent", ids[0]), box, *calls, node("endEvent", ids[-1])]
        return diagram(key, nodes, [flow(x, y) for x, y in pairwise(ids)])

    instance = Instance(inside("p", "mine", "c"), q=inside("q", "theirs"))
    assert instance.open() == ["mine"]
    assert instance.do("mine").open() == ["theirs"]
    assert instance.do("theirs").now.ended


@pytest.mark.parametrize("name", ["Start", "End", "Root", "p.EndJoin", "a.BoundaryEventSplit", "a"])
def test_a_step_may_have_any_name_that_the_library_uses_itself(name: str) -> None:
    ends = [node("endEvent", "e"), node("boundaryEvent", "b", message("m"), attachedToRef=name)]
    source = diagram(
        "p", [START, user(name), *ends], [flow("s", name), flow(name, "e"), flow("b", "e")], messages=("m",)
    )
    assert Instance(source).do(name).now.ended
    assert Instance(source).send("b").now.ended
