"""The queue of PostgreSQL: procrastinate's tables, written by its SQL functions in the business transaction.

One task of procrastinate stands for all kinds of job; its arguments carry ours. A job's moment is kept twice: `due`
by the clock of the installation, `scheduled_at` by the database's, which is what procrastinate compares."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import procrastinate.schema
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from app.jobs.clock import real_now
from app.store.base import Base
from app.store.session import one_at_a_time
from app.store.statements import Statement, together

TASK = "quxiang"
QUEUE = "quxiang"
VIEW = """
CREATE VIEW job AS
SELECT id::text AS id, args->>'kind' AS kind, queueing_lock AS key, args->'payload' AS payload,
       (args->>'due')::timestamptz AS due,
       CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'failed' END AS state,
       attempts + CASE status WHEN 'doing' THEN 1 ELSE 0 END AS attempts,
       NULL::timestamptz AS lease_until, worker_id::text AS lease_token,
       args->>'error' AS error, (args->>'created_at')::timestamptz AS created_at
  FROM procrastinate_jobs WHERE task_name = 'quxiang'
"""
ADD = Statement(
    text("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
    :queue, :task, 0, :key, :key, CAST(:args AS jsonb), CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1])
""")
)
CANCEL = Statement(
    text("""
SELECT procrastinate_cancel_job_v1(id, false, true)
  FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo'
""")
)
HELD = text("""
SELECT id FROM procrastinate_jobs
 WHERE id = :id AND status = 'doing' AND worker_id IS NOT DISTINCT FROM :worker AND attempts = :attempts FOR UPDATE
""")
ANEW = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo'")
DONE = text("SELECT procrastinate_finish_job_v1(:id, 'succeeded', true)")
AGAIN = text("SELECT procrastinate_retry_job_v2(:id, :at, NULL, NULL, NULL)")
FAILED = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")
NOTE = text("UPDATE procrastinate_jobs SET args = args || CAST(:note AS jsonb) WHERE id = :id")
LEFT = text("""
SELECT id, queueing_lock, args, attempts, worker_id FROM procrastinate_jobs j
 WHERE status = 'doing' AND task_name = :task AND NOT EXISTS (
       SELECT 1 FROM procrastinate_workers w
        WHERE w.id = j.worker_id AND w.last_heartbeat > now() - make_interval(secs => :lease))
""")
FOLLOW = text("""
UPDATE procrastinate_jobs SET scheduled_at = (args->>'due')::timestamptz
       - make_interval(secs => coalesce((SELECT offset_seconds FROM clock), 0))
 WHERE status = 'todo' AND task_name = :task
""")
DUE = text("""
SELECT 1 FROM procrastinate_jobs
 WHERE status = 'todo' AND task_name = :task AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT 1
""")
BUSY = text("""
SELECT 1 FROM procrastinate_jobs j JOIN procrastinate_workers w ON w.id = j.worker_id
 WHERE j.status = 'doing' AND w.last_heartbeat > now() - make_interval(secs => :lease) LIMIT 1
""")


def install(_target: Any, connection: Connection, **_given: Any) -> None:
    """Create procrastinate's tables and our view of them, in the transaction that creates ours."""
    if connection.dialect.name != "postgresql" or connection.scalar(text("SELECT to_regclass('job')")):
        return
    cursor = connection.connection.cursor()
    cursor.execute(procrastinate.schema.SchemaManager.get_schema())
    cursor.execute(VIEW)
    cursor.close()


event.listen(Base.metadata, "after_create", install)


def add(
    session: Session, kind: str, payload: dict[str, Any], *, due: datetime, now: datetime, key: str | None
) -> None:
    """Add a job; a waiting one with the same key makes way."""
    args = {"kind": kind, "payload": payload, "due": due.isoformat(), "created_at": now.isoformat()}
    at = real_now() + (due - now) if due > now else None
    with together(session):
        if key is not None:
            one_at_a_time(session, f"job {key}")
            cancel(session, key)
        ADD.run(session, {"queue": QUEUE, "task": TASK, "key": key, "args": _json(args), "at": at})


def cancel(session: Session, key: str) -> None:
    """Delete the waiting job with this key."""
    CANCEL.run(session, {"key": key})


def follow_clock(session: Session) -> None:
    """Schedule what waits anew, by the clock of the installation as it is now."""
    session.execute(FOLLOW, {"task": TASK})


@dataclass(frozen=True)
class ProcrastinateTurn:
    """A try at a job that procrastinate gave to one of its workers. Worker and number of tries are the fence."""

    id: int
    kind: str
    key: str | None
    payload: dict[str, Any]
    attempt: int
    worker: int | None

    def held(self, session: Session) -> bool:
        given = {"id": self.id, "worker": self.worker, "attempts": self.attempt - 1}
        return session.scalar(HELD, given) is not None

    def done(self, session: Session) -> None:
        session.execute(DONE, {"id": self.id})

    def again(self, session: Session, error: str, due: datetime, wait: timedelta) -> None:
        if self.key is not None:
            one_at_a_time(session, f"job {self.key}")
            if session.scalar(ANEW, {"key": self.key}) is not None:
                return self.done(session)
        self._note(session, error=error, due=due.isoformat())
        session.execute(AGAIN, {"id": self.id, "at": real_now() + wait})
        return None

    def failed(self, session: Session, error: str) -> None:
        self._note(session, error=error)
        session.execute(FAILED, {"id": self.id})

    def _note(self, session: Session, **note: str) -> None:
        session.execute(NOTE, {"id": self.id, "note": _json(note)})


def left(session: Session, lease: timedelta) -> list[ProcrastinateTurn]:
    """Return the tries whose worker is gone."""
    found = session.execute(LEFT, {"task": TASK, "lease": lease.total_seconds()})
    return [turn_of(*row) for row in found]


def any_due(session: Session) -> bool:
    """True when a job could be fetched now, or waits for another of its key."""
    return session.scalar(DUE, {"task": TASK}) is not None


def others_busy(session: Session, lease: timedelta) -> bool:
    """True while a worker that lives is at a job."""
    return session.scalar(BUSY, {"lease": lease.total_seconds()}) is not None


def turn_of(
    job_id: int, key: str | None, args: dict[str, Any], attempts: int, worker: int | None
) -> ProcrastinateTurn:
    """Return the try that a row of procrastinate stands for."""
    return ProcrastinateTurn(job_id, args["kind"], key, args["payload"], attempts + 1, worker)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
