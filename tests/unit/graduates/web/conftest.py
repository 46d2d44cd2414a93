"""An installation with the demo world for each test, seen through the doors and through pages."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.support.cast import PASSWORD, Cast
from tests.support.world import Template


class Browser:
    """Somebody at the pages, signed in; `page` is the text of the last answer."""

    def __init__(self, client: Any, login: str) -> None:
        self._client = client
        self.page = ""
        self.get("/sign-in")
        self.post("/sign-in", account=login, password=PASSWORD, status=302)

    def get(self, path: str, status: int = 200, **query: Any) -> str:
        return self._seen(self._client.get(path, query_string=query or None), status)

    def post(self, path: str, status: int = 200, **fields: Any) -> str:
        return self._seen(self._client.post(path, data={"csrf_token": self._token(), **fields}), status)

    def send(self, path: str, fields: dict[str, Any], status: int = 200) -> str:
        """Post fields whose names are no Python names, or `status`."""
        return self._seen(self._client.post(path, data={"csrf_token": self._token(), **fields}), status)

    def location(self, path: str, status: int = 302) -> str:
        answer = self._client.get(path)
        assert answer.status_code == status, answer.status_code
        return str(answer.headers["Location"])

    def count(self, testid: str) -> int:
        return self.page.count(f'data-testid="{testid}"')

    def values(self, name: str) -> list[str]:
        """Return the values of the inputs with this name."""
        tags = re.findall(r"<input[^>]*>", self.page)
        mine = (tag for tag in tags if f'name="{name}"' in tag)
        return [m.group(1) for tag in mine if (m := re.search(r'value="([^"]*)"', tag))]

    @property
    def text(self) -> str:
        bare = re.sub(r"<(script|style).*?</\1>", "", self.page, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))

    def _token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        return found.group(1) if found else ""

    def _seen(self, answer: Any, status: int) -> str:
        assert answer.status_code == status, (answer.status_code, answer.text[-1500:])
        if answer.status_code < 300 or answer.status_code >= 400:
            self.page = answer.text
        return str(answer.headers.get("Location", ""))


Visit = Callable[[str], Browser]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template("sqlite", tmp_path_factory.mktemp("pages"))


@pytest.fixture
def cast(template: Template, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(template.copy(tmp_path))
    yield made
    made.close()


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return lambda login: Browser(cast.app.test_client(), login)
