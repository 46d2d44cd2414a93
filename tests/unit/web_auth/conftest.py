"""A small application with the real sign-in, guard, headers and errors, and a few views to guard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from flask_babel import Babel

from app.errors import NotFound
from app.identity.doors import Doors, doors
from app.settings import Settings
from app.store.session import Database
from app.web.auth import init_auth, rights
from app.web.context import Services, actor, close_db
from app.web.errors import init_errors
from app.web.headers import init_headers
from tests.support.people import PASSWORD, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def fresh_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in vars(Doors()).items():
        monkeypatch.setattr(doors, name, value)


MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(database: Database, tmp_path: Path) -> MakeApp:
    """Return `make_app(**variables)`: an application with these QUXIANG_ variables."""

    def make(**variables: str) -> Flask:
        environment = {
            "QUXIANG_ENV": "test",
            "QUXIANG_DATA_DIR": str(tmp_path),
            "QUXIANG_BASE_URL": "http://localhost",
        }
        settings = Settings.from_env(environment | variables)
        app = Flask("app.web", static_folder="static")
        app.config.update(SECRET_KEY=settings.secret_key, SESSION_COOKIE_SAMESITE="Lax", TESTING=True)
        app.json.ensure_ascii = False  # type: ignore[attr-defined]
        nothing: Any = None
        app.extensions["quxiang"] = Services(settings, database, nothing, nothing, nothing, nothing, nothing)
        app.teardown_appcontext(close_db)
        Babel(app, default_locale="zh_Hans_CN")
        init_errors(app)
        init_headers(app)
        init_auth(app)
        app.register_blueprint(_views())
        return app

    return make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def csrf_of(client: FlaskClient, path: str = "/sign-in") -> str:
    """Return the token in the form of a page."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def post(client: FlaskClient, path: str, page: str = "/account", **fields: str) -> Any:
    """Post a form with the token of the page it is on."""
    return client.post(path, data={"csrf_token": csrf_of(client, page), **fields})


def enter(client: FlaskClient, login: str, **fields: str) -> Any:
    """Sign in through the page."""
    return post(client, "/sign-in", "/sign-in", account=login, password=PASSWORD, **fields)


def _views() -> Blueprint:
    bp = Blueprint("probe", __name__)
    api = Blueprint("probe_api", __name__, url_prefix="/api/v1/probe")
    bp.add_url_rule("/open", "open", lambda: "open")
    bp.add_url_rule("/mine", "mine", lambda: actor().login, methods=["GET", "POST"])
    bp.add_url_rule("/keepers", "keepers", lambda: "for keepers")
    bp.add_url_rule("/forgotten", "forgotten", lambda: "not in the table")
    bp.add_url_rule("/things/<thing_id>", "thing", _thing)
    api.add_url_rule("/mine", "mine", lambda: {"login": actor().login}, methods=["GET", "POST"])
    bp.register_blueprint(api)
    rights.register("public", "probe.open")
    rights.register("signed_in", "probe.mine", "probe.thing", "probe.probe_api.mine")
    rights.register(("keeper",), "probe.keepers")
    return bp


def _thing(thing_id: str) -> str:
    raise NotFound
