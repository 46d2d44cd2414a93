"""What a document's tables of labels and values say, as text: a screen shows the same as the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.content.document import Document, Fields, Paragraph
from app.reports.setting import Setting
from app.reports.values import Codes


@dataclass(frozen=True)
class Section:
    """One table of a document: its title, and label and value of each line."""

    title: str
    rows: tuple[tuple[str, str], ...]


def sections(
    document: Document, context: Mapping[str, Any], *, now: datetime, codes: Codes | None = None
) -> list[Section]:
    """Return the tables that a document prints over a context. Raises BadContent when an expression fails."""
    setting = Setting(context, now, codes, None, "", document.empty, 0)
    return [
        Section(
            setting.fill(block.title),
            tuple((cell.label, setting.cell(cell)) for cell in setting.shown(block.rows)),
        )
        for block in document.blocks
        if isinstance(block, Fields) and setting.holds(block.when, f"内容块“{block.title}”")
    ]


def paragraphs(document: Document, context: Mapping[str, Any], *, now: datetime) -> list[str]:
    """Return the running texts of a document over a context, in order."""
    setting = Setting(context, now, None, None, "", document.empty, 0)
    texts = [
        setting.fill(block.text)
        for block in document.blocks
        if isinstance(block, Paragraph) and setting.holds(block.when, "内容块“段落”")
    ]
    return [text for text in texts if text]
