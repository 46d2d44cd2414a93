"""The files that were handed in with an instance, as pages show them."""

from typing import Any

from flask import url_for

from app.inbox.view import InstanceView
from app.store.files import StoredFile


def uploads(view: InstanceView) -> list[dict[str, Any]]:
    """Return the files that were handed in with an instance, in that order, to those who take part in it."""
    return [_file(row) for row in view.files]


def _file(row: StoredFile) -> dict[str, Any]:
    image = row.content_type.startswith("image/")
    return {
        "id": row.id,
        "name": row.shown_name,
        "kind": "image" if image else "pdf" if row.content_type == "application/pdf" else "other",
        "href": url_for("api.download", file_id=row.id),
        "original_href": url_for("api.download_original", file_id=row.id),
        "detail": size_words(row.size),
    }


def size_words(size: int) -> str:
    """Return a size as it is said: 286 KB."""
    return f"{size // 1024 + 1} KB"
