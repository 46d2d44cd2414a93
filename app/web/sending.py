"""Sending files: names of any script, told to the browser as RFC 6266 says."""

from urllib.parse import quote

from flask import Response


def named(response: Response, name: str, *, inline: bool = False) -> Response:
    """Give a response the name under which it is kept."""
    kind = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name, safe='')}"
    return response
