"""The description of the doors: OpenAPI 3.1 from the routes themselves, and a page to read it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from flask import current_app, jsonify, render_template
from werkzeug.routing import Rule

from app.identity import doors
from app.web.api import bp
from app.web.api.schemas import ANSWERS, ANYTHING, SCHEMAS, TEXT, ref
from app.web.auth.rights import Right, rights

PREFIX = "/api/v1"
SKIPPED = ("nothing",)
PROBLEMS = {
    401: "没有登录",
    403: "没有权限",
    404: "没有找到或不在您的范围内",
    409: "当前不能办理",
    422: "内容有误",
    429: "过于频繁",
}
QUERIES = {
    "tasks": ("box", "process", "step", "status", "q", "due", "sort", "limit", "after"),
    "instances": ("box", "process", "status", "q", "limit", "after"),
    "processes": ("subject",),
    "definitions": ("kind",),
}
KEYED = ("start_instance", "complete_task", "send_message")


@bp.get("/openapi.json")
def openapi() -> Any:
    """This description."""
    return jsonify(description())


@bp.get("/docs")
def docs() -> Any:
    """This description as a page."""
    return render_template("api/docs.html", title=doors.title, operations=list(_shown(description())))


@lru_cache(maxsize=4)
def _built(names: tuple[str, ...]) -> dict[str, Any]:
    rules = [
        r for r in current_app.url_map.iter_rules() if r.rule.startswith(PREFIX) and _name(r) not in SKIPPED
    ]
    paths: dict[str, Any] = {}
    for rule in sorted(rules, key=lambda r: r.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(_path(rule), {})[method.lower()] = _operation(rule, method)
    return {
        "openapi": "3.1.0",
        "info": {"title": doors.title, "version": "1"},
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def description() -> dict[str, Any]:
    """Return the OpenAPI description of every door of this installation, the application's included."""
    return _built(tuple(sorted(r.endpoint for r in current_app.url_map.iter_rules())))


def _name(rule: Rule) -> str:
    return rule.endpoint.rpartition(".")[2]


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    name = _name(rule)
    view = current_app.view_functions[rule.endpoint]
    status, answer, body = ANSWERS.get(name, (200, ANYTHING, None))
    right: Right | None = rights.of(rule.endpoint)
    public = right is not None and right.public
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}.{method.lower()}".replace(".", "_"),
        "summary": (view.__doc__ or name).strip().splitlines()[0],
        "parameters": list(_parameters(rule, name)),
        "responses": {str(status): _response(status, answer), **_problems(public)},
        "security": [] if public else [{"token": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _parameters(rule: Rule, name: str) -> Iterator[dict[str, Any]]:
    for argument in sorted(rule.arguments):
        yield {"name": argument, "in": "path", "required": True, "schema": TEXT}
    for query in QUERIES.get(name, ()):
        yield {"name": query, "in": "query", "required": False, "schema": TEXT}
    if name in KEYED:
        required = name == "complete_task"
        yield {"name": "Idempotency-Key", "in": "header", "required": required, "schema": TEXT}


def _response(status: int, answer: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {"description": "成功"}
    if answer is not None:
        found["content"] = {"application/json": {"schema": answer}}
    return found


def _problems(public: bool) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    codes = {k: v for k, v in PROBLEMS.items() if not public or k not in (401, 403)}
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
