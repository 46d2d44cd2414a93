"""A real server with two workers, and browsers that keep their connection."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from app.settings import Settings

WORKERS = 2
BOOT_SECONDS = 60.0
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[int]:
    """Run gunicorn as `make run` does, on a free port, until the block is left."""
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        process = start(environment(settings, port), port, log)
        try:
            yield port
        finally:
            process.terminate()
            process.wait(30)


def start(environ: dict[str, str], port: int, log: IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start gunicorn and wait until it is ready."""
    command = [sys.executable, "-m", "gunicorn", "app.main:serve()", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        str(WORKERS),
        "--threads",
        "4",
        "--worker-class",
        "gthread",
        "--keep-alive",
        "60",
    ]
    process = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
    _wait_for(port, process)
    return process


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server is ready. Raises RuntimeError when it is not in time."""
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not come up")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(settings: Settings, port: int) -> dict[str, str]:
    """Return the environment of a server with these settings."""
    own = {
        "QUXIANG_ENV": "test",
        "QUXIANG_DATA_DIR": str(settings.data_dir),
        "QUXIANG_DATABASE_URL": settings.database_url,
        "QUXIANG_CONTENT_DIR": str(settings.content_dir),
        "QUXIANG_APPLICATION": settings.application,
        "QUXIANG_SECRET_KEY": settings.secret_key,
        "QUXIANG_DATA_KEY": settings.data_key,
        "PORT": str(port),
    }
    return {k: v for k, v in os.environ.items() if not k.startswith("QUXIANG_")} | own


class Browser:
    """Somebody signed in, on one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Sec-Fetch-Site": "same-origin"}
        self.be(token)

    def be(self, token: str) -> None:
        """Be somebody else from now on, on the same connection."""
        self._headers["Cookie"] = f"quxiang={token}"

    def get(self, path: str) -> str:
        """Return a page."""
        status, body, _ = self._ask("GET", path)
        assert status == 200, (status, path, body[:500])
        return body

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send a page's form with its hidden fields; return where it leads to."""
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        status, body, location = self._ask("POST", path, urlencode({**hidden, **fields}))
        assert status == 302, (status, path, body[:3000])
        return location

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self._connection.request(method, path, body, self._headers | kind)
        response = self._connection.getresponse()
        return response.status, response.read().decode(), response.getheader("Location") or ""
