"""Reading a page the way somebody does who knows only Chinese."""

import re

from playwright.sync_api import Page

# Names of keys, file formats and units that Chinese readers meet every day.
KNOWN = {"PDF", "CSV", "XLSX", "JPG", "PNG", "KB", "MB", "Ctrl", "Enter", "Esc", "Tab", "FEEL", "BPMN", "XML"}
WORD = re.compile(r"(?<![\w.@/-])[A-Za-z]{2,}(?![\w.@/-])")
RAW_ID = re.compile(r"\b[0-9a-f]{16,}\b|\b[a-z]+_[a-z_]+\b|\bNone\b")


def strange_words(page: Page) -> list[str]:
    """Return English words and raw ids that a reader would see."""
    text = page.locator("body").inner_text()
    return [w for w in WORD.findall(text) if w not in KNOWN and w.upper() not in KNOWN] + RAW_ID.findall(text)
