"""Important changes are messages: whoever waits for one about the same graduate goes on, others do not."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.drawing import diagram, line, message, node, properties, service, user

WATCHERS = {
    "DestinationChanged": "watch_changed",
    "GraduateFreed": "watch_freed",
    "RosterDeleted": "watch_deleted",
    "RosterRestored": "watch_restored",
}


def watching(key: str, name: str) -> bytes:
    """Return a process that waits for a message about a graduate and then asks the graduate."""
    nodes = [
        node("startEvent", "s"),
        node("intermediateCatchEvent", "wait", message(name), properties(data="heard")),
        user("look", form="invitation_answer"),
        node("endEvent", "e"),
    ]
    lanes = {"graduate": ["s", "wait", "look", "e"]}
    extra = properties(subject="graduate")
    return diagram(key, nodes, line("s", "wait", "look", "e"), lanes=lanes, messages=(name,), extra=extra)


def releasing() -> bytes:
    """Return a process of the school that takes a graduate's destination and frees the graduate again."""
    nodes = [
        node("startEvent", "s"),
        service("hold", "hold_destination"),
        service("free", "release_destination"),
        node("endEvent", "e"),
    ]
    ids = ["s", "hold", "free", "e"]
    return diagram("freeing", nodes, line(*ids), lanes={"school": ids}, extra=properties(subject="graduate"))


def publish(cast: Cast, key: str, body: bytes) -> None:
    door = f"/definitions/process/{key}"
    saved = cast["admin"].put(f"{door}/draft", body, 201, If_None_Match="*")
    assert [f for f in saved["findings"] if f["severity"] == "error"] == []
    cast["admin"].post(f"{door}/releases", {"note": "测试"}, 201)


def watch(cast: Cast, name: str, login: str) -> str:
    """Start an instance that waits for a message, and return it."""
    made: str = cast[login].post(f"/processes/{WATCHERS[name]}/instances", {}, 201)["id"]
    return made


def steps(cast: Cast, instance: str, login: str) -> list[Any]:
    return [task["step"] for task in cast[login].get(f"/instances/{instance}")["tasks"]]


@pytest.fixture
def watched(cast: Cast) -> Cast:
    for name, key in WATCHERS.items():
        publish(cast, key, watching(key, name))
    return cast


def test_a_reported_destination_is_heard_by_whoever_waits_for_it(watched: Cast) -> None:
    mine = watch(watched, "DestinationChanged", "g-10001-01")
    others = watch(watched, "DestinationChanged", "g-10001-03")
    watched.signed("g-10001-01")
    watched.run_jobs()
    assert steps(watched, mine, "g-10001-01") == ["look"]
    assert steps(watched, others, "g-10001-03") == []


def test_a_report_without_a_change_is_not_an_event(watched: Cast) -> None:
    watched.signed("g-10001-01")
    watched.run_jobs()
    same = '{full_name: "北京星河数联科技有限公司", region: "110108"}'
    nodes = [node("startEvent", "s"), service("sync", "sync_to_ems", data=same), node("endEvent", "e")]
    ids = ["s", "sync", "e"]
    about = properties(subject="graduate")
    publish(watched, "again", diagram("again", nodes, line(*ids), lanes={"school": ids}, extra=about))
    mine = watch(watched, "DestinationChanged", "g-10001-01")
    watched["s-10001"].post("/processes/again/instances", {"subject": watched.subject("g-10001-01")}, 201)
    watched.run_jobs()
    assert steps(watched, mine, "g-10001-01") == []
    assert len(watched.outbox("ems")) == 2


def test_a_graduate_who_is_free_again_is_heard_of(watched: Cast) -> None:
    publish(watched, "freeing", releasing())
    mine = watch(watched, "GraduateFreed", "g-10001-01")
    watched["s-10001"].post("/processes/freeing/instances", {"subject": watched.subject("g-10001-01")}, 201)
    watched.run_jobs()
    assert steps(watched, mine, "g-10001-01") == ["look"]


def test_nobody_can_send_such_a_message_by_hand(watched: Cast) -> None:
    mine = watch(watched, "GraduateFreed", "g-10001-01")
    watched["g-10001-01"].post(f"/instances/{mine}/messages/GraduateFreed", {"data": {}}, 409)
    assert steps(watched, mine, "g-10001-01") == []


def test_what_another_system_reports_is_heard_too(watched: Cast) -> None:
    mine = watch(watched, "DestinationChanged", "g-10001-01")
    number = watched.graduate("g-10001-01").candidate_no
    watched["ems"].post("/reports/destinations", {"candidate_no": number, "code": "70"})
    watched.run_jobs()
    assert steps(watched, mine, "g-10001-01") == ["look"]


def test_leaving_the_roster_and_coming_back_is_heard(watched: Cast) -> None:
    left = watch(watched, "RosterDeleted", "g-10001-01")
    back = watch(watched, "RosterRestored", "g-10001-01")
    number = {"candidate_no": watched.graduate("g-10001-01").candidate_no}
    watched["ems"].post("/roster/10001/removals", number)
    watched.run_jobs()
    assert [steps(watched, i, "g-10001-01") for i in (left, back)] == [["look"], []]
    watched["ems"].post("/roster/10001/graduates", number)
    watched.run_jobs()
    assert steps(watched, back, "g-10001-01") == ["look"]
