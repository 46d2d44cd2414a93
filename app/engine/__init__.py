"""The engine: saved state + answer + case file → snapshot. The only package that knows SpiffWorkflow.

It keeps nothing and writes nothing: the caller stores the snapshot."""

from app.engine.checking import check_program
from app.engine.migrating import migrate
from app.engine.program import Program, compile_program
from app.engine.running import check_state, complete, deliver, fire, move, resume, skip, start
from app.engine.snapshot import Host, Passed, Snapshot, Subscription, Thrown, Timer, Waiting

__all__ = [
    "Host",
    "Passed",
    "Program",
    "Snapshot",
    "Subscription",
    "Thrown",
    "Timer",
    "Waiting",
    "check_program",
    "check_state",
    "compile_program",
    "complete",
    "deliver",
    "fire",
    "migrate",
    "move",
    "resume",
    "skip",
    "start",
]
