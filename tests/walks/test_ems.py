"""What goes to the employment management system: after the school's decision, signed, in order, once; and cleared."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.drawing import diagram, line, node, properties, service
from tests.support.ems import Ems, managing
from tests.support.world import Template

GRADUATE = "g-10001-01"
CLEARING = diagram(
    "clearing",
    [node("startEvent", "s"), service("clear", "clear_ems"), node("endEvent", "e")],
    line("s", "clear", "e"),
    lanes={"school": ["s", "clear", "e"]},
    extra=properties(subject="graduate"),
)


@pytest.fixture
def ems() -> Iterator[Ems]:
    with managing() as made:
        yield made


@pytest.fixture
def joined(template: Template, tmp_path: Path, ems: Ems) -> Iterator[Cast]:
    """An installation that reports to the other system."""
    given = template.copy(tmp_path, **ems.settings)
    made = Cast(given)
    yield made
    made.close()
    template.drop(given)


def number(cast: Cast) -> str:
    return cast.graduate(GRADUATE).candidate_no


def publish(cast: Cast, key: str, body: bytes) -> None:
    """Publish a diagram as an administrator does."""
    door = f"/definitions/process/{key}"
    cast["admin"].put(f"{door}/draft", body, 201, If_None_Match="*")
    cast["admin"].post(f"{door}/releases", {"note": "测试"}, 201)


def clear(cast: Cast) -> Any:
    """Have the school clear what was reported, by a diagram that does nothing else."""
    publish(cast, "clearing", CLEARING)
    return start(cast, "clearing")


def start(cast: Cast, key: str) -> Any:
    return cast["s-10001"].post(f"/processes/{key}/instances", {"subject": cast.subject(GRADUATE)}, 201)


@pytest.mark.req("R-105", "R-309")
def test_a_destination_is_reported_only_after_the_school_has_passed_it(joined: Cast, ems: Ems) -> None:
    instance = joined.invite(GRADUATE)["id"]
    joined[GRADUATE].complete(instance, {"decision": "accept"})
    joined["d-10001-01"].complete(instance, {"decision": "pass"})
    joined.run_jobs()
    assert ems.destinations == {}
    joined["s-10001"].complete(instance, {"decision": "pass"})
    joined.run_jobs()
    held = ems.destinations[number(joined)]
    assert (held["code"], held["school"], held["source"]) == ("10", "10001", "登记系统")
    assert held["data"]["full_name"] == "北京星河数联科技有限公司"
    assert ems.peer.forged == 0


def test_what_was_reported_is_a_record_with_its_source(joined: Cast) -> None:
    joined.signed(GRADUATE)
    found = joined[GRADUATE].get("/records")["destination"]["reported"]
    assert (found["source"], found["unit"]) == ("登记系统", "北京星河数联科技有限公司")


def test_clearing_empties_the_other_system_and_a_second_time_changes_nothing(joined: Cast, ems: Ems) -> None:
    joined.signed(GRADUATE)
    clear(joined)
    start(joined, "clearing")
    joined.run_jobs()
    assert ems.destinations == {}
    assert ems.peer.topics() == ["destination.report", "destination.clear"]
    assert (
        joined["s-10001"].get("/records", subject=joined.subject(GRADUATE))["destination"]["reported"] is None
    )


def test_what_was_reported_by_others_is_not_cleared_from_here(joined: Cast, ems: Ems) -> None:
    publish(joined, "clearing", CLEARING)
    other = joined.subject("g-10001-02")  # reported as looking for work by the other system itself
    joined["s-10001"].post("/processes/clearing/instances", {"subject": other}, 201)
    joined.run_jobs()
    assert ems.peer.arrivals == []
    assert joined["s-10001"].get("/records", subject=other)["destination"]["reported"]["label"] == "求职中"


def test_a_lost_answer_is_asked_for_again_and_the_effect_happens_once(joined: Cast, ems: Ems) -> None:
    ems.lose = 2
    joined.signed(GRADUATE)
    joined.run_jobs()
    for minutes in (1, 2, 10):
        joined.clock((datetime.now().astimezone() + timedelta(minutes=minutes)).isoformat())
    assert len(ems.peer.arrivals) == 3
    assert len({letter["key"] for letter in ems.peer.arrivals}) == 1
    assert list(ems.versions.values()) == [1]


def test_what_the_other_system_refuses_is_an_incident_and_nothing_overtakes_it(
    joined: Cast, ems: Ems
) -> None:
    ems.status = 422
    instance = joined.signed(GRADUATE)
    joined.run_jobs()
    (incident,) = joined["ops"].get("/incidents")["items"]
    assert (incident["kind"], incident["instance"]) == ("deliver", instance)
    assert number(joined) not in incident["message"]
    ems.status = 204
    clear(joined)
    joined.run_jobs()
    assert ems.peer.effects == {}
    joined["ops"].post(f"/incidents/{incident['id']}/retry", {"reason": "对方已修复"})
    joined.run_jobs()
    assert ems.peer.topics() == ["destination.report", "destination.clear"]
    assert ems.destinations == {}
