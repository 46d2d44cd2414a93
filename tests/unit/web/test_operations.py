"""The doors of the operators: jobs, incidents and the outbox look the same on both databases."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta

from app.settings import ROOT
from app.store.queue import Lease
from app.store.session import begin_write
from tests.support.cast import API, Cast

SOON = 60


def test_jobs_are_listed_by_state(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    due = cast["g-10001-01"].task(instance)["due_at"]
    listed = cast["ops"].get("/jobs", state="waiting")
    (job,) = [j for j in listed["items"] if j["kind"] == "timer"]
    assert (job["state"], job["due"], job["attempts"], job["error"]) == ("waiting", due, 0, None)
    assert job["key"].startswith(f"timer:{instance}:")
    assert cast["ops"].get("/jobs", state="failed") == {
        "items": [],
        "total": 0,
        "capped": False,
        "next": None,
    }
    assert cast["ops"].get("/jobs", state="running")["total"] == 0
    for login in ("g-10001-01", "admin", "s-10001"):
        cast[login].get("/jobs", 403)


def test_a_deadline_that_moves_with_the_clock_keeps_its_moment(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    due = cast["g-10001-01"].task(instance)["due_at"]
    cast.clock((datetime.fromisoformat(due) - timedelta(hours=1)).isoformat())
    (job,) = [j for j in cast["ops"].get("/jobs", state="waiting")["items"] if j["kind"] == "timer"]
    assert job["due"] == due


def test_a_failed_operator_is_an_incident_at_the_doors_and_is_tried_again(cast: Cast) -> None:
    operators = cast.services.registry.operators
    sound = operators["sync_to_ems"]

    def fail(env, **given) -> None:
        raise RuntimeError("陈喆 110101199001011237")

    operators["sync_to_ems"] = replace(sound, function=fail)
    try:
        instance = cast.signed("g-10001-01")
        assert not cast["s-10001"].get(f"/instances/{instance}")["ended"]
        (job,) = [j for j in cast["ops"].get("/jobs")["items"] if j["kind"] == "advance"]
        assert job["state"] == "waiting"
        for minutes in (1, 2, 3):
            cast.clock((datetime.now().astimezone() + timedelta(minutes=minutes)).isoformat())
    finally:
        operators["sync_to_ems"] = sound
    (incident,) = cast["ops"].get("/incidents")["items"]
    assert (incident["instance"], incident["kind"]) == (instance, "advance")
    assert "110101199001011237" not in incident["message"]
    (failed,) = cast["ops"].get("/jobs", state="failed")["items"]
    assert "110101199001011237" not in failed["error"]
    cast["ops"].post(f"/incidents/{incident['id']}/retry", {"reason": ""}, 422)
    cast["ops"].post(f"/incidents/{incident['id']}/retry", {"reason": "接口恢复"})
    cast.run_jobs()
    assert cast["s-10001"].get(f"/instances/{instance}")["end"] == "signed"
    assert cast["ops"].get("/incidents")["items"] == []


def test_moving_the_clock_and_running_jobs_are_not_there_in_production(cast: Cast) -> None:
    services = cast.services
    cast.app.extensions["quxiang"] = replace(services, settings=replace(services.settings, clock_moves=False))
    client = cast.app.test_client()
    assert client.post(f"{API}/clock", json={"now": "2030-01-01T00:00:00+08:00"}).status_code == 404
    assert client.post(f"{API}/jobs/run").status_code == 404


def test_a_worker_apart_does_what_is_due_and_ends_when_asked(cast: Cast) -> None:
    settings = cast.services.settings
    instance = cast.invite("g-10001-01")["id"]
    due = datetime.fromisoformat(cast["g-10001-01"].task(instance)["due_at"])
    client = cast.app.test_client()
    client.post(f"{API}/clock", json={"now": (due + timedelta(minutes=1)).isoformat()})
    embedded_holds_the_row(cast)
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("QUXIANG_")},
        "QUXIANG_ENV": "test",
        "QUXIANG_DATA_DIR": str(settings.data_dir),
        "QUXIANG_DATABASE_URL": settings.database_url,
        "QUXIANG_SECRET_KEY": settings.secret_key,
        "QUXIANG_DATA_KEY": settings.data_key,
    }
    command = [sys.executable, "-c", "from app.main import run; run()", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + SOON
        while not cast["e-01"].get(f"/instances/{instance}")["ended"]:
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SOON) == 0


def embedded_holds_the_row(cast: Cast) -> None:
    """Let the server's own worker hold the row for long: the worker apart takes it over."""
    with cast.session() as session:
        begin_write(session)
        until = datetime.now().astimezone() + timedelta(hours=1)
        session.merge(Lease(name="worker", token="embedded", until=until))
