"""Printing: a document over a context becomes a PDF; the same input gives the same bytes."""

import io
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import SimpleDocTemplate
from reportlab.platypus.doctemplate import LayoutError

from app.content.document import Document
from app.errors import BadContent
from app.reports.blocks import flowables
from app.reports.paper import Edges, canvas_maker, size_of
from app.reports.setting import Images, Setting, paragraph
from app.reports.typeface import register
from app.reports.values import Codes

_one_at_a_time = threading.Lock()  # the library keeps the state of its fonts beside the document


def render_pdf(
    document: Document,
    context: Mapping[str, Any],
    *,
    now: datetime,
    codes: Codes | None = None,
    images: Images | None = None,
    site: str = "",
) -> bytes:
    """Return a document as PDF. `codes` gives a code table by key, `images` an uploaded image by id, `site`
    goes before paths in QR codes. Raises BadContent when an expression or the layout fails, MissingGlyph for
    a letter that the typeface lacks."""
    register()
    size = size_of(document.page)
    margin = document.page.margin * mm
    setting = Setting(context, now, codes, images, site, document.empty, size[0] - 2 * margin)
    title = setting.fill(document.title)
    edges = Edges(size, margin, setting.fill(document.footer), _watermark(document, setting))
    story = flowables(document.blocks, setting) or [paragraph("", "body")]  # nothing at all has no page
    buffer = io.BytesIO()
    paper = SimpleDocTemplate(
        buffer,
        pagesize=size,
        leftMargin=margin - 6,  # the library's frames add six points of their own
        rightMargin=margin - 6,
        topMargin=margin - 6,
        bottomMargin=max(margin, 16 * mm),
        title=title,
        author="",
        lang="zh-CN",
        invariant=1,
        pageCompression=1,
    )
    with _one_at_a_time:
        try:
            paper.build(story, canvasmaker=canvas_maker(edges))
        except LayoutError as error:
            raise BadContent(f"文书“{title}”排不下：有一块内容比整页还大，请缩短或拆分。") from error
    return buffer.getvalue()


def _watermark(document: Document, setting: Setting) -> str:
    mark = document.watermark
    return setting.fill(mark.text) if mark and setting.holds(mark.when, "水印") else ""
