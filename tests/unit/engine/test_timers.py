"""Moments: computed once on entry, aware, within bounds, and fired by whoever keeps the clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app import engine
from app.errors import BadContent, Conflict, Incident
from tests.support.drawing import diagram, flow, node, timer, user
from tests.unit.engine.driving import NOW, Calls, Instance

START, END = node("startEvent", "s"), node("endEvent", "e")
SHANGHAI = timezone(timedelta(hours=8))


def deadline(kind: str, text: str, *, interrupts: bool = True) -> bytes:
    """Return a step `a` with a timer `t` that leads to `z`."""
    event = node(
        "boundaryEvent", "t", timer(kind, text), attachedToRef="a", cancelActivity=str(interrupts).lower()
    )
    nodes = [START, user("a"), event, user("z"), END, node("endEvent", "e2")]
    return diagram("p", nodes, [flow("s", "a"), flow("a", "e"), flow("t", "z"), flow("z", "e2")])


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT1H", NOW + timedelta(hours=1)),
        ("timeDuration", "P1M", datetime(2026, 12, 24, 2, 0, tzinfo=UTC)),
        ("timeDuration", '=duration("P" + string(days) + "D")', NOW + timedelta(days=3)),
        ("timeDate", "2027-01-01T00:00:00", datetime(2027, 1, 1, tzinfo=SHANGHAI)),
        ("timeDate", "2027-01-01T00:00:00+01:00", datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
        ("timeDate", "=until", datetime(2026, 12, 1, tzinfo=SHANGHAI)),
        ("timeDate", '=date and time(until) + duration("PT2H")', datetime(2026, 12, 1, 2, tzinfo=SHANGHAI)),
        ("timeDate", '=now() + duration("P1D")', NOW + timedelta(days=1)),
        ("timeCycle", "R3/PT1H", NOW + timedelta(hours=1)),
    ],
)
def test_the_moment_is_computed_on_entry_and_aware(kind: str, text: str, due: datetime) -> None:
    instance = Instance(deadline(kind, text), {"days": 3, "until": "2026-12-01T00:00:00"})
    found = instance.now.timers[0]
    assert found.due == due
    assert found.due.utcoffset() is not None
    assert (found.element, found.attached) == ("t", instance.now.waiting[0].token)


def test_the_moment_stays_when_the_case_changes() -> None:
    instance = Instance(deadline("timeDate", "=until"), {"until": "2026-12-01T00:00:00"})
    before = instance.now.timers[0].due
    assert instance.resume({"until": "2026-12-05T00:00:00"}).now.timers[0].due == before


@pytest.mark.parametrize(
    "text", ['=duration("PT30S")', '=duration("P400D")', '=duration("P2Y")', "=missing", '="soon"', "=5"]
)
def test_a_length_out_of_bounds_is_an_incident(text: str) -> None:
    for kind in ("timeDuration", "timeCycle"):
        with pytest.raises(Incident) as failed:
            Instance(deadline(kind, text))
        assert (failed.value.element, failed.value.kind) == ("t", "timer")


@pytest.mark.parametrize("text", ['=date and time("2029-01-01T00:00:00+08:00")', "=true", "=missing"])
def test_a_date_out_of_bounds_is_an_incident(text: str) -> None:
    with pytest.raises(Incident):
        Instance(deadline("timeDate", text))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "PT30S"),
        ("timeDuration", "P367D"),
        ("timeDuration", "P13M"),
        ("timeCycle", "R3/PT1S"),
        ("timeCycle", "R/PT1H"),
        ("timeDate", "PT1H"),
        ("timeDuration", ""),
    ],
)
def test_a_literal_out_of_bounds_or_of_another_kind_is_refused(kind: str, text: str) -> None:
    with pytest.raises(BadContent) as refused:
        Instance(deadline(kind, text))
    assert refused.value.findings[0].element == "t"


def test_a_timer_fires_when_it_is_due_and_not_before() -> None:
    instance = Instance(deadline("timeDuration", "PT1H"))
    token = instance.now.timers[0].token
    with pytest.raises(Conflict):
        engine.fire(instance.program, instance.state, token, {}, Calls(NOW + timedelta(minutes=59)))
    assert instance.ring("t").open() == ["z"]
    with pytest.raises(Conflict):
        engine.fire(instance.program, instance.state, token, {}, instance.host)
    assert (
        next(p for p in instance.trace if p.element == "t" and p.kind == "boundaryEvent").detail["expression"]
        == "PT1H"
    )


def test_a_timer_that_does_not_interrupt_fires_once_beside_its_step() -> None:
    instance = Instance(deadline("timeDuration", "PT1H", interrupts=False)).ring("t")
    assert (instance.open(), instance.timers()) == (["a", "z"], [])
    assert instance.do("a").open() == ["z"]
    assert instance.do("z").now.ended


def test_a_cycle_fires_its_number_of_times() -> None:
    instance = Instance(deadline("timeCycle", "R3/PT1H", interrupts=False))
    dues = []
    while instance.timers():
        dues.append(instance.now.timers[0].due - NOW)
        instance.ring("t")
    assert dues == [timedelta(hours=h) for h in (1, 2, 3)]
    assert instance.open() == ["a", "z", "z", "z"]


def test_a_cycle_that_interrupts_fires_once() -> None:
    assert Instance(deadline("timeCycle", "R3/PT1H")).ring("t").open() == ["z"]


def test_completing_the_step_takes_its_timer_away() -> None:
    instance = Instance(deadline("timeDuration", "PT1H")).do("a")
    assert instance.now.ended


def test_a_timer_between_steps() -> None:
    nodes = [START, node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H")), END]
    instance = Instance(diagram("p", nodes, [flow("s", "t"), flow("t", "e")]))
    assert instance.now.timers[0].attached is None
    assert instance.ring("t").now.ended


def test_a_timer_in_a_loop_is_set_anew_in_every_round() -> None:
    event = node("boundaryEvent", "t", timer("timeDuration", "PT1H"), attachedToRef="a")
    source = diagram("p", [START, user("a"), event, END], [flow("s", "a"), flow("a", "e"), flow("t", "a")])
    instance = Instance(source)
    for hour in (1, 2, 3):
        assert instance.now.timers[0].due == NOW + timedelta(hours=hour)
        instance.ring("t")
