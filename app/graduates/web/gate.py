"""The first page of a graduate: until the basic information is checked, every other page leads there."""

from typing import Any

from flask import redirect, request, url_for

from app.graduates.scope import graduate_of
from app.graduates.tables import BasicCheck
from app.web.context import db, maybe_actor

OPEN = frozenset(
    {
        "graduates.basic_check",
        "graduates.confirm_check",
        "auth.sign_out",
        "auth.account",
        "static",
        "pages.home",
    }
)


def check_first() -> Any:
    """Send a graduate who has not checked the basic information to the page that asks for it."""
    actor = maybe_actor()
    if actor is None or not actor.has_any(("graduate",)) or request.endpoint in OPEN:
        return None
    if request.path.startswith("/api/") or request.method != "GET":
        return None
    graduate = graduate_of(db(), actor)
    if graduate is None or db().get(BasicCheck, graduate.id) is not None:
        return None
    return redirect(url_for("graduates.basic_check"))
