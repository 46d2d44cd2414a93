"""What is refused of calls: errors nobody catches, circles, too many levels."""

from itertools import pairwise

from app import engine
from tests.support.drawing import diagram, error, flow, multi, node, subprocess, user
from tests.unit.engine.test_checking import found, step


def called(*ends: str) -> bytes:
    """Return a process that ends with errors."""
    nodes = [
        node("startEvent", "qs"),
        node("exclusiveGateway", "g", default="f_g_qe"),
        node("endEvent", "qe"),
    ]
    nodes += [node("endEvent", f"end_{c}", error(c)) for c in ends]
    return diagram(
        "q",
        nodes,
        [flow("qs", "g"), flow("g", "qe"), *[flow("g", f"end_{c}", f'x = "{c}"') for c in ends]],
        errors=ends,
    )


def test_every_error_of_a_called_process_is_caught_on_the_call() -> None:
    call = node("callActivity", "a", calledElement="q")
    catch = [node("boundaryEvent", f"b_{c}", error(c), attachedToRef="a") for c in "xy"]
    flows = [flow("b_x", "e"), flow("b_y", "e")]
    assert found(step(call, *catch, flows=flows, errors=("x", "y")), q=called("x", "y")) == set()
    assert found(step(call, catch[0], flows=flows[:1], errors=("x", "y")), q=called("x", "y")) == {
        ("uncaught", "a")
    }
    everything = node("boundaryEvent", "b", "<bpmn:errorEventDefinition/>", attachedToRef="a")
    assert found(step(call, everything, flows=[flow("b", "e")]), q=called("x", "y")) == set()


def test_an_error_caught_inside_the_called_process_need_not_be_caught_outside() -> None:
    inner = subprocess(
        "sp", [node("startEvent", "is"), node("endEvent", "ie", error("x"))], [flow("is", "ie")]
    )
    catch = node("boundaryEvent", "b", error("x"), attachedToRef="sp")
    nodes = [node("startEvent", "qs"), inner, catch, node("endEvent", "qe")]
    source = diagram("q", nodes, [flow("qs", "sp"), flow("sp", "qe"), flow("b", "qe")], errors=("x",))
    assert found(step(node("callActivity", "a", calledElement="q")), q=source) == set()
    leaves = diagram("q", [nodes[0], inner, nodes[3]], [flow("qs", "sp"), flow("sp", "qe")], errors=("x",))
    assert found(step(node("callActivity", "a", calledElement="q")), q=leaves) == {("uncaught", "a")}


def test_a_loop_of_calls_with_an_error_boundary_is_refused() -> None:
    call = node("callActivity", "a", multi(count="2"), calledElement="q")
    catch = node("boundaryEvent", "b", error("x"), attachedToRef="a")
    assert ("loop", "a") in found(step(call, catch, flows=[flow("b", "e")], errors=("x",)), q=called("x"))


def test_calls_to_nothing_or_in_circles() -> None:
    assert found(step(node("callActivity", "a", calledElement="gone"))) == {("call", "a")}
    back = node("callActivity", "b", calledElement="p")
    circle = diagram(
        "q", [node("startEvent", "qs"), back, node("endEvent", "qe")], [flow("qs", "b"), flow("b", "qe")]
    )
    assert found(step(node("callActivity", "a", calledElement="q")), q=circle) == {
        ("recursion", "p"),
        ("recursion", "q"),
    }


def test_calls_may_go_twenty_deep() -> None:
    def chain(length: int) -> set[tuple[str, str]]:
        keys = ["p", *(f"q{n}" for n in range(length))]
        files = {k: step(node("callActivity", "a", calledElement=n), key=k) for k, n in pairwise(keys)}
        files[keys[-1]] = step(user("a"), key=keys[-1])
        return {(f.rule, f.element) for f in engine.check_program("p", files)}

    assert chain(20) == set()
    assert chain(21) == {("depth", "p")}
