"""Every route of the whole application has its row in the table of rights, and every row its route."""

from pathlib import Path

import pytest
from flask import Flask

from app.main import create_app
from app.settings import Settings
from app.web.auth import rights

LIBRARIES = ("admin", "office_")  # Flask-Admin makes these blueprints' routes: each may have one row together


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("routes")
    return create_app(Settings.from_env({"QUXIANG_ENV": "test", "QUXIANG_DATA_DIR": str(folder)}))


def test_every_route_has_its_row(app):
    missing = {rule.endpoint for rule in app.url_map.iter_rules() if rights.of(rule.endpoint) is None}
    assert missing == set()


def test_every_row_has_its_route(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    blueprints = {name.rpartition(".")[0] for name in endpoints}
    stale = {
        n
        for n, _ in rights
        if n not in endpoints and n.removesuffix(".*") not in blueprints and n != "static"
    }
    assert {name for name in stale if not name.startswith("probe.")} == set()


def test_only_libraries_have_one_row_for_many_routes():
    together = {name.removesuffix(".*") for name, _ in rights if name.endswith(".*")}
    own = {name for name in together if not name.startswith(LIBRARIES)}
    assert own == set()
