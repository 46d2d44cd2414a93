"""What runs for nobody has bounds: steps, time, instances, levels. Beyond them is an incident, never a hang."""

import itertools

import pytest

from app.engine import Program, running
from app.errors import Incident
from tests.support.drawing import diagram, flow, multi, node, service, subprocess, timer, user
from tests.unit.engine.driving import Calls, Instance, unsound
from tests.unit.engine.test_checking_hostile import nested

START, END = node("startEvent", "s"), node("endEvent", "e")


def only(step: str) -> bytes:
    """Return a diagram of one step `a`."""
    return diagram("p", [START, step, END], [flow("s", "a"), flow("a", "e")])


def circle(*inside: str) -> bytes:
    """Return a diagram whose steps go round for ever without a person."""
    ids = [part.split('id="', 1)[1].split('"', 1)[0] for part in inside]
    nodes = [
        START,
        node("exclusiveGateway", "g"),
        *inside,
        node("exclusiveGateway", "h", default="f_h_g"),
        END,
    ]
    path = ["g", *ids, "h", "g"]
    flows = [flow(x, y) for x, y in itertools.pairwise(path)]
    return diagram("p", nodes, [flow("s", "g"), *flows, flow("h", "e", "1 = 2")])


def refused(source: bytes | Program, host: Calls | None = None, **called: bytes) -> Incident:
    """Start a diagram that goes beyond a bound and return the incident."""
    with pytest.raises(Incident) as failed:
        Instance(source, {}, host, **called)
    assert failed.value.element
    return failed.value


@pytest.mark.parametrize(
    "inside",
    [
        [],
        [service("w", "op")],
        [node("intermediateThrowEvent", "t")],
        [service("w", "op").replace("</bpmn:serviceTask>", multi(count="1") + "</bpmn:serviceTask>")],
    ],
)
def test_a_circle_without_a_person_stops_at_the_budget_of_steps(inside: list[str]) -> None:
    host = Calls()
    assert refused(circle(*inside), host).kind == "budget"
    assert len(host.calls) <= running.MAX_STEPS


def test_a_circle_inside_an_instance_of_a_loop_stops_too() -> None:
    gates = [node("exclusiveGateway", "g"), node("exclusiveGateway", "h", default="f_h_g")]
    inner = [node("startEvent", "is"), *gates, node("endEvent", "ie")]
    flows = [flow("is", "g"), flow("g", "h"), flow("h", "g"), flow("h", "ie", "1 = 2")]
    assert refused(only(subprocess("a", inner, flows, multi(count="3")))).kind == "budget"


def test_a_token_that_doubles_for_ever_stops_at_the_budget() -> None:
    nodes = [START, node("exclusiveGateway", "m"), node("parallelGateway", "f"), END]
    nodes += [node("intermediateThrowEvent", "x"), node("intermediateThrowEvent", "y"), user("u")]
    flows = [flow("s", "m"), flow("m", "f"), flow("f", "x"), flow("f", "y"), flow("f", "u")]
    flows += [flow("x", "m"), flow("y", "m"), flow("u", "e")]
    assert refused(unsound(diagram("p", nodes, flows))).kind == "budget"


def test_a_run_that_takes_too_long_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MAX_SECONDS", -1.0)
    assert refused(only(service("a", "op"))).kind == "budget"


@pytest.mark.parametrize("sequential", [False, True])
def test_each_instance_of_a_loop_has_its_own_steps(sequential: bool) -> None:
    host = Calls()
    loop = multi(count="600", sequential=sequential)
    step = service("a", "op").replace("</bpmn:serviceTask>", f"{loop}</bpmn:serviceTask>")
    assert Instance(only(step), {}, host).now.ended
    assert len(host.calls) == 600


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("count", ["10000000", "10 ** 7", "1001", "10 ** 400", "-1", "1.5", "null"])
def test_too_many_instances_are_refused_before_the_first(sequential: bool, count: str) -> None:
    host = Calls()
    loop = multi(count=count, sequential=sequential)
    step = service("a", "op").replace("</bpmn:serviceTask>", f"{loop}</bpmn:serviceTask>")
    assert refused(only(step), host).element == "a"
    assert host.calls == []


def test_lists_in_lists_are_bounded_together() -> None:
    inner = [node("startEvent", "is"), user("u", multi(count="1000")), node("endEvent", "ie")]
    step = subprocess("a", inner, [flow("is", "u"), flow("u", "ie")], multi(count="1000"))
    assert refused(only(step)).kind == "budget"


def test_calls_that_double_at_every_level_stop_at_the_budget() -> None:
    keys = ["p", *(f"q{n}" for n in range(15))]
    files = {}
    for key, following in itertools.pairwise(keys):
        calls = [node("callActivity", f"c{n}", calledElement=following) for n in (1, 2)]
        flows = [flow("s", "c1"), flow("c1", "c2"), flow("c2", "e")]
        files[key] = diagram(key, [START, *calls, END], flows)
    files[keys[-1]] = diagram(keys[-1], [START, END], [flow("s", "e")])
    assert refused(files.pop("p"), **files).kind == "budget"


@pytest.mark.parametrize("kind", ["timeDuration", "timeCycle", "timeDate"])
@pytest.mark.parametrize(
    "text",
    [
        'duration("P999999999Y")',
        'duration("P99999999999999999999D")',
        'duration("-P1D")',
        'now() + duration("P9999Y")',
        "10 ** 30",
        '"R999999999/PT1H"',
        '"P999999999Y"',
    ],
)
def test_a_moment_out_of_this_world_is_an_incident(kind: str, text: str) -> None:
    assert refused(only(node("intermediateCatchEvent", "a", timer(kind, f"={text}")))).element == "a"


def test_twenty_subprocesses_in_one_another_run_to_their_end() -> None:
    assert Instance(nested(20)).do("u").now.ended
