"""Reading requests of the doors: strict JSON, bounded numbers, headers."""

from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from app.content.jsonfile import read_json
from app.errors import Invalid, TooLarge, Unreadable

MAX_LIMIT = 200
JSON_BYTES = 256_000
FILE_BYTES = 512_000


def body(*names: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON object of the request; only `names` may be in it.

    Raises Unreadable when it is no JSON object, Invalid for missing or unknown members."""
    raw = request.get_data(cache=True)
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


def limit() -> int:
    """Return the page size asked for, 1 to 200. Raises Invalid."""
    return bounded("limit", 50, 1, MAX_LIMIT)


def bounded(name: str, default: int, low: int, high: int) -> int:
    """Return a whole number of the query string. Raises Invalid outside its bounds."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
        raise Invalid.of({name: f"应当是 {low} 到 {high} 之间的整数。"})
    return int(text)


def idempotency_key() -> str | None:
    """Return the Idempotency-Key header, if there is one."""
    return request.headers.get("Idempotency-Key") or None


def facets() -> dict[str, str]:
    """Return the facet filters of the query string (`facet.NAME=value`)."""
    start = "facet."
    return {k.removeprefix(start): v for k, v in request.args.items() if k.startswith(start) and v}
