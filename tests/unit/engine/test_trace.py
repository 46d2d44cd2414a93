"""The trace explains: what was asked, which values were looked at, and what came of it; nothing more is shown."""

from tests.support.drawing import (
    conditional,
    diagram,
    error,
    escalation,
    flow,
    line,
    message,
    node,
    properties,
    service,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.driving import Instance
from tests.unit.engine.shapes import bounded

START, END = node("startEvent", "s"), node("endEvent", "e")


def why(instance: Instance, element: str) -> dict:
    """Return the explanation of the last time an element was passed."""
    return dict([p for p in instance.trace if p.element == element][-1].detail)


def test_a_gateway_shows_the_values_that_its_conditions_name_and_not_the_whole_form() -> None:
    nodes = [START, node("exclusiveGateway", "g", default="f_g_e"), user("a"), END]
    condition = 'form.word = "x" and count(form.list[n > 1]) = 1 and form.none.deep = null'
    flows = [flow("s", "g"), flow("g", "a", condition), flow("g", "e"), flow("a", "e")]
    form = {"word": "x", "secret": "11010119900307", "list": [{"n": 1}, {"n": 2}], "none": None}
    detail = why(Instance(diagram("p", nodes, flows), {"form": form, "other": 1}), "g")
    assert detail == {
        "expression": condition,
        "values": {"form.word": "x", "form.list": [{"n": 1}, {"n": 2}], "form.none.deep": None},
        "results": {condition: True},
        "result": ["a"],
    }


def test_an_inclusive_gateway_shows_every_way_it_takes() -> None:
    nodes = [START, node("inclusiveGateway", "g", default="f_g_e"), user("a"), user("b"), END]
    flows = [flow("s", "g"), flow("g", "a", "n > 1"), flow("g", "b", "n > 2"), flow("g", "e")]
    detail = why(Instance(diagram("p", nodes, [*flows, *line("a", "e"), *line("b", "e")]), {"n": 3}), "g")
    assert (detail["result"], detail["values"]) == (["a", "b"], {"n": 3})


def test_an_operator_shows_its_expressions_their_values_and_its_result() -> None:
    source = diagram(
        "p", [START, service("w", "op", "out", x="a.n * 2"), user("u"), END], line("s", "w", "u", "e")
    )
    detail = why(Instance(source, {"a": {"n": 4, "secret": 1}}), "w")
    assert (detail["expression"], detail["values"]) == ("a.n * 2", {"a.n": 4})
    assert (detail["operator"], detail["parameters"], detail["result"]) == ("op", {"x": 8}, {"n": 1, "x": 8})


def test_events_show_what_made_them_happen() -> None:
    met = Instance(bounded(conditional("a.ok")), {"a": {"ok": False}}).resume(
        {"a": {"ok": True, "secret": 1}}
    )
    assert why(met, "b") == {"expression": "a.ok", "values": {"a.ok": True}, "result": True}
    rung = Instance(bounded(timer("timeDuration", "PT1H"))).ring("b")
    assert why(rung, "b") == {"expression": "PT1H", "result": "2026-11-24T03:00:00+00:00"}
    sent = Instance(bounded(message("m"), extra=properties(label="x"), messages=("m",))).send("b", word="y")
    assert why(sent, "b") == {"message": "m", "values": {"word": "y"}}


def test_an_error_is_named_where_it_is_thrown() -> None:
    inner = [node("startEvent", "is"), user("u"), node("endEvent", "ie", error("bad"))]
    box = subprocess("a", inner, line("is", "u", "ie"))
    assert why(Instance(bounded(error("bad"), box, errors=("bad",))).do("u"), "ie") == {"error": "bad"}


def test_what_an_element_sets_off_comes_after_it() -> None:
    high = escalation("high")
    inner = [node("startEvent", "is"), user("u"), node("intermediateThrowEvent", "t", high), user("v")]
    box = subprocess("a", [*inner, node("endEvent", "ie")], line("is", "u", "t", "v", "ie"))
    instance = Instance(bounded(high, box, interrupts=False, escalations=("high",))).do("u")
    assert instance.passed()[-2:] == ["t", "b"]


def test_a_case_with_odd_names_is_explained_as_far_as_possible() -> None:
    nodes = [START, node("exclusiveGateway", "g", default="f_g_e"), user("a"), END]
    flows = [flow("s", "g"), flow("g", "a", "学号 = 1"), flow("g", "e"), flow("a", "e")]
    assert why(Instance(diagram("p", nodes, flows), {"学号": 1, "a b": 2}), "g")["values"] == {"学号": 1}
