"""Security headers of every answer: nothing from other origins, no inline script, no cache; only PDF in frames, our own."""

from flask import Flask, Response, request

from app.identity.providers import read_providers
from app.settings import Settings
from app.web.auth.cookies import secure

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
PDF = "application/pdf"
# Reviewers read a document beside the decision: our pages may frame it, and the browser's own viewer may draw it.
FRAMED = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


def init_headers(app: Flask) -> None:
    """Set the headers on every answer of the application; a view's own choice is kept."""
    fixed = headers(app.extensions["quxiang"].settings)

    def add(response: Response) -> Response:
        for name, value in {**fixed, **(FRAMED if response.mimetype == PDF else {})}.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.update(("Cookie", "Authorization"))
        return response

    app.after_request(add)


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers of an installation."""
    found = {
        "Content-Security-Policy": policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if secure(settings):
        found["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return found


def policy(settings: Settings) -> str:
    """Return the Content-Security-Policy. Forms may lead to the providers: browsers check redirects too."""
    origins = sorted({provider.origin for provider in read_providers(settings.oidc).values()})
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": " ".join(["'self'", *origins]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
