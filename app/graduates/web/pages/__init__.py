"""The application's pages, one module for each kind of reader."""

from flask import Blueprint

bp = Blueprint("graduates", __name__, template_folder="../templates")

from app.graduates.web.pages import (  # noqa: E402
    checking,
    destination_types,
    entering,
    favourites,
    graduate,
    invitations,
    presets,
    public,
    scanned,
    settings,
    sheets,
    staff,
    student,
    workbench,
)

__all__ = [
    "bp",
    "checking",
    "destination_types",
    "entering",
    "favourites",
    "graduate",
    "invitations",
    "presets",
    "public",
    "scanned",
    "settings",
    "sheets",
    "staff",
    "student",
    "workbench",
]
