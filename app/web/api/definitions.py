"""Doors for definitions: what is published, and the drafts that administrators make of it."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request

from app.content.folder import KINDS
from app.errors import Invalid, NotFound, Stale, Unreadable
from app.inbox.library import newest, newest_keys
from app.store.definitions import Draft
from app.studio.differences import diff
from app.studio.drafts import check_draft, drop_draft, get_draft, save_draft
from app.studio.impact import impact
from app.studio.versions import body_of, version
from app.web.api import bp, reading, shapes
from app.web.api.releases import described
from app.web.context import actor, db, now, services, writes
from app.web.turns import limited

CONTENT_TYPES = {
    "process": "application/xml",
    "decision": "application/xml",
    "form": "application/json",
    "report": "application/json",
    "codes": "text/csv",
}
BASE = reading.DEFINITION


@bp.get("/definitions")
def definitions() -> Any:
    """Every definition of a kind with its newest version."""
    kind = request.args.get("kind", "process")
    if kind not in KINDS:
        raise Invalid.of({"kind": f"只能是 {'、'.join(KINDS)}。"})
    rows, key = newest_keys(db(), kind), lambda row: str(row.key)
    return jsonify(shapes.paged(rows, key, described, limit=reading.limit(), after=reading.after()))


@bp.get(f"{BASE}/versions/<int:number>")
def definition_version(kind: str, key: str, number: int) -> Any:
    """The body of one version."""
    return _body(kind, version(db(), (kind, key), number).body)


@bp.get(f"{BASE}/draft")
def definition_draft(kind: str, key: str) -> Any:
    """My draft; its ETag is what the next PUT must name."""
    row = get_draft(db(), (kind, key), actor().account_id)
    response = _body(kind, row.body)
    response.headers["ETag"] = f'"{row.etag}"'
    return response


@bp.put(f"{BASE}/draft")
@limited("definition")
@writes
def put_definition_draft(kind: str, key: str) -> Any:
    """Save my draft, if nothing else was saved meanwhile."""
    row, fresh = save_draft(db(), (kind, key), actor().account_id, reading.file(), etag=_etag(), now=now())
    response = jsonify({"etag": row.etag, "findings": _findings(row)})
    response.headers["ETag"] = f'"{row.etag}"'
    return response, (201 if fresh else 200)


@bp.delete(f"{BASE}/draft")
@writes
def delete_definition_draft(kind: str, key: str) -> Any:
    """Throw my draft away."""
    drop_draft(db(), (kind, key), actor().account_id)
    return "", 204


@bp.post(f"{BASE}/draft/checks")
def check_definition_draft(kind: str, key: str) -> Any:
    """Everything that is to be said of my draft."""
    return jsonify({"findings": _findings(get_draft(db(), (kind, key), actor().account_id))})


@bp.post(f"{BASE}/draft/impact")
def definition_impact(kind: str, key: str) -> Any:
    """Which running instances stand at which element of the newest version."""
    return jsonify(impact(db(), (kind, key), get_draft(db(), (kind, key), actor().account_id).body))


@bp.get(f"{BASE}/diff")
def definition_diff(kind: str, key: str) -> Any:
    """What differs between two versions, or a version and my draft."""
    before = _side(kind, key, request.args.get("from", ""))
    after = _side(kind, key, request.args.get("to", "draft"))
    return jsonify(diff(kind, key, before, after))


@bp.get(BASE)
def definition(kind: str, key: str) -> Any:
    """The body of the newest published version."""
    return _body(kind, newest(db(), kind, key).body)


def _body(kind: str, body: bytes) -> Response:
    return Response(body, content_type=f"{CONTENT_TYPES[kind]}; charset=utf-8")


def _etag() -> str | None:
    given = request.headers.get("If-Match") or request.headers.get("If-None-Match")
    if given is None:
        raise Unreadable("请在请求头中给出 If-Match（上次得到的 ETag），首次保存用 If-None-Match: *。")
    if request.headers.get("If-Match") == "*":
        raise Stale("If-Match 需要上次得到的 ETag。")
    return given.strip().removeprefix("W/").strip('"')


def _findings(row: Draft) -> list[dict[str, Any]]:
    return [asdict(f) for f in check_draft(db(), row, services().registry)]


def _side(kind: str, key: str, which: str) -> bytes:
    if which == "draft":
        return get_draft(db(), (kind, key), actor().account_id).body
    if not which:
        return newest(db(), kind, key).body
    number = reading.whole(which)
    if number is None:
        raise Invalid.of({"from": "应当是版本号或 draft。"})
    found = body_of(db(), (kind, key), number)
    if found is None:
        raise NotFound
    return found
