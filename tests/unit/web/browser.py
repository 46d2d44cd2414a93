"""A browser that is signed in with a password and follows the forms of pages."""

import re
from typing import Any

from tests.support.cast import PASSWORD, Cast

FIELD = re.compile(r'<input[^>]*name="(csrf_token|version|idempotency_key)"[^>]*value="([^"]*)"')


class Browser:
    """Pages as one person sees them."""

    def __init__(self, cast: Cast, login: str) -> None:
        self._client = cast.app.test_client()
        page = self._client.get("/sign-in")
        data = {**hidden(page.text), "account": login, "password": PASSWORD}
        assert self._client.post("/sign-in", data=data).status_code == 302

    def get(self, path: str) -> Any:
        return self._client.get(path)

    def post(self, path: str, form: str, **data: str) -> Any:
        """Post a form whose hidden fields stand in a page."""
        return self._client.post(path, data={**hidden(form), **data})


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields that a form carries."""
    return dict(FIELD.findall(page))
