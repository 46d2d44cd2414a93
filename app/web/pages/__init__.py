"""The platform's own pages: home, inbox, instances, messages, lists, definitions."""

from flask import Blueprint

bp = Blueprint("pages", __name__)

from app.web.pages import (  # noqa: E402
    batching,
    definitions,
    figures,
    guests,
    guides,
    health,
    home,
    inbox,
    instances,
    lists,
    messages,
    run,
    starting,
    tasks,
)
from app.web.pages.rights import register_rights  # noqa: E402


def blueprints() -> list[Blueprint]:
    """Return the blueprints of the platform's pages, with their rights registered."""
    register_rights()
    return [bp]


__all__ = [
    "batching",
    "blueprints",
    "bp",
    "definitions",
    "figures",
    "guests",
    "guides",
    "health",
    "home",
    "inbox",
    "instances",
    "lists",
    "messages",
    "run",
    "starting",
    "tasks",
]
