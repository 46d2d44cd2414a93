"""Sign-in with account and password, and sign-out."""

from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.errors import NotSignedIn, TooMany
from app.identity import audit, doors, sessions, sign_in
from app.identity.providers import read_providers
from app.identity.sessions import SignedIn
from app.jobs.clock import real_now
from app.web.auth import cookies
from app.web.auth.blueprint import bp
from app.web.context import actor, db, maybe_actor, services, writes


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def sign_in_page() -> Any:
    """The sign-in page: a plain form, the other providers and the ways in."""
    target = local_path(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(target) if maybe_actor() is not None else sign_in_form(target)
    try:
        signed_in = _signed_in()
    except NotSignedIn as error:
        return sign_in_form(target, error.message), 401
    except TooMany as error:
        return sign_in_form(target, error.message), 429, {"Retry-After": str(error.seconds)}
    return let_in(signed_in, target)


@bp.post("/sign-out")
@writes
def sign_out() -> BaseResponse:
    """End the session; the token in the cookie is worth nothing from here on."""
    sessions.end_session(db(), g.get("session_token", ""))
    audit(db(), actor(), "sign_out", "", address=request.remote_addr or "", now=real_now())
    session.clear()
    response = redirect("/")
    cookies.clear(response, services().settings)
    return response


def let_in(signed_in: SignedIn, target: str) -> BaseResponse:
    """Return the answer that makes a browser a signed-in one. What a visitor had before is forgotten."""
    session.clear()
    response = redirect(target if signed_in.stage == "full" else url_for("auth.second_factor"))
    cookies.write(response, services().settings, signed_in.token)
    return response


def sign_in_form(target: str, problem: str = "") -> str:
    """Render the sign-in page."""
    settings = services().settings
    entry = next((e for e in doors.entries if e.key == request.values.get("as")), None)
    providers = read_providers(settings.oidc).values()
    return render_template(
        "auth/sign_in.html",
        entry=entry,
        problem=problem,
        account=request.form.get("account", "")[:100],
        next=target,
        second_factor=settings.production or bool(request.form.get("otp")),
        providers=[p for p in providers if entry is None or p.audience_kind in ("", entry.key)],
        entries=[e for e in doors.entries if e is not entry],
    )


def welcome() -> str:
    """Render the public home with its entries, for whoever is not signed in."""
    providers = list(read_providers(services().settings.oidc).values())
    return render_template("auth/welcome.html", title=doors.title, entries=doors.entries, providers=providers)


def local_path(text: str) -> str:
    """Return a path of this site that may be gone to after the sign-in; anything else becomes `/`."""
    if not text.startswith("/") or text[1:2] in ("/", "\\") or any(ord(c) < 33 or c == "\\" for c in text):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("/sign-") else text


def _signed_in() -> SignedIn:
    settings = services().settings
    return sign_in(
        services().database,
        request.form.get("account", ""),
        request.form.get("password", ""),
        otp=request.form.get("otp") or None,
        address=request.remote_addr or "",
        strict=settings.strict_limits,
        second_factor=settings.production,
        now=real_now(),
    )
