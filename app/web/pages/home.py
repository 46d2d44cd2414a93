"""The home of whoever comes: the public entries, the application's home, else the inbox."""

from typing import Any

from flask import redirect, url_for

from app.web.auth import welcome
from app.web.context import maybe_actor
from app.web.pages import bp
from app.web.templating import DESIGNERS, OFFICE, OPERATORS, frame


@bp.get("/")
def home() -> Any:
    """The home of the person, or the public page."""
    actor = maybe_actor()
    if actor is None:
        return welcome()
    for find in frame.homes:
        target = find(actor)
        if target is not None:
            return redirect(target)
    if actor.has_any(DESIGNERS):
        return redirect(url_for("pages.definitions"))
    if actor.has_any(OPERATORS):
        return redirect(OFFICE)
    return redirect(url_for("pages.inbox"))
