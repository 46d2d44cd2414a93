"""Doors for uploaded files and printed documents."""

from typing import Any

from flask import Response, jsonify, request

from app.errors import Invalid
from app.files import FileService
from app.inbox.view import get_document
from app.store.files import StoredFile
from app.web.api import bp
from app.web.context import actor, db, desk, now, services, writes


def file_service() -> FileService:
    """Return the file use cases for this request."""
    return FileService(db(), services().storage, now())


@bp.post("/files")
@writes
def upload() -> Any:
    """Upload one file; images are turned upright, stripped of metadata and made small."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid.of({"file": "请选择要上传的文件。"})
    body = given.stream.read()
    row = file_service().add(actor().account_id, given.filename, body, request.form.get("purpose", "proof"))
    return jsonify(_shape(row)), 201


@bp.get("/files/<file_id>")
def download(file_id: str) -> Any:
    """The file as it is shown."""
    row, body = file_service().read(file_id, actor())
    return _send(row, body, row.content_type)


@bp.get("/files/<file_id>/original")
def download_original(file_id: str) -> Any:
    """The file as it was uploaded."""
    row, body = file_service().read(file_id, actor(), original=True)
    return _send(row, body, "application/octet-stream")


@bp.get("/documents/<document_id>")
def download_document(document_id: str) -> Any:
    """A printed document, as PDF."""
    row = get_document(desk(), document_id)
    response = Response(services().storage.read(row.path), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{row.name}.pdf")
    response.headers["ETag"] = f'"{row.sha256}"'
    return response


def _send(row: StoredFile, body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    kind = "inline" if content_type.startswith("image/") or content_type == "application/pdf" else "attachment"
    response.headers.set("Content-Disposition", kind, filename=row.name)
    return response


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
