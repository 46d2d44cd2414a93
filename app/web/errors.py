"""Errors as people and machines see them: one table of statuses, problem+json for doors, a page for readers."""

import secrets
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from app import errors

STATUS: dict[type[errors.AppError], tuple[int, str]] = {
    errors.NotSignedIn: (401, "请先登录"),
    errors.NotAllowed: (403, "没有权限"),
    errors.NotFound: (404, "没有找到"),
    errors.Gone: (410, "已经失效"),
    errors.Conflict: (409, "当前不能办理"),
    errors.NotReleasable: (409, "检查没有通过"),
    errors.Stale: (412, "内容已有变化"),
    errors.TooLarge: (413, "内容过大"),
    errors.Invalid: (422, "填写有误"),
    errors.BadContent: (422, "定义有误"),
    errors.TooMany: (429, "操作过于频繁"),
    errors.Unreadable: (400, "请求无法读取"),
    errors.Incident: (500, "处理时出现故障"),
}
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
BUSY = "系统正忙，你的操作没有生效，请稍后重试。"
FULL = "存储空间不足，你的操作没有生效，请稍后再试，或告诉管理员。"
FULL_SIGNS = ("disk is full", "No space left")
HTTP_TEXTS = {
    400: ("请求无法读取", "请求无法读取，请返回后重试。"),
    404: ("没有找到", "没有找到这个页面，或者你无权查看。"),
    405: ("不支持的操作", "这个地址不支持这种操作。"),
    413: ("内容过大", "提交的内容过大，每次最多 %d MB，请减小文件或减少内容后重试。"),
    415: ("类型不支持", "请求的内容类型不受支持。"),
    429: ("操作过于频繁", "操作过于频繁，请稍后再试。"),
}
OTHER = ("请求没有成功", "请求没有成功。")
WRONG_HOST = "请求的主机名不是本系统的地址。请用管理员公布的网址访问；部署时可用 QUXIANG_BASE_URL 设置。"


def init_errors(app: Flask) -> None:
    """Register the handlers: application errors, HTTP errors, a busy database, and everything else."""
    app.register_error_handler(errors.AppError, _app_error)
    app.register_error_handler(HTTPException, _http_error)
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, _busy)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """True for the doors and what only machines read; pages get HTML."""
    return request.path.startswith(("/api/", "/metrics"))


def status_of(error: errors.AppError) -> tuple[int, str]:
    """Return (status, title) of an error, by the nearest kind in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), (500, "处理时出现故障"))


def _app_error(error: errors.AppError) -> BaseResponse:
    if isinstance(error, errors.NotSignedIn) and not wants_json() and request.method == "GET":
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    status, title = status_of(error)
    extra: dict[str, Any] = dict(error.extra)
    if status >= 500:
        extra["number"] = _logged(error)
    if isinstance(error, errors.Invalid):
        extra["errors"] = [asdict(e) for e in error.errors]
    if isinstance(error, errors.BadContent):
        extra["findings"] = [asdict(f) for f in error.findings]
    response = _answer(status, title, error.message, extra)
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    if isinstance(error, SecurityError):
        return _wrong_host()
    title, words = HTTP_TEXTS.get(status, OTHER)
    response = _answer(status, title, words % _most() if status == 413 else words, {})
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _most() -> int:
    """Return how many megabytes the request might have had."""
    return (request.max_content_length or 0) // 1_000_000


def _wrong_host() -> Response:
    """Answer a request that names another host: without a page, for no address can be built for it."""
    if wants_json():
        return _answer(400, "主机名有误", WRONG_HOST, {})
    return Response(WRONG_HOST, 400, content_type="text/plain; charset=utf-8")


def _busy(error: Exception) -> BaseResponse:
    """The database is busy, full or away: nothing was changed, and the same request may be sent again."""
    cause = getattr(error, "orig", None) or error
    current_app.logger.warning("the database does not answer: %s", type(cause).__name__)
    words = FULL if any(sign in str(cause) for sign in FULL_SIGNS) else BUSY
    response = _answer(503, "系统繁忙", words, {})
    response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> BaseResponse:
    number = _logged(error)
    return _answer(
        500,
        "处理时出现故障",
        f"系统出现故障（错误号 {number}），你的操作没有生效。请稍后重试，或把错误号告诉管理员。",
        {"number": number},
    )


def _logged(error: Exception) -> str:
    """Log an error under a number of its own, which its reader is told."""
    number = g.error_no = secrets.token_hex(3).upper()
    current_app.logger.error("error %s", number, exc_info=error)
    return number


def _answer(status: int, title: str, detail: str, extra: dict[str, Any]) -> Response:
    g.failing = status >= 500  # the page must not need what has just failed: see `templating`
    # The number of a refusal is that of its kind: what is missing and what is not yours must look the same.
    problem = {"number": f"E{status}", "errors": [], **extra}
    if wants_json():
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **problem}
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        page = render_template("errors/error.html", status=status, title=title, detail=detail, extra=extra)
        response = Response(page, content_type="text/html; charset=utf-8")
    response.status_code = status
    if status == 401 and wants_json():
        response.headers["WWW-Authenticate"] = 'Bearer realm="quxiang"'
    return response
