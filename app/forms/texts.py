"""The text rule: what a typed text may hold, and the one form in which it is kept."""

import re
import unicodedata
from typing import Any

from app.content.form import Field
from app.content.jsonfile import storable
from app.forms.checks import CHECKS, UPPER
from app.forms.problem import Problem

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LONGEST = 20_000
JOINERS = "\u200c\u200d"
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
GAPS = re.compile(r"[ \t\n]*[\t\n][ \t\n]*")
NARROW = {0x3000: " ", **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}}
BEYOND_TEXT = ("Cc", "Cs", "Co")


def clean(given: Any) -> str:
    """Return a text in NFC with one kind of line end and without what nobody sees. Raises Problem for signs
    that turn the text around, for control signs, and for what cannot be stored."""
    if not isinstance(given, str):
        raise Problem("应当是文字")
    if len(given) > LONGEST:
        raise Problem("的内容过长，请缩短")
    if given.isprintable() and unicodedata.is_normalized("NFC", given):
        return given
    if not storable(given):
        raise Problem("含有无法保存的字符，请删除后重新填写")
    if TURNING & set(given):
        raise Problem("含有改变文字方向的隐藏字符，请手工重新输入，不要粘贴")
    text = unicodedata.normalize("NFC", BREAKS.sub("\n", given))
    kept = []
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        if char in "\n\t" or (category == "Cf" and char in JOINERS and _joins(text[at - 1 : at])):
            kept.append(char)
        elif category in BEYOND_TEXT or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
            raise Problem("含有无法识别的字符，请删除后重新填写")
        elif category != "Cf":
            kept.append(char)
    return "".join(kept)


def _joins(before: str) -> bool:
    """Whether a joiner belongs after a sign: in pictures made of several, and in scripts that join letters."""
    return bool(before) and (
        unicodedata.category(before) in ("So", "Sk", "Mn", "Mc") or unicodedata.bidirectional(before) == "AL"
    )


def one_line(text: str) -> str:
    """Return a cleaned text in one line."""
    return GAPS.sub(" ", text).strip()


def many_lines(text: str) -> str:
    """Return a cleaned text of several lines without blanks around it."""
    return text.replace("\t", " ").strip()


def narrow(text: str) -> str:
    """Return a text with full-width digits and letters narrowed, ends stripped."""
    return text.translate(NARROW).strip()


def as_kept(found: Field, text: str) -> str:
    """Return a cleaned text as a text field keeps it."""
    if found.type == "textarea":
        return many_lines(text)
    check = found.properties.get("check", "")
    line = one_line(narrow(text) if check in CHECKS else text)
    return line.upper() if check in UPPER else line
