"""The people at the doors of a real server, which can be killed and started again."""

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from app.settings import Settings
from tests.browser.server import Server
from tests.support.cast import Cast


class WiredCast(Cast):
    """People who reach a gunicorn server through the network."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(settings)
        self._settings, self._folder = settings, folder
        self._inside, self.app = self.app, self
        self._server = Server(settings, folder)

    @property
    def services(self) -> Any:
        return self._inside.extensions["quxiang"]

    @property
    def url(self) -> str:
        return self._server.url

    def test_client(self) -> "_Client":
        return _Client(self)

    def restart(self) -> None:
        """Kill the server as a power cut does, and start another."""
        self._server.kill()
        self._server = Server(self._settings, self._folder)

    def close(self) -> None:
        self._server.stop()
        super().close()


class _Client:
    def __init__(self, cast: WiredCast) -> None:
        self._cast = cast

    def get(self, path: str, query_string: Any = None, **more: Any) -> "_Answer":
        query = f"?{urllib.parse.urlencode(query_string)}" if query_string else ""
        return self._ask("GET", path + query, **more)

    def post(self, path: str, **more: Any) -> "_Answer":
        return self._ask("POST", path, **more)

    def put(self, path: str, **more: Any) -> "_Answer":
        return self._ask("PUT", path, **more)

    def _ask(
        self, method: str, path: str, headers: Any = None, json: Any = None, data: bytes | None = None
    ) -> "_Answer":
        body, given = (data, {}) if json is None else (_dumps(json), {"Content-Type": "application/json"})
        url = self._cast.url + path
        asked = urllib.request.Request(url, body, given | dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return _Answer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
        except urllib.error.HTTPError as error:
            return _Answer(error.code, error.headers.get("Content-Type", ""), error.read())


def _dumps(value: Any) -> bytes:
    return json.dumps(value).encode()


class _Answer:
    """What Flask's test client answers, as far as the cast asks."""

    def __init__(self, status: int, content_type: str, data: bytes) -> None:
        self.status_code, self.content_type, self.data = status, content_type, data
        self.is_json = "json" in content_type

    def get_json(self) -> Any:
        return json.loads(self.data)

    def get_data(self, as_text: bool = False) -> Any:
        return self.data.decode() if as_text else self.data
