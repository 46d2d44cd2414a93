"""Guides as content has them: documents about a module, to be read or kept."""

from typing import Any

from flask import Response

from app.content.document import Document
from app.errors import BadContent, NotFound
from app.reports import render_pdf
from app.web.context import actor, db, desk, now, services
from app.web.pages import bp
from app.web.sending import named


@bp.get("/guides/<key>.pdf")
def show_guide(key: str) -> Any:
    """A guide as PDF."""
    guide = _guide(key)
    body = render_pdf(guide, {}, now=now(), site=services().settings.base_url)
    return named(Response(body, content_type="application/pdf"), f"{guide.title}.pdf", inline=True)


def _guide(key: str) -> Document:
    """Return a guide that the reader's roles may see. Raises NotFound."""
    try:
        found: Document = desk().library.newest(db(), "report", f"documents/{key}")
    except BadContent as error:
        raise NotFound from error
    if not found.module or (found.roles and not actor().has_any(found.roles)):
        raise NotFound
    return found
