"""A worker process that may die: `python -m tests.unit.jobs.mortal URL` does what is due, or loops with `--loop`.

`die` kills its process; `slow` says on its output how many were done before, and takes a while; `add` counts."""

import os
import signal
import sys
import threading
import time

from app.jobs import Work, open_worker
from app.store.queue import Counter
from app.store.session import Database
from tests.unit.jobs.shop import LEASE, add_one


def die(session, payload, now) -> None:
    add_one(session, {"name": "half done"}, now)
    os.kill(os.getpid(), signal.SIGKILL)


def slow(session, payload, now) -> None:
    before = session.get(Counter, "slow")
    print("done before:", before.last if before else 0, flush=True)
    add_one(session, {"name": "slow"}, now)
    time.sleep(payload["seconds"])


def main(url: str, *options: str) -> None:
    works = {"die": Work(die), "slow": Work(slow), "add": Work(add_one)}
    worker = open_worker(Database(url), works, LEASE)
    if "--loop" in options:
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=worker.stop).start())
        worker.loop()
    else:
        worker.run_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
