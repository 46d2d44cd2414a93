"""Requests that change something must come from our own pages: a token bound to the session says so."""

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from flask import current_app, g, request, session

from app.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
EXPIRED = "页面已过期或不是从本系统打开的，操作没有生效。请返回并刷新页面后重试。"


def csrf_token() -> str:
    """Return the token for the forms of this response."""
    return _sign(g.get("session_token") or _visitor())


def check() -> None:
    """Check an unsafe request. Raises NotAllowed."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed(EXPIRED)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() not in _own_hosts():
        raise NotAllowed(EXPIRED)
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    seed = g.get("session_token") or session.get("visitor")
    if not seed or not hmac.compare_digest(_sign(seed).encode(), given.encode()):
        raise NotAllowed(EXPIRED)


def _own_hosts() -> set[str]:
    return {
        request.host.lower(),
        urlsplit(current_app.extensions["quxiang"].settings.base_url).netloc.lower(),
    }


def _visitor() -> str:
    # Whoever is not signed in needs a token too: else another site could sign a person in as somebody else.
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(16)
    return str(session["visitor"])


def _sign(seed: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"csrf " + seed.encode(), sha256).hexdigest()
