"""Whether all is well, for machines that watch: the process lives, may be sent requests, and its figures."""

import hmac
from typing import Any

from flask import Response, current_app, jsonify, request

from app.errors import NotSignedIn
from app.inbox.health import Figure, faults, figures
from app.jobs.clock import now as installation_now
from app.web.context import db, maybe_actor, services
from app.web.metrics import text
from app.web.pages import bp

READERS = ("ops",)


@bp.get("/livez")
def livez() -> Any:
    """The process answers."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
def readyz() -> Any:
    """Requests may be sent here; else 503 and what is wrong."""
    found = faults(services())
    if not found:
        return jsonify({"status": "ok"})
    response = jsonify({"status": "not_ready", "reasons": found})
    response.status_code = 503
    response.headers["Retry-After"] = "5"
    return response


@bp.get("/metrics")
def metrics() -> Any:
    """The figures, for an operator, for whoever has the token, and outside production for everybody."""
    if not _may_read():
        raise NotSignedIn
    pool: Any = services().database.engine.pool
    own = [Figure("pool_in_use", {}, pool.checkedout())]
    body = text(current_app.extensions["quxiang_meter"], [*figures(db(), installation_now(db())), *own])
    return Response(body, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read() -> bool:
    settings, actor = services().settings, maybe_actor()
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
            return True
    elif not settings.production:
        return True
    return actor is not None and actor.has_any(READERS)
