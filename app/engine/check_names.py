"""Names: they are stored in rows, stand in addresses and are read by people, so they have a form and a length."""

import re
from collections.abc import Iterator

from app.content.bpmn import Element, Process
from app.engine.check_words import error, name_of
from app.errors import Finding

ID = re.compile(r"[^\W\d][\w.\-]{0,99}")
MAX_NAME = 200
MAX_WORD = 100
MAX_CODE = 60
SHORT = {"label": MAX_WORD, "data": MAX_WORD, "form": MAX_WORD, "status": MAX_CODE, "role": 40}


def check_names(process: Process) -> Iterator[Finding]:
    """Find ids, names and codes that are too long to be kept, or could not stand in an address."""
    for identifier in (process.key, *process.elements, *process.flows, *process.lanes):
        if not ID.fullmatch(identifier):
            message = (
                f"id “{identifier[:60]}”应以字母开头，只含字母、数字、点、横线和下划线，不超过 100 个字。"
            )
            yield error("id", identifier[:100], message)
    for lane in process.lanes.values():
        if len(lane.role) > SHORT["role"]:
            yield error("length", lane.id, f"泳道“{lane.name[:60]}”的角色超过 {SHORT['role']} 个字，请缩短。")
    for element in process.elements.values():
        yield from _lengths(element)


def _lengths(element: Element) -> Iterator[Finding]:
    name = name_of(element)[:60]
    if len(element.name) > MAX_NAME:
        yield error("length", element, f"“{name}…”的名称超过 {MAX_NAME} 个字，请缩短。", "name")
    if len(element.message) > MAX_WORD or "/" in element.message:
        message = f"“{name}”的消息名“{element.message[:60]}”应不超过 {MAX_WORD} 个字，且不含斜线。"
        yield error("message", element, message, "message")
    for field, most in SHORT.items():
        value = element.properties.get(field, "")
        if len(value) > most and not value.startswith("="):
            yield error("length", element, f"“{name}”的属性“{field}”超过 {most} 个字，请缩短。", field)
