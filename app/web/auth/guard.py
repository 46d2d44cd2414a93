"""Before every view: who is it, may they use this route, does the request come from our pages."""

from flask import Flask, Response, current_app, g, redirect, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from app.errors import NotAllowed, NotFound, NotSignedIn
from app.identity import audit, sessions
from app.identity.credentials import token_actor
from app.jobs.clock import real_now
from app.store.session import begin_write
from app.web.auth import cookies, csrf
from app.web.auth.rights import Right, rights
from app.web.context import db, maybe_actor, services
from app.web.limits import check_form

NOT_YOURS = "你的身份不能使用这项功能。"
SCRAPED = frozenset({"pages.metrics"})  # a machine reads it, with a token as at the doors
ENROLLING = frozenset({"auth.second_factor", "auth.sign_out", "static"})


def init_guard(app: Flask) -> None:
    """Guard every view of the application."""
    app.before_request(guard)
    app.after_request(note_denied)


def guard() -> BaseResponse | None:
    """Let a request through, or raise. A route without a row in the table is not there."""
    if request.endpoint is None:
        return None
    right = rights.of(request.endpoint)
    if right is None:
        raise NotFound
    if request.endpoint == "static":
        return None
    bearer = (request.path.startswith("/api/") or request.endpoint in SCRAPED) and _from_token()
    if not bearer:
        _from_cookie()
    if g.get("stage") == "enrol" and request.endpoint not in ENROLLING:
        return _to_enrolment()
    _check(right)
    if right.csrf and not bearer and request.method not in csrf.SAFE:
        csrf.check()
    check_form()
    return None


def note_denied(response: Response) -> Response:
    """Leave an audit row when somebody who is signed in was refused, or asked for what is not theirs."""
    actor = maybe_actor()
    if actor is None or response.status_code not in (403, 404) or request.endpoint is None:
        return response
    ids = ",".join(str(value) for value in (request.view_args or {}).values())
    target = f"{request.endpoint}:{ids}" if ids else request.endpoint
    detail = {"method": request.method, "status": response.status_code}
    try:
        with services().database.session() as session:
            begin_write(session)
            audit(
                session,
                actor,
                "denied",
                target,
                "denied",
                detail,
                address=request.remote_addr or "",
                now=real_now(),
            )
    except OperationalError:
        current_app.logger.warning("no audit row: %s was denied %s", actor.account_id, target)
    return response


def _check(right: Right) -> None:
    actor = maybe_actor()
    if right.public:
        return
    if actor is None:
        raise NotSignedIn
    if right.roles is not None and not actor.has_any(right.roles):
        raise NotAllowed(NOT_YOURS)


def _from_token() -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return False
    g.actor = token_actor(db(), token.strip(), real_now())
    return g.actor is not None


def _from_cookie() -> None:
    token = cookies.read(services().settings)
    found = sessions.find_session(db(), token, real_now()) if token else None
    if found is None:
        return
    g.actor, g.stage, g.session_token = found.actor, found.stage, token
    if found.stale:
        _touch(token)


def _touch(token: str) -> None:
    try:
        with services().database.session() as session:
            begin_write(session)
            sessions.touch(session, token, real_now())
    except OperationalError:
        return  # a busy database must not fail a page that only reads; the next request touches again


def _to_enrolment() -> BaseResponse:
    if request.path.startswith("/api/"):
        raise NotAllowed("请先绑定动态口令。")
    return redirect(url_for("auth.second_factor"))
