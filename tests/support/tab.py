"""A browser without scripts: somebody on the pages, signed in with a cookie."""

import re
from typing import Any


class Tab:
    """Somebody on the pages: every act needs the token of the page, which is added to what is posted."""

    def __init__(self, client: Any, login: str, password: str) -> None:
        self.client = client
        self.token = token_of(client.get("/sign-in"))
        form = {"account": login, "password": password, "csrf_token": self.token}
        assert client.post("/sign-in", data=form).status_code == 302
        self.token = token_of(client.get("/account"))

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, data: Any = None, headers: dict[str, str] | None = None, **more: Any) -> Any:
        return self.call("POST", path, headers, data=data, **more)

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """Return the response to a request as a script of the page would send it."""
        return self.client.open(
            path, method=method, headers={"X-CSRF-Token": self.token, **(headers or {})}, **more
        )


def token_of(answer: Any) -> str:
    """Return the token that a page carries for its forms and scripts."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', answer.get_data(as_text=True))
    assert found, answer.status_code
    return found[1]
