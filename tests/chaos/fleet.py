"""A whole server in a process group of its own: started as `make run` does it, killed as a power cut does it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from app.settings import ROOT, Settings

SOON = 90  # seconds within which a server must be ready; other tests may have the machine


class Fleet:
    """gunicorn with two workers; on PostgreSQL a worker of jobs beside it, in the same group."""

    def __init__(self, settings: Settings, folder: Path, environ: dict[str, str]) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._apart = not settings.database_url.startswith("sqlite")
        self._log = (folder / "fleet.log").open("ab")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("QUXIANG_")}
        self._environ = {
            **kept,
            "QUXIANG_ENV": "test",
            "QUXIANG_DATA_DIR": str(settings.data_dir),
            "QUXIANG_DATABASE_URL": settings.database_url,
            "QUXIANG_SECRET_KEY": settings.secret_key,
            "QUXIANG_DATA_KEY": settings.data_key,
            "QUXIANG_JOB_LEASE": "2",
            "QUXIANG_WORKER": "apart" if self._apart else "embedded",
            "PYTHONPATH": str(ROOT),
            **environ,
        }
        self._group = 0
        self._processes: list[subprocess.Popen] = []

    def start(self) -> None:
        """Start everything and wait until the first worker answers."""
        self._processes = []
        gunicorn = ["-m", "gunicorn", "-c", "python:app.serving", "app.main:serve()"]
        gunicorn += ["--bind", f"127.0.0.1:{self.port}"]
        self._group = self._run(gunicorn, 0)
        if self._apart:
            self._run(["-c", "from app.main import run; run()", "worker"], self._group)
        self._wait()

    def kill(self) -> None:
        """End every process of the group at once, without a word."""
        os.killpg(self._group, signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """Ask every process to end, and wait until it has."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(30)
        self._reap()

    def close(self) -> None:
        if any(process.poll() is None for process in self._processes):
            self.kill()
        self._log.close()

    def log(self) -> str:
        return Path(self._log.name).read_text(encoding="utf-8")

    def _run(self, arguments: list[str], group: int) -> int:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environ,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            process_group=group,
        )
        self._processes.append(process)
        return process.pid

    def _reap(self) -> None:
        for process in self._processes:
            process.wait()
        until = time.monotonic() + 10
        while time.monotonic() < until and self._listens():
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as found:
            return found.connect_ex(("127.0.0.1", self.port)) == 0

    def _wait(self) -> None:
        until = time.monotonic() + SOON
        while time.monotonic() < until and self._processes[0].poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/livez", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log()[-3000:])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
