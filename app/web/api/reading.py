"""Reading requests of the doors: strict JSON, bounded numbers, headers."""

from datetime import datetime
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from app.content.jsonfile import read_json
from app.errors import Invalid, TooLarge, Unreadable
from app.jobs.clock import ZONE

MAX_LIMIT = 200
DEFINITION = "/definitions/<any(process,form,decision,report,codes):kind>/<path:key>"
JSON_BYTES = 256_000
FILE_BYTES = 512_000


def body(*names: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON object of the request; only `names` may be in it.

    Raises Unreadable when it is no JSON object, Invalid for missing or unknown members."""
    raw = request.get_data(cache=True)
    if (raw or request.content_length) and not request.is_json:
        raise Unreadable("请求正文应当是 JSON：请把请求头 Content-Type 设为 application/json。")
    value = read_json(raw or b"{}", "请求正文", max_bytes=JSON_BYTES)
    if not isinstance(value, dict):
        raise Unreadable("请求正文应当是一个 JSON 对象。")
    allowed = {*names, *required}
    problems = {name: "没有这个字段。" for name in value if name not in allowed}
    problems |= {name: "缺少这个字段。" for name in required if name not in value}
    if problems:
        raise Invalid.of(problems)
    return value


def file(most: int = FILE_BYTES) -> bytes:
    """Return the body of the request as it is; what is longer is not read. Raises TooLarge."""
    too_large = TooLarge(f"文件超过 {most // 1000} KB，请精简后再保存。")
    request.max_content_length = most + 1  # a body without a length is cut there without a word
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise too_large from None
    if len(data) > most:
        raise too_large
    return data


def data_of(value: dict[str, Any], name: str = "data") -> dict[str, Any]:
    """Return the member `name` as an object; a missing one is empty. Raises Invalid."""
    data = value.get(name)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Invalid.of({name: "应当是 {字段: 值} 形式的对象。"})
    return data


def limit(default: int = 50) -> int:
    """Return the page size asked for, 1 to 200. Raises Invalid."""
    return bounded("limit", default, 1, MAX_LIMIT)


def after() -> str | None:
    """Return the cursor that the page asked for begins after."""
    return request.args.get("after") or None


def bounded(name: str, default: int, low: int, high: int) -> int:
    """Return a whole number of the query string. Raises Invalid outside its bounds."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    number = whole(text)
    if number is None or not low <= number <= high:
        raise Invalid.of({name: f"应当是 {low} 到 {high} 之间的整数。"})
    return number


def whole(text: str) -> int | None:
    """Return a whole number of at most nine digits, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def text_of(value: dict[str, Any], name: str, longest: int = 2000) -> str:
    """Return the member `name` as text that says something. Raises Invalid."""
    text = value.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Invalid.of({name: "请填写，应当是文字。"})
    if len(text) > longest:
        raise Invalid.of({name: f"最多 {longest} 个字，请缩短。"})
    return text.strip()


def moment_of(value: dict[str, Any], name: str) -> datetime | None:
    """Return the member `name` as a moment, one without a zone as Beijing's; None when it is missing. Raises Invalid."""
    given = value.get(name)
    if given in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(given)
    except (ValueError, TypeError) as error:
        raise Invalid.of({name: "应当是 RFC 3339 时间，例如 2027-03-01T08:00:00+08:00。"}) from error
    if not 2000 <= moment.year <= 2200:
        raise Invalid.of({name: "应当是 2000 年到 2200 年之间的时间。"})
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def idempotency_key() -> str | None:
    """Return the Idempotency-Key header, if there is one."""
    return request.headers.get("Idempotency-Key") or None
