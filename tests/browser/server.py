"""A real server on a free loopback port, with an installation of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from app.settings import Settings

BOOT_SECONDS = 60


class Server:
    """gunicorn with the settings of one installation."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.settings = settings
        self._log = (folder / "server.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "app.main:serve()"),
                *("--bind", self.url.removeprefix("http://")),
                *("--workers", "1", "--threads", "8", "--worker-class", "gthread"),
            ],
            env=_environment(settings, folder, self.url),
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz"):
                    return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise AssertionError(Path(self._log.name).read_text())

    def kill(self) -> None:
        """End the server with all its processes at once, as a power cut does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)
        self._log.close()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _environment(settings: Settings, folder: Path, url: str) -> dict[str, str]:
    own = {
        "QUXIANG_ENV": "test",
        "QUXIANG_DATA_DIR": str(folder),
        "QUXIANG_DATABASE_URL": settings.database_url,
        "QUXIANG_SECRET_KEY": settings.secret_key,
        "QUXIANG_DATA_KEY": settings.data_key,
        "QUXIANG_BASE_URL": url,
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QUXIANG_")}
    return kept | own
