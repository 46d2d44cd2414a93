"""Every answer is measured and leaves one log line: ids and route, never what was asked for or typed."""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from app.web.context import maybe_actor
from app.web.metrics import Meter

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNSEEN = ("static", "pages.livez", "pages.readyz", "pages.metrics")
log = logging.getLogger("quxiang.web")


def init_measuring(app: Flask) -> None:
    """Measure the answers of an application. It comes first, so that refusals of the guard are measured too."""
    meter = Meter(app.extensions["quxiang"].settings.data_dir / "metrics")
    app.extensions["quxiang_meter"] = meter

    def begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else _new_id()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "-"
        meter.observe(request.method, route, response.status_code, seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint not in UNSEEN:
            log.info("request", extra=_line(route, response.status_code, seconds))
        return response

    app.before_request(begin)
    app.after_request(end)


def _line(route: str, status: int, seconds: float) -> dict[str, object]:
    actor = maybe_actor()
    args = request.view_args or {}
    return {
        "request_id": g.get("request_id", ""),
        "actor_id": actor.account_id if actor else None,
        "roles": sorted({m.role for m in actor.memberships}) if actor else [],
        "method": request.method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "instance_id": args.get("instance_id"),
        "task_id": args.get("task_id"),
        "error_no": g.get("error_no"),
    }


def _new_id() -> str:
    """Return an id of 16 hexadecimal signs. A letter stands in the middle, so that logs never take it for a telephone
    number and mask it."""
    return f"{secrets.token_hex(4)}{secrets.choice('abcdef')}{secrets.token_hex(4)[1:]}"
