"""The cookie that holds a browser's session token."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.identity.sessions import ABSOLUTE
from app.settings import Settings

AnyResponse = Response | BaseResponse


def secure(settings: Settings) -> bool:
    """True where the installation is reached over TLS. `__Host-` and `Secure` would not work without it."""
    return settings.production or settings.base_url.startswith("https://")


def name(settings: Settings) -> str:
    """Return the cookie's name."""
    return "__Host-quxiang" if secure(settings) else "quxiang"


def read(settings: Settings) -> str:
    """Return the session token of the request, or nothing."""
    return request.cookies.get(name(settings), "")[:200]


def write(response: AnyResponse, settings: Settings, token: str) -> None:
    """Give the browser its session token."""
    seconds = int(ABSOLUTE.total_seconds())
    response.set_cookie(
        name(settings),
        token,
        max_age=seconds,
        path="/",
        secure=secure(settings),
        httponly=True,
        samesite="Lax",
    )


def clear(response: AnyResponse, settings: Settings) -> None:
    """Take the session token away."""
    response.delete_cookie(name(settings), path="/", secure=secure(settings), httponly=True, samesite="Lax")
