"""Sign-in and sign-out, the guard before every view, and the table of rights."""

from flask import Flask

from app.web.auth import account, oidc, routes, views
from app.web.auth.blueprint import bp
from app.web.auth.csrf import csrf_token
from app.web.auth.guard import init_guard
from app.web.auth.rights import PUBLIC, SIGNED_IN, Right, rights
from app.web.auth.views import welcome


def init_auth(app: Flask) -> None:
    """Add the sign-in to an application: views, guard, providers and `csrf_token` for templates."""
    app.register_blueprint(bp)
    app.jinja_env.globals["csrf_token"] = csrf_token
    init_guard(app)
    oidc.init_oidc(app, app.extensions["quxiang"].settings)


__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Right",
    "account",
    "bp",
    "csrf_token",
    "init_auth",
    "rights",
    "routes",
    "views",
    "welcome",
]
