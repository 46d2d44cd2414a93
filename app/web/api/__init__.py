"""The doors from outside, `/api/v1`: JSON in and out, the same use cases as the pages."""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

from app.web.api import (  # noqa: E402
    answers,
    definitions,
    files,
    instances,
    lists,
    openapi,
    operations,
    people,
    processes,
    releases,
    tasks,
    trying,
)

__all__ = [
    "answers",
    "bp",
    "definitions",
    "files",
    "instances",
    "lists",
    "openapi",
    "operations",
    "people",
    "processes",
    "releases",
    "tasks",
    "trying",
]
