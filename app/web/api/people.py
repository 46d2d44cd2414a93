"""Doors for signing in and for what concerns the person: tokens, me, in-app messages."""

from typing import Any

from flask import jsonify, request

from app.errors import NotFound
from app.identity import issue_token, party_map, revoke_token
from app.inbox import notices
from app.jobs.clock import real_now
from app.store.queue import Notice
from app.web.api import bp, reading, shapes
from app.web.context import actor, db, desk, services, writes


@bp.post("/tokens")
def create_token() -> Any:
    """Sign in with account and password (and the second factor where it is set up)."""
    given = reading.body("otp", required=("account", "password"))
    token, expires = issue_token(
        services().database,
        str(given["account"]),
        str(given["password"]),
        otp=str(given["otp"]) if given.get("otp") else None,
        address=request.remote_addr or "",
        strict=services().settings.strict_limits,
        second_factor=services().settings.production,
        now=real_now(),
    )
    return jsonify({"token": token, "expires_at": shapes.moment(expires)}), 201


@bp.delete("/tokens/current")
@writes
def delete_token() -> Any:
    """Sign out: this token no longer works."""
    revoke_token(db(), request.headers.get("Authorization", "").removeprefix("Bearer "))
    return "", 204


@bp.get("/me")
def me() -> Any:
    """Who I am and what I am a member of."""
    at = desk()
    parties = party_map(db(), [m.party_id for m in actor().memberships])
    memberships = [
        {"role": m.role, "party": parties.get(m.party_id), "level": m.level} for m in actor().memberships
    ]
    body = {
        "account": actor().login,
        "name": actor().name,
        "memberships": memberships,
        "unread": notices.unread(at),
    }
    own = services().registry.own_subject
    subject = own(db(), actor()) if own is not None else None
    return jsonify(body | ({"subject": subject} if subject else {}))


@bp.get("/messages")
def messages() -> Any:
    """My in-app messages, newest first."""
    page = notices.notices(desk(), reading.limit(), reading.after())
    return jsonify(shapes.page_of(page, _notice))


@bp.post("/messages/<notice_id>/read")
@writes
def read_message(notice_id: str) -> Any:
    """Mark a message as read."""
    return jsonify(_notice(notices.mark_read(desk(), notice_id)))


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "text": row.text,
        "topic": row.topic,
        "instance": row.instance_id,
        "link": row.link,
        "at": shapes.moment(row.created_at),
        "read": row.read_at is not None,
    }


@bp.route("/<path:_rest>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def nothing(_rest: str) -> Any:
    """Anything else: the uniform 404."""
    raise NotFound
