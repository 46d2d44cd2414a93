"""The description of the doors: OpenAPI 3.1 from the routes themselves, and a page to read it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from flask import current_app, jsonify, render_template
from werkzeug.routing import Rule

from app.identity import doors
from app.web.api import bp
from app.web.api.described import ANY, DOORS, JSON, Door
from app.web.api.schema import NUMBER, TEXT, Schema, one_of, ref
from app.web.api.schemas import SCHEMAS
from app.web.auth.rights import Right, rights

PREFIX = "/api/v1"
EVERYTHING_ELSE = "api.nothing"
PROBLEMS = {
    400: "请求无法读取",
    401: "没有登录",
    403: "没有权限",
    404: "没有找到或不在你的范围内",
    409: "当前不能办理",
    412: "内容已有变化",
    413: "内容过大",
    422: "内容有误",
    429: "过于频繁，请在 Retry-After 秒后再试",
}
FACETS = "另可用 facet.NAME=值 按流程声明的分面筛选。"


@bp.get("/openapi.json")
def openapi() -> Any:
    """This description."""
    return jsonify(description())


@bp.get("/docs")
def docs() -> Any:
    """This description as a page."""
    return render_template("api/docs.html", title=doors.title, operations=list(_shown(description())))


def description() -> dict[str, Any]:
    """Return the OpenAPI description of every door of this installation, the application's included."""
    return _built(tuple(sorted(r.endpoint for r in current_app.url_map.iter_rules())))


@lru_cache(maxsize=4)
def _built(names: tuple[str, ...]) -> dict[str, Any]:
    rules = [
        r
        for r in current_app.url_map.iter_rules()
        if r.rule.startswith(PREFIX) and r.endpoint != EVERYTHING_ELSE
    ]
    paths: dict[str, Any] = {}
    for rule in sorted(rules, key=lambda r: r.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path_of(rule), {})[method.lower()] = _operation(rule, method)
    return {
        "openapi": "3.1.0",
        "info": {"title": doors.title, "version": "1"},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(rule: Rule) -> str:
    """Return a route as the description names it."""
    return re.sub(r"<(?:[^<>:]+:)?([^<>:]+)>", r"{\1}", rule.rule)


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    door = DOORS.get(rule.endpoint, Door({}))
    view = current_app.view_functions[rule.endpoint]
    right: Right | None = rights.of(rule.endpoint)
    public = right is not None and right.public
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}.{method.lower()}".replace(".", "_"),
        "summary": (view.__doc__ or rule.endpoint).strip().splitlines()[0],
        "parameters": list(_parameters(rule, door)),
        "responses": {
            **{str(status): _response(door) for status in (door.status, *door.also)},
            **_problems(public),
        },
        "security": [] if public else [{"token": []}],
    }
    if rule.endpoint == "api.tasks":
        operation["description"] = FACETS
    if door.body is not None:
        content = {door.body_kind: {"schema": door.body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(rule: Rule, door: Door) -> Iterator[dict[str, Any]]:
    for argument in re.findall(r"<(?:[^<>:]+:)?([^<>:]+)>", rule.rule):
        yield {"name": argument, "in": "path", "required": True, "schema": _of_path(rule, argument)}
    for name, schema in door.query.items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}
    for name, required in door.headers.items():
        yield {"name": name, "in": "header", "required": required, "schema": TEXT}


def _of_path(rule: Rule, argument: str) -> Schema:
    found = re.search(rf"<(?:([^<>:]+):)?{argument}>", rule.rule)
    converter = (found and found[1]) or ""
    if converter.startswith("any("):
        return one_of(*(word.strip() for word in converter[4:-1].split(",")))
    return NUMBER if converter == "int" else TEXT


def _response(door: Door) -> dict[str, Any]:
    found: dict[str, Any] = {"description": "成功"}
    if door.answer is not None:
        schema = {} if door.kind in (ANY, "application/pdf") else {"schema": door.answer}
        found["content"] = {door.kind: schema}
    return found


def _problems(public: bool) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    codes = {k: v for k, v in PROBLEMS.items() if not public or k != 403}
    return {str(code): {"description": text, "content": content} for code, text in codes.items()}


def _shown(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            yield {
                "path": path,
                "method": method.upper(),
                "summary": operation["summary"],
                "public": not operation["security"],
                "parameters": operation["parameters"],
                "responses": operation["responses"],
            }


__all__ = ["JSON", "description", "path_of"]
