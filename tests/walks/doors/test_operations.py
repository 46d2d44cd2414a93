"""Doors of the operators: incidents, jobs, the outbox; the clock of demo and test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.operators.registry import Operator
from tests.support.cast import API, Cast
from tests.support.world import Template, settings
from tests.walks.doors.test_errors import check


def test_the_outbox_shows_what_leaves_with_its_body(cast: Cast) -> None:
    instance = cast.signed()
    found = cast["ops"].get("/outbox", channel="ems")
    assert set(found) == {"items", "total", "capped", "next"}
    (row,) = found["items"]
    assert (row["channel"], row["topic"], row["instance"]) == ("ems", "destination.report", instance)
    assert row["key"]
    assert row["body"]
    assert cast["ops"].get("/outbox", channel="no_such")["total"] == 0
    pages = cast["ops"].get("/outbox", limit=1)
    assert pages["total"] == cast["ops"].get("/outbox", limit=200)["total"]


def test_jobs_are_listed_by_state_in_pages(cast: Cast) -> None:
    cast.invite("g-10001-01")
    cast.invite("g-10001-02")
    waiting = cast["ops"].get("/jobs", state="waiting")
    assert {j["kind"] for j in waiting["items"]} >= {"timer"}
    assert all(j["state"] == "waiting" for j in waiting["items"])
    assert {"id", "kind", "state", "due", "attempts", "error"} <= set(waiting["items"][0])
    first = cast["ops"].get("/jobs", limit=1)
    rest = cast["ops"].get("/jobs", limit=200, after=first["next"])
    assert first["total"] == 1 + len(rest["items"])
    assert cast["ops"].get("/jobs", state="no_such")["total"] == 0


def broken(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a signing whose last step cannot go on, and has become an incident."""
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    cast["d-10001-01"].complete(instance, {"decision": "pass"})

    with monkeypatch.context() as patch:
        registry = cast.services.registry
        patch.setitem(registry.operators, "render_document", _failing(registry.operators["render_document"]))
        seen = cast["s-10001"].complete(instance, {"decision": "pass"})
        assert [t["state"] for t in seen["tasks"]] == ["handed_in"]
        for minutes in (1, 10, 60):
            cast.clock((datetime.now(UTC) + timedelta(minutes=minutes)).isoformat())
    return instance


def _failing(operator: Operator) -> Operator:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no printer")

    return replace(operator, function=fail)


def test_an_incident_is_listed_retried_and_gone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = broken(cast, monkeypatch)
    found = cast["ops"].get("/incidents")
    (incident,) = found["items"]
    assert (found["total"], incident["instance"], incident["element"]) == (1, instance, "print")
    assert incident["message"]
    svg = cast["ops"].raw(f"/instances/{instance}/diagram.svg").get_data(as_text=True)
    assert "data-element-id='print' class='failed'" in svg

    door = f"/incidents/{incident['id']}"
    check(cast["ops"].call("POST", f"{door}/retry", json={}), 422)
    check(cast["ops"].call("POST", f"{door}/retry", json={"reason": " "}), 422)
    check(cast["ops"].call("POST", f"{door}/explode", json={"reason": "x"}), 404)
    check(cast["ops"].call("POST", f"{door}/move", json={"reason": "x", "to": {"a": 1}}), 422)
    check(cast["ops"].call("POST", f"{door}/move", json={"reason": "x"}), 422)
    check(cast["s-10001"].call("POST", f"{door}/retry", json={"reason": "x"}), 403)

    done = cast["ops"].post(f"{door}/retry", {"reason": "打印机修好了"})
    assert "打印机修好了" in done["resolution"]
    cast.run_jobs()
    assert cast["g-10001-01"].get(f"/instances/{instance}")["end"] == "signed"
    assert cast["ops"].get("/incidents")["total"] == 0
    check(cast["ops"].call("POST", f"{door}/retry", json={"reason": "x"}), 409)
    check(cast["ops"].call("POST", "/incidents/nothing/retry", json={"reason": "x"}), 404)


def test_the_clock_moves_for_deadlines(cast: Cast) -> None:
    visitor = cast.visitor()
    answer = visitor.post(f"{API}/clock", json={"now": "2030-01-31T23:59:00+08:00"})
    assert (answer.status_code, answer.get_json()["now"]) == (200, "2030-01-31T23:59:00+08:00")
    ran = visitor.post(f"{API}/jobs/run")
    assert ran.status_code == 200
    for now in (
        "yesterday",
        "",
        5,
        None,
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59+00:00",
        "2026-13-01",
    ):
        check(visitor.post(f"{API}/clock", json={"now": now}), 422)
    check(visitor.post(f"{API}/clock", json={}), 422)


def test_in_production_nobody_moves_the_clock(template: Template, tmp_path) -> None:
    given = template.copy(tmp_path)
    strict = settings(tmp_path, given.database_url, ENV="production", BASE_URL="https://qx.example")
    production = Cast(strict)
    try:
        visitor = production.visitor()
        host = {"base_url": "https://qx.example"}
        for path in ("/clock", "/jobs/run"):
            missing = visitor.post(f"{API}/no/such/door", json={}, **host)
            answer = visitor.post(f"{API}{path}", json={"now": "2030-01-01T00:00:00+08:00"}, **host)
            check(answer, 404)
            assert answer.data == missing.data
    finally:
        production.close()


def test_health_is_told_outside_the_prefix_and_without_a_token(shown: Cast) -> None:
    for path in ("/livez", "/readyz"):
        answer = shown.visitor().get(path)
        assert answer.status_code == 200
        check(shown.visitor().get(f"{API}{path}"), 404)
