"""Links with query values of any kind."""

from typing import Any

from flask import url_for


def link(endpoint: str, **values: Any) -> str:
    """Return the URL of an endpoint; what is None is left out."""
    return url_for(endpoint, **values)
