"""The parent's side of the child process: kept warm, asked one thing at a time, replaced when it breaks."""

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.errors import TooMany

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 15.0  # the child's own alarm counts processor time; this is for a child that sleeps or starves
BUSY = 30.0
RENEW_AFTER = 200
SUDDEN = 1.0


class Broke(Exception):
    """The child died or did not answer: what it was given was too much for it."""


class Sandbox:
    """One child process, started when first needed. Threads take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._asked = 0

    def ask(self, kind: str, options: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the child's answer. Raises Broke when it fails, TooMany when others keep it busy."""
        if not self._turn.acquire(timeout=BUSY):
            raise TooMany("正在处理的文件太多，请稍后再试。", 10)
        try:
            return self._try(kind, options, body)
        finally:
            self._turn.release()

    def warm(self) -> None:
        """Start the child before it is needed."""
        with self._turn:
            self._ready()

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._end()

    def _try(self, kind: str, options: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Ask. A child that worked before and fails at once may have died of something else: ask another."""
        begun = time.monotonic()
        child = self._ready()
        worked_before = self._asked > 1
        try:
            return self._exchange(child, kind, options, body)
        except (OSError, ValueError, Broke) as error:
            self._end()
            if worked_before and time.monotonic() - begun < SUDDEN:
                return self._try(kind, options, body)
            raise Broke(kind) from error

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the child belongs to the other process
            self._child, self._owner = None, os.getpid()
        if self._child is not None and (self._asked >= RENEW_AFTER or self._child.poll() is not None):
            self._end()
        if self._child is None:
            self._asked = 0
            self._child = subprocess.Popen(  # noqa: S603  our own script, no shell
                [sys.executable, "-I", str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                cwd="/",
            )
        self._asked += 1
        return self._child

    def _exchange(
        self, child: subprocess.Popen[bytes], kind: str, options: dict[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes]:
        assert child.stdin is not None
        assert child.stdout is not None
        head = json.dumps({"kind": kind, "options": options, "size": len(body)})
        child.stdin.write(head.encode() + b"\n" + body)
        child.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                raise Broke(kind)
        line = child.stdout.readline()
        if not line:
            raise Broke(kind)
        meta = json.loads(line)
        result = child.stdout.read(meta["size"])
        if len(result) < meta["size"]:
            raise Broke(kind)
        return meta, result

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written to a dead child
                    pipe.close()


shared = Sandbox()
atexit.register(shared.close)
