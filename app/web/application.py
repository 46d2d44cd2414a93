"""The web application: blueprints, sign-in, errors, assets, texts; put together for the services it is given."""

import importlib
import importlib.util
from typing import Any

from flask import Flask
from flask_babel import Babel
from whitenoise import WhiteNoise

from app.inbox.services import Services
from app.jobs.clock import ZONE
from app.web import api, pages
from app.web.auth import init_auth
from app.web.context import close_db
from app.web.errors import init_errors
from app.web.headers import init_headers
from app.web.measuring import init_measuring
from app.web.templating import init_templating

MAX_BODY = 12_000_000


def make_app(services: Services) -> Flask:
    """Return the Flask application of an installation."""
    app = Flask("app.web", static_folder="static", static_url_path="/static")
    settings = services.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=400,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE=ZONE.key,
        SESSION_COOKIE_NAME="quxiang_flash",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.production,
        TESTING=settings.env == "test",
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["quxiang"] = services
    app.teardown_appcontext(close_db)
    Babel(app)
    init_measuring(app)
    init_errors(app)
    init_headers(app)
    init_templating(app)
    init_auth(app)
    app.register_blueprint(api.bp)
    for blueprint in pages.blueprints():
        app.register_blueprint(blueprint)
    _init_application(app, services)
    static = WhiteNoise(app.wsgi_app, root=f"{app.root_path}/static", prefix="/static/", max_age=86400)
    app.wsgi_app = static  # type: ignore[method-assign]
    return app


def _init_application(app: Flask, services: Services) -> None:
    """Load the application's own pages and doors, where the setting names one that has some."""
    name = services.settings.application
    package = importlib.import_module(name) if name else None
    if hasattr(package, "__path__") and importlib.util.find_spec(f"{name}.web") is not None:
        web: Any = importlib.import_module(f"{name}.web")
        web.init_app(app, services)
