"""Every element that the engine runs, in a published diagram, through the doors; between every two requests the
server is restarted."""

import pytest

from app.content.bpmn import Element, read_bpmn
from app.engine.check_elements import LOOPING, RUNS
from app.engine.check_events import EVENTS
from tests.walks.elements import boundaries, calls, events, gateways, loops, tasks
from tests.walks.elements.stage import STORIES, Stage, Story

PLAYED = (boundaries, calls, events, gateways, loops, tasks)


@pytest.mark.parametrize("told", STORIES, ids=[s.name for s in STORIES])
def test_a_story_is_played_to_its_end(told: Story, stage: Stage) -> None:
    stage.publish(told.files)
    told.walk(stage)


def elements() -> list[Element]:
    return [
        e for s in STORIES for key, body in s.files.items() for e in read_bpmn(body, key).elements.values()
    ]


def test_every_element_that_the_checks_let_through_has_its_story() -> None:
    drawn = {(e.type, e.event) for e in elements()}
    assert {(kind, event) for kind, allowed in EVENTS.items() for event in allowed} <= drawn
    assert {kind for kind, _ in drawn} >= RUNS


def test_every_event_has_a_story_that_interrupts_and_one_that_does_not() -> None:
    boundary = {(e.event, e.interrupting) for e in elements() if e.type == "boundaryEvent"}
    both = {(event, interrupts) for event in EVENTS["boundaryEvent"] for interrupts in (True, False)}
    assert both - boundary == {("error", False)}
    starts = {(e.event, e.interrupting) for e in elements() if e.type == "startEvent" and e.event}
    assert starts == {(event, interrupts) for event in ("message", "signal") for interrupts in (True, False)}


def test_every_step_has_a_story_in_every_kind_of_loop() -> None:
    looped = {(e.type, e.loop) for e in elements() if e.loop}
    assert looped == {(kind, loop) for kind in LOOPING for loop in ("parallel", "sequential", "standard")}
