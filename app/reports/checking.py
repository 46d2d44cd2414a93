"""Checks of a report: every expression in it can be read, every placeholder's format exists."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from app import rules
from app.content.report import Message
from app.errors import Finding
from app.reports.messages import LONGEST_SMS, sms_text
from app.reports.templates import expressions, least_length


def check_report(report: Any, has_codes: Callable[[str], bool] | None = None) -> list[Finding]:
    """Return what is wrong with a report; `has_codes` says whether a code table exists."""
    found = [
        finding for place, kind, text in texts(report) for finding in _check(place, kind, text, has_codes)
    ]
    return found + (_short_message(report) if isinstance(report, Message) else [])


def _short_message(message: Message) -> list[Finding]:
    """Check that what is sent as a short message fits into one."""
    length = least_length(sms_text(message))
    if length <= LONGEST_SMS:
        return []
    say = f"短信最多 {LONGEST_SMS} 个字，固定文字已有 {length} 个字；请在 wordings 里为 sms 写一份更短的。"
    return [_error("length", "wordings", say)]


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (place, kind, text) for every expression, template and code table that a report names."""
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from texts(item, f"{place}[{i}]")
    elif is_dataclass(value):
        for declared in fields(value):
            yield from _of_field(
                getattr(value, declared.name), declared, f"{place}.{declared.name}".lstrip(".")
            )


def _of_field(value: Any, declared: Any, place: str) -> Iterator[tuple[str, str, str]]:
    kind = next((k for k in ("feel", "template") if declared.metadata.get(k)), "")
    if declared.name == "codes":
        kind = "codes"
    if not kind:
        yield from texts(value, place)
    elif isinstance(value, tuple):
        yield from ((f"{place}[{i}]", kind, text) for i, text in enumerate(value))
    elif value:
        yield place, kind, value


def _check(place: str, kind: str, text: str, has_codes: Callable[[str], bool] | None) -> Iterator[Finding]:
    if kind == "codes":
        yield from _codes(place, text, has_codes)
    elif kind == "feel":
        yield from _expression(place, text)
    else:
        for slot in expressions(text):
            yield from _expression(place, slot.expression)
            yield from _codes(place, slot.codes, has_codes)
            if not slot.known:
                yield _error("format", place, f"“{place}”中的“| {slot.form}”不是可用的显示格式。")


def _expression(place: str, text: str) -> Iterator[Finding]:
    try:
        rules.parse_closed(text)
    except rules.FeelError as error:
        yield _error("expression", place, f"“{place}”的表达式有误：{error.message}")


def _codes(place: str, key: str, has_codes: Callable[[str], bool] | None) -> Iterator[Finding]:
    if key and has_codes is not None and not has_codes(key):
        yield _error("reference", place, f"“{place}”引用的代码表“{key}”不存在。")


def _error(rule: str, place: str, message: str) -> Finding:
    return Finding("error", rule, place, message, place.rpartition(".")[2])
