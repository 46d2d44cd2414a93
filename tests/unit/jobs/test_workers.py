"""Workers that die, freeze, stop and work side by side, on either queue."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app.jobs import open_worker
from app.jobs.clock import real_now
from app.store.queue import Job, Lease
from tests.unit.jobs.shop import LEASE, Shop, add_one

SOON = 20  # seconds within which something that has to happen must have happened


@pytest.fixture
def start(shop: Shop) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start worker processes that are ended with the test."""
    started: list[subprocess.Popen] = []

    def run(*options: str) -> subprocess.Popen:
        url = shop.database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.unit.jobs.mortal", url, *options]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def looping(shop: Shop) -> Iterator[None]:
    """Have the shop's worker loop meanwhile."""
    thread = threading.Thread(target=shop.worker.loop)
    thread.start()
    try:
        yield
    finally:
        shop.worker.stop()
        thread.join(SOON)
        assert not thread.is_alive()


def test_a_loop_does_jobs_as_they_come_and_stops(shop: Shop) -> None:
    with looping(shop):
        shop.put("note", n=1)
        until(lambda: shop.done == [1])
        shop.put("note", n=2, after=0.5)
        until(lambda: shop.done == [1, 2])


def test_the_job_of_a_worker_that_was_killed_is_done_by_another(shop: Shop, start) -> None:
    shop.put("slow", seconds=600)
    process = start("--loop")
    assert process.stdout.readline() == "done before: 0\n"
    process.kill()
    process.wait()
    assert shop.count("slow") == 0
    shop.knows("slow", lambda session, payload, now: add_one(session, {"name": "slow"}, now))
    with looping(shop):
        until(lambda: shop.count("slow") == 1)
    assert shop.jobs() == []


def test_a_job_that_kills_its_worker_is_given_up_after_three_tries(shop: Shop, start) -> None:
    shop.put("die")
    deaths = 0
    while [j.state for j in shop.jobs()] != ["failed"]:
        deaths += start().wait() == -signal.SIGKILL
        assert deaths <= 3
        time.sleep(LEASE.total_seconds() + 0.1)
        shop.move(60)
    assert deaths == 3
    assert "中途停止" in shop.jobs()[0].error
    assert shop.count("half done") == 0


def test_a_worker_that_was_frozen_cannot_finish_what_another_has_done(shop: Shop, start) -> None:
    shop.put("slow", seconds=1)
    process = start()
    assert process.stdout.readline() == "done before: 0\n"
    process.send_signal(signal.SIGSTOP)
    if shop.database.sqlite:
        process.send_signal(signal.SIGCONT)  # it holds the only write lock: nobody can take over meanwhile
    time.sleep(LEASE.total_seconds() + 0.5)
    shop.knows("slow", lambda session, payload, now: add_one(session, {"name": "slow"}, now))
    process.send_signal(signal.SIGCONT)
    process.wait()
    assert shop.count("slow") == 1


def test_work_outside_whose_lease_ran_out_ends_once(shop: Shop) -> None:
    """The first worker is silent for longer than its lease; a second does the work and ends the job."""
    second = open_worker(shop.database, shop.works, LEASE)
    begun = []

    def hesitate(database, payload) -> None:
        begun.append(len(begun))
        if len(begun) == 1:
            lose_lease(shop)
            second.run_due()
            shop.move(60)
            second.run_due()

    shop.knows("hesitate", hesitate, outside=True)
    shop.put("hesitate")
    shop.worker.run_due()
    assert begun == [0, 1]
    assert shop.jobs() == []


def test_two_workers_share_the_work_and_do_nothing_twice(shop: Shop, start) -> None:
    shop.knows("add", add_one)
    for _ in range(80):
        shop.put("add", name="c")
    process = start()
    shop.worker.run_due()
    assert shop.count("c") == 80
    assert process.wait(SOON) == 0


def test_running_what_is_due_waits_for_what_others_are_at(shop: Shop, start) -> None:
    shop.put("slow", seconds=1.5)
    process = start()
    assert process.stdout.readline() == "done before: 0\n"
    assert shop.worker.run_due() == 0
    assert shop.count("slow") == 1


def test_jobs_of_a_key_never_run_side_by_side(shop: Shop, start) -> None:
    shop.put("slow", key="k", seconds=1)
    process = start()
    assert process.stdout.readline() == "done before: 0\n"
    shop.knows("slow", lambda session, payload, now: shop.done.append(f"done before: {shop.count('slow')}\n"))
    shop.put("slow", key="k", seconds=0)
    shop.worker.run_due()
    process.wait()
    assert [*shop.done, *process.stdout] == ["done before: 1\n"]


def test_what_is_done_every_so_often_waits_for_its_next_time(shop: Shop) -> None:
    shop.knows("sweep", lambda session, payload, now: shop.done.append(now), every=timedelta(hours=1))
    with looping(shop):
        until(lambda: len(shop.done) == 1)
    (job,) = shop.jobs()
    assert job.key == "sweep"
    assert shop.later(3000) == 0
    assert shop.later(700) == 1
    assert len(shop.jobs()) == 1


def test_of_two_processes_one_runs_the_threads_and_the_other_follows_it(shop: Shop, start) -> None:
    if not shop.database.sqlite:
        pytest.skip("PostgreSQL has as many workers as are started")
    first = start("--loop")
    until(lambda: holder(shop) is not None)
    held = holder(shop)
    second = start("--loop")
    time.sleep(LEASE.total_seconds())
    assert holder(shop) == held
    first.kill()
    until(lambda: holder(shop) not in (None, held))
    second.terminate()
    assert second.wait(SOON) == 0
    assert holder(shop) is None


def holder(shop: Shop) -> str | None:
    """Return who holds the worker's row."""
    with shop.database.session() as session:
        row = session.get(Lease, "worker")
        return row.token if row else None


def lose_lease(shop: Shop) -> None:
    """Let the worker that is at a job look dead."""
    with shop.database.session() as session:
        if shop.database.sqlite:
            session.execute(update(Job).values(lease_until=real_now() - LEASE))
        else:
            session.execute(text("DELETE FROM procrastinate_workers"))
