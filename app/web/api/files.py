"""Doors for uploaded files and printed documents."""

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request

from app.errors import Invalid
from app.files import STRICT, FileService
from app.identity import Actor
from app.inbox.access import parties_of, roles_in
from app.inbox.input import PURPOSE
from app.inbox.view import get_document
from app.store.files import StoredFile
from app.web.api import bp
from app.web.context import actor, db, desk, now, services, writes
from app.web.sending import named


def file_service() -> FileService:
    """Return the file use cases for this request."""
    limits = STRICT if services().settings.strict_limits else None
    return FileService(db(), services().storage, now(), _sees, limits)


def _sees(who: Actor, instance_id: str) -> bool:
    """Whether somebody is a party of the instance that a file was handed in with."""
    return bool(roles_in(who, parties_of(db(), instance_id)))


@bp.post("/files")
def upload() -> Any:
    """Upload one file; images are turned upright, stripped of metadata and made small."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid.of({"file": "请选择要上传的文件。"})
    body = given.stream.read()
    purpose = request.form.get("purpose", PURPOSE)
    row = keep([file_service().prepare(actor().account_id, given.filename, body, purpose)])[0]
    return jsonify(_shape(row)), 201


@writes
def keep(rows: Sequence[StoredFile]) -> list[StoredFile]:
    """Keep files that were prepared before the database was locked."""
    return [file_service().keep(row) for row in rows]


@bp.get("/files/<file_id>")
def download(file_id: str) -> Any:
    """The file as it is shown."""
    row, body = file_service().read(file_id, actor())
    return _send(body, row.content_type, row.shown_name)


@bp.get("/files/<file_id>/original")
def download_original(file_id: str) -> Any:
    """The file as it was uploaded."""
    row, body = file_service().read(file_id, actor(), original=True)
    return _send(body, "application/octet-stream", row.name)


@bp.get("/documents/<document_id>")
def download_document(document_id: str) -> Any:
    """A printed document, as PDF."""
    row = get_document(desk(), document_id)
    response = Response(services().storage.read(row.path), content_type="application/pdf")
    response.headers["ETag"] = f'"{row.sha256}"'
    return named(response, f"{row.name}.pdf", inline=True)


def _send(body: bytes, content_type: str, name: str) -> Response:
    inline = content_type.startswith("image/") or content_type == "application/pdf"
    return named(Response(body, content_type=content_type), name, inline=inline)


def _shape(row: StoredFile) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "size": row.size,
        "original_size": row.original_size,
        "width": row.width,
        "height": row.height,
        "sha256": row.sha256,
    }
