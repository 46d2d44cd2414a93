"""Doors for definitions: what is published, drafts, checks, releases, differences; FEEL and decisions to try."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request

from app import rules
from app.content.dmn import read_dmn
from app.content.folder import KINDS
from app.content.jsonfile import read_json
from app.errors import Invalid, NotFound, Stale, Unreadable
from app.inbox.library import newest, newest_keys
from app.store.definitions import Draft
from app.studio.differences import diff
from app.studio.drafts import check_draft, drop_draft, get_draft, release_draft, save_draft
from app.studio.impact import impact
from app.studio.publishing import rollback
from app.studio.versions import body_of, version, versions
from app.web.api import bp, reading, shapes
from app.web.context import actor, db, now, services, writes

CONTENT_TYPES = {
    "process": "application/xml",
    "decision": "application/xml",
    "form": "application/json",
    "report": "application/json",
    "codes": "text/csv",
}
BASE = "/definitions/<any(process,form,decision,report,codes):kind>/<path:key>"


@bp.get("/definitions")
def definitions() -> Any:
    """Every definition of a kind with its newest version."""
    kind = request.args.get("kind", "process")
    if kind not in KINDS:
        raise Invalid.of({"kind": f"只能是 {'、'.join(KINDS)}。"})
    items = [_version(row) for row in newest_keys(db(), kind)]
    return jsonify(shapes.listing(items, len(items)))


@bp.get(f"{BASE}/versions")
def definition_versions(kind: str, key: str) -> Any:
    """The versions of a definition, newest first."""
    items = [_version(row) for row in versions(db(), (kind, key))]
    return jsonify(shapes.listing(items, len(items)))


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


@bp.post(f"{BASE}/draft/evaluations")
def evaluate_draft(kind: str, key: str) -> Any:
    """Evaluate my draft of a decision with inputs."""
    body = get_draft(db(), (kind, key), actor().account_id).body
    inputs = reading.data_of(reading.body("inputs"), "inputs")
    return jsonify(_evaluate(read_dmn(body, f"{key}.dmn"), key, inputs))


@bp.post(f"{BASE}/releases")
@writes
def release_definition(kind: str, key: str) -> Any:
    """Publish my draft as the next version, unless a check forbids it."""
    given = reading.body("at", "schools", required=("note",))
    number = release_draft(
        db(),
        (kind, key),
        actor().account_id,
        services().registry,
        note=str(given["note"]),
        author=actor().name,
        now=now(),
    )
    return jsonify({"version": number}), 201


@bp.post(f"{BASE}/rollbacks")
@writes
def rollback_definition(kind: str, key: str) -> Any:
    """Publish an earlier version's content again."""
    given = reading.body(required=("to", "note"))
    if not isinstance(given["to"], int) or not str(given["note"]).strip():
        raise Invalid.of({"to": "应当是版本号（整数），并在 note 中写明原因。"})
    number = rollback(
        db(),
        services().registry,
        (kind, key),
        given["to"],
        note=str(given["note"]),
        author=actor().name,
        now=now(),
    )
    return jsonify({"version": number}), 201


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


@bp.post("/decisions/<key>/evaluations")
def evaluate_decision(key: str) -> Any:
    """Evaluate the newest published version of a decision."""
    inputs = reading.data_of(reading.body("inputs"), "inputs")
    return jsonify(_evaluate(services().library.newest(db(), "decision", key), key, inputs))


@bp.post("/decisions/evaluations")
def evaluate_file() -> Any:
    """Evaluate a DMN file that is not stored."""
    file = request.files.get("file")
    if file is None:
        raise Invalid.of({"file": "请以表单字段 file 提交 DMN 文件。"})
    inputs = read_json((request.form.get("inputs") or "{}").encode(), "inputs", max_bytes=reading.JSON_BYTES)
    if not isinstance(inputs, dict):
        raise Invalid.of({"inputs": "应当是 JSON 对象。"})
    model = read_dmn(file.stream.read(), file.filename or "upload.dmn")
    return jsonify(_evaluate(model, request.args.get("decision"), inputs))


@bp.post("/feel")
def feel() -> Any:
    """Evaluate a FEEL expression over a context."""
    given = reading.body("context", required=("expression",))
    if not isinstance(given["expression"], str):
        raise Invalid.of({"expression": "应当是文字。"})
    context = reading.data_of(given, "context")
    value = rules.evaluate(given["expression"], rules.from_json(context), now=now())
    return jsonify({"value": rules.to_json(value), "type": rules.type_name(value)})


def _evaluate(model: Any, decision: str | None, inputs: dict[str, Any]) -> dict[str, Any]:
    outcome = rules.decide(model, decision, rules.read_inputs(model, inputs), now=now())
    return {
        "outputs": rules.to_json(outcome.outputs),
        "rules": list(outcome.rules),
        "trace": list(outcome.trace),
    }


def _version(row: Any) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "key": row.key,
        "version": row.number,
        "hash": row.hash,
        "note": row.note,
        "author": row.author,
        "published_at": shapes.moment(row.published_at),
    }


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
    if not which.isdigit():
        raise Invalid.of({"from": "应当是版本号或 draft。"})
    found = body_of(db(), (kind, key), int(which))
    if found is None:
        raise NotFound
    return found
