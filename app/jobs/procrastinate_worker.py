"""The worker of PostgreSQL: procrastinate's, with our tries in its threads."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.manager import JobManager

from app.jobs import procrastinating as queue
from app.jobs.turns import Work, abandoned, perform, plan
from app.store.session import Database

THREADS = 4
POLL = 1.0  # seconds until a job that became due by itself is seen; new ones wake the worker
BRIEF = 0.05  # seconds between two looks at somebody else's work
log = logging.getLogger("quxiang.jobs")


class _Written(JobManager):
    """A job's end is written by `perform` in the transaction of its effect: afterwards there is nothing to write.

    Procrastinate's own way, a transaction afterwards, would do an effect twice when the process dies in between,
    and would end a job that another worker has taken over meanwhile."""

    async def finish_job(self, *_args: Any, **_options: Any) -> None:
        return

    async def retry_job(self, *_args: Any, **_options: Any) -> None:
        return


class ProcrastinateWorker:
    """Does jobs that procrastinate fetches. `works` maps kinds to what they mean."""

    def __init__(self, database: Database, works: dict[str, Work], lease: timedelta) -> None:
        self._database = database
        self._works = works
        self._lease = lease
        self._stop = threading.Event()
        self._cancel: Any = None

    def run_due(self, limit: int = 10_000) -> int:
        self._ask(queue.follow_clock)  # what was enqueued while the clock moved may have missed it
        count = 0
        while count < limit:
            self._recover()
            if self._ask(queue.any_due):
                count += asyncio.run(self._run(concurrency=1, wait=False, listen_notify=False))
            elif not self._ask(queue.others_busy, self._lease):
                break
            time.sleep(BRIEF)
        return count

    def loop(self, *, take_over: bool = False) -> None:
        recovering = threading.Thread(target=self._keep_recovering, name="recovering", daemon=True)
        recovering.start()
        while not self._stop.is_set():
            try:
                plan(self._database, self._works)
                asyncio.run(self._run(concurrency=THREADS, wait=True, listen_notify=True))
            except Exception:
                log.exception("the worker starts again after an error")
                self._stop.wait(POLL)
        recovering.join()

    def stop(self) -> None:
        self._stop.set()
        if self._cancel is not None:
            self._cancel()

    async def _run(self, **options: Any) -> int:
        """Run procrastinate's worker and return how many jobs it tried."""
        tried: list[int | None] = []

        def do(context: JobContext, **_args: Any) -> None:
            job = context.job
            turn = queue.turn_of(job.id, job.queueing_lock, job.task_kwargs, job.attempts, job.worker_id)
            perform(self._database, self._works, turn)
            tried.append(job.id)

        connector = PsycopgConnector(conninfo=self._conninfo(), min_size=1, max_size=THREADS)
        app = App(connector=connector)
        app.job_manager = _Written(connector)
        app.task(name=queue.TASK, pass_context=True)(do)
        beat = self._lease.total_seconds() / 3
        async with app.open_async():
            running = asyncio.create_task(
                app.run_worker_async(
                    queues=[queue.QUEUE],
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL,
                    update_heartbeat_interval=beat,
                    stalled_worker_timeout=self._lease.total_seconds(),
                    **options,
                )
            )
            loop = asyncio.get_running_loop()
            if options["wait"]:
                self._cancel = lambda: loop.call_soon_threadsafe(running.cancel)
            with suppress(asyncio.CancelledError):
                await running
        return len(tried)

    def _keep_recovering(self) -> None:
        while not self._stop.is_set():
            try:
                self._recover()
            except Exception:
                log.exception("jobs of workers that are gone were not taken over")
            self._stop.wait(self._lease.total_seconds() / 3)

    def _recover(self) -> None:
        for turn in self._ask(queue.left, self._lease):
            abandoned(self._database, self._works, turn)

    def _ask(self, question: Callable[..., Any], *given: Any) -> Any:
        with self._database.session() as session:
            return question(session, *given)

    def _conninfo(self) -> str:
        url = self._database.url.set(drivername="postgresql")
        return url.render_as_string(hide_password=False)
