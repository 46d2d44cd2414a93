"""Background work: jobs that are enqueued in the business transaction and done after its commit.

One interface, two queues. `queue.enqueue` adds a job, `queue.cancel` takes one back, `open_worker` returns the worker
that does them; what a kind of job means is registered by `main` as `Work`.

* On **SQLite** the queue is a table (`rows`): a job is leased by compare-and-set, and the one process that holds the
  worker's leased row runs threads. SQLite has one writer at a time, so more processes would not do more.
* On **PostgreSQL** the queue is procrastinate's (`procrastinating`): its tables lie in the same database, so a job is
  enqueued by its SQL function in the business transaction, any number of worker machines are woken by NOTIFY, and the
  heartbeat of each worker tells whose jobs have to be done by another.

What both promise, and why:

* **A job exists exactly when its cause was committed**, because it is a row of the same transaction.
* **A job's end is written in the transaction of its effect** (`turns.perform`). Whoever lost a job (a lease that ran
  out, a worker taken for dead) is found out there and rolls back, so an effect in the database happens once. Work that
  waits for somebody outside holds no transaction meanwhile, and happens at least once.
* **Tries are counted when they begin.** A job that kills its process is given up like one that raises.
* **A key has one waiting job.** Enqueueing it again moves the job; jobs of one key never run side by side.
* **Jobs become due by the clock of the installation**, which demo and tests move; leases and heartbeats never do.

`store.queue.Job` reads either queue: it is the table on SQLite and a view of procrastinate's table on PostgreSQL."""

from app.jobs.queue import cancel, enqueue
from app.jobs.turns import BACK_OFF, Failure, Final, Work
from app.jobs.worker import Worker, open_worker

__all__ = ["BACK_OFF", "Failure", "Final", "Work", "Worker", "cancel", "enqueue", "open_worker"]
