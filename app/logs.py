"""Log lines as JSON, one object a line, without personal data: ids and kinds are logged, never what somebody wrote.

The scrubber is the second net: long numbers that look like a person's are masked, line breaks cannot forge a line."""

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

MASK = "[masked]"
PERSONAL = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])|[\w.+-]+@[\w-]+\.[\w.-]+")
QUIET = ("alembic", "procrastinate", "psycopg.pool", "urllib3", "asyncio")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record: time, level, logger, what happened, and what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in record.__dict__.items() if key not in _STANDARD},
        }
        if record.exc_info and record.exc_info[0] is not None:
            line |= _failure(record.exc_info[0], record.exc_info[2])
        return scrub(orjson.dumps(line, default=str).decode())


def scrub(text: str) -> str:
    """Mask what looks like an identity number, a telephone number or a mail address."""
    return PERSONAL.sub(MASK, text)


def configure() -> None:
    """Send everything to the standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _failure(kind: type[BaseException], trace: Any) -> dict[str, Any]:
    """Say what was raised and where; the message of an error may quote what somebody typed, so it stays out."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return {"error": kind.__name__, "trace": frames[-12:]}
