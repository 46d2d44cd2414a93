"""Start, complete, and what a snapshot says: people's steps, answers, status, trace."""

from itertools import pairwise

import pytest

from app import engine
from app.errors import BadContent, Conflict, Incident
from app.rules import FeelError
from tests.support.drawing import diagram, flow, node, properties, service, subprocess, user
from tests.unit.engine.driving import Calls, Instance, program

START, END = node("startEvent", "s"), node("endEvent", "e")


def straight(*steps: str, **more) -> bytes:
    """Return a diagram of steps one after the other; their ids are the names given in the XML."""
    ids = [step.split('id="', 1)[1].split('"', 1)[0] for step in steps]
    chain = ["s", *ids, "e"]
    return diagram("p", [START, *steps, END], _chain(*chain), **more)


def test_a_step_waits_with_its_role_form_data_status_and_resolved_properties() -> None:
    step = user("a", form="f", data="given", status="waiting", due="=hello", note="words")
    waiting = Instance(straight(step, lanes={"clerk": ["s", "a", "e"]}), {"hello": "world"}).now.waiting[0]
    assert (waiting.element, waiting.name, waiting.role) == ("a", "a", "clerk")
    assert (waiting.form, waiting.data, waiting.status) == ("f", "given", "waiting")
    assert (waiting.properties["due"], waiting.properties["note"], waiting.path) == ("world", "words", ())


def test_an_answer_is_stored_under_the_data_key_and_never_at_top_level() -> None:
    instance = (
        Instance(straight(user("a", form="f", data="given"), user("b", form="g"))).do("a", x=1).do("b", x=2)
    )
    assert instance.case == {"given": {"x": 1}, "g": {"x": 2}}
    assert instance.now.ended
    assert instance.now.end == "e"
    assert instance.state == b""


def test_the_case_that_was_given_is_not_touched() -> None:
    case = {"f": {"x": 1}}
    Instance(straight(user("a")), case).do("a", x=2)
    assert case == {"f": {"x": 1}}


def test_the_status_is_the_last_one_passed_or_entered() -> None:
    end = node("endEvent", "e", extra=properties(status='="do" + "ne"'))
    source = diagram("p", [START, user("a", status="first"), user("b"), end], _chain("s", "a", "b", "e"))
    instance = Instance(source)
    seen = [instance.now.status]
    seen += [instance.do(step).now.status for step in ("a", "b")]
    assert seen == ["first", None, "done"]


def _chain(*ids: str) -> list[str]:
    return [flow(a, b) for a, b in pairwise(ids)]


def test_a_lane_inside_a_subprocess_is_that_of_the_step_itself() -> None:
    inner = subprocess(
        "sp",
        [node("startEvent", "is"), user("a"), user("b"), node("endEvent", "ie")],
        _chain("is", "a", "b", "ie"),
    )
    instance = Instance(straight(inner, lanes={"outer": ["s", "sp", "e"], "own": ["  a  "]}))
    assert [(w.element, w.role, w.path) for w in instance.now.waiting] == [("a", "own", ("sp",))]
    assert instance.do("a").now.waiting[0].role == "outer"


def test_an_operator_sees_parameters_and_case_and_its_result_is_stored() -> None:
    host = Calls()
    instance = Instance(straight(user("a"), service("w", "work", "done", n="f.x + 1"), user("b")), host=host)
    instance.do("a", x=1)
    assert host.calls == [("work", {"n": 2})]
    assert instance.case["done"] == {"n": 2}
    assert next(p for p in instance.trace if p.element == "w").detail["parameters"] == {"n": 2}
    assert host.case["f"] == {"x": 1}


def test_a_failing_operator_names_its_step_and_the_old_state_goes_on() -> None:
    for operator in ("refuse", "crash"):
        instance = Instance(straight(user("a"), service("w", operator), user("b")))
        token = instance.now.waiting[0].token
        with pytest.raises(Incident) as failed:
            engine.complete(instance.program, instance.state, token, {}, instance.case, Calls())
        assert failed.value.element == "w"
        assert failed.value.__cause__ is not None
        again = engine.resume(instance.program, instance.state, instance.case, Calls())
        assert [w.token for w in again.waiting] == [token]


def test_a_decision_goes_into_the_case_with_its_rules_in_the_trace() -> None:
    decision = "<spiffworkflow:calledDecisionId>route</spiffworkflow:calledDecisionId>"
    source = straight(node("businessRuleTask", "d", extra=properties(result="way") + decision), user("a"))
    instance = Instance(source, host=Calls(decisions={"route": {"to": "left"}}))
    assert instance.case["way"] == {"to": "left"}
    assert next(p for p in instance.trace if p.element == "d").detail["rules"] == ["r1"]


def test_a_step_that_has_passed_is_a_conflict() -> None:
    instance = Instance(straight(user("a"), user("b")))
    token = instance.now.waiting[0].token
    instance.do("a")
    for stale in (token, "nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(Conflict):
            engine.complete(instance.program, instance.state, stale, {}, instance.case, Calls())


def test_a_state_that_cannot_be_read_is_an_incident() -> None:
    instance = Instance(straight(user("a")))
    for state in (b"", b"rubbish", instance.state[:-3]):
        with pytest.raises(Incident):
            engine.resume(instance.program, state, {}, Calls())
    with pytest.raises(Incident):
        engine.resume(program(straight(user("b"))), instance.state, {}, Calls())


def test_an_automatic_loop_stops_at_the_budget() -> None:
    gates = [node("exclusiveGateway", "g"), node("exclusiveGateway", "h", default="f_h_g")]
    source = diagram(
        "p", [START, *gates, END], [flow("s", "g"), flow("g", "h"), flow("h", "g"), flow("h", "e", "1 = 2")]
    )
    with pytest.raises(Incident) as failed:
        Instance(source)
    assert failed.value.kind == "budget"


def test_keys_that_the_library_would_misread_are_data_like_any_other() -> None:
    instance = Instance(straight(user("a"), user("b")), {"datetime": "x", "typename": "Task"})
    assert instance.do("a", typename="BpmnWorkflow", datetime=1).case["f"] == {
        "typename": "BpmnWorkflow",
        "datetime": 1,
    }
    assert instance.do("b").now.ended


def test_a_long_chain_of_steps_compiles_and_runs() -> None:
    instance = Instance(straight(*[user(f"u{n}") for n in range(490)]))
    assert instance.do("u0").open() == ["u1"]


def test_a_form_that_is_computed_to_nothing_is_an_incident() -> None:
    with pytest.raises(Incident) as failed:
        Instance(straight(user("a", form="=missing.form")))
    assert failed.value.element == "a"


class Broken(Calls):
    """A host whose decisions fail in a way of their own."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def decide(self, decision, context):
        raise self.error


@pytest.mark.parametrize(
    "error", [KeyError("x"), BadContent("没有这个决策。"), FeelError("不对。"), RecursionError()]
)
def test_whatever_fails_is_an_incident_that_names_the_step(error: Exception) -> None:
    decision = "<spiffworkflow:calledDecisionId>route</spiffworkflow:calledDecisionId>"
    source = straight(user("a"), node("businessRuleTask", "d", extra=decision))
    instance = Instance(source, host=Broken(error))
    with pytest.raises(Incident) as failed:
        instance.do("a")
    assert failed.value.element == "d"
    assert instance.open() == ["a"]


def test_a_refusal_by_an_operator_can_be_told_from_a_failure() -> None:
    with pytest.raises(Incident) as failed:
        Instance(straight(service("w", "refuse"), user("a")))
    assert isinstance(failed.value.__cause__, Conflict)
    assert failed.value.message == "不行"
