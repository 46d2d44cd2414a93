"""The application's own pages and doors; they stand beside the platform's and share its frame."""

from typing import Any

from flask import Flask

from app.graduates.web import described, doors, entering, frame, gate, machine_doors, verifying
from app.graduates.web.pages import bp
from app.graduates.web.rights import register_rights

__all__ = ["described", "entering", "init_app", "machine_doors", "verifying"]


def init_app(app: Flask, _services: Any) -> None:
    """Add pages, doors, rights and the frame's parts to a Flask application."""
    register_rights()
    frame.join()
    app.register_blueprint(doors.bp)
    app.register_blueprint(bp)
    app.before_request(gate.check_first)
