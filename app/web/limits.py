"""What a request may be made of, looked at before anything else reads it: sizes, numbers of fields, characters."""

from collections.abc import Iterable

from flask import Flask, request

from app.content.jsonfile import storable
from app.errors import TooLarge, Unreadable

BODY = 1_000_000
UPLOAD = 12_000_000
FIELDS = 300
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
UNSTORABLE = "请求中含有无法处理的字符（NUL 或不完整的字符），请删除后重试。"


def init_limits(app: Flask) -> None:
    """Look at every request before its guard."""
    app.config.update(MAX_CONTENT_LENGTH=UPLOAD, MAX_FORM_MEMORY_SIZE=BODY, MAX_FORM_PARTS=FIELDS)
    app.before_request(check_request)


def check_request() -> None:
    """Refuse what is too large or cannot be stored. Raises TooLarge, Unreadable."""
    request.max_content_length = UPLOAD if request.mimetype == MULTIPART else BODY
    _readable(str(value) for value in (request.view_args or {}).values())
    _readable(text for pair in request.args.items(multi=True) for text in pair)
    if _is_posted_page() and request.get_data(cache=True).count(b"&") >= FIELDS:
        raise TooLarge(f"提交的字段超过 {FIELDS} 个，请分次提交。")


def check_form() -> None:
    """Refuse a posted form with texts that cannot be stored. Raises Unreadable, and what parsing raises."""
    if request.mimetype == MULTIPART or _is_posted_page():
        _readable(text for pair in request.form.items(multi=True) for text in pair)


def _is_posted_page() -> bool:
    """Whether a page was posted. The doors read raw bodies, whatever a client that was not told calls them."""
    return request.mimetype == URLENCODED and not request.path.startswith("/api/")


def _readable(texts: Iterable[str]) -> None:
    if not all(storable(text) for text in texts):
        raise Unreadable(UNSTORABLE)
