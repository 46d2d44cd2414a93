"""Security headers, on pages, doors and errors."""

import pytest
from flask import Flask, url_for

from app.settings import Settings
from app.web.headers import policy
from app.web.templating import init_templating


@pytest.mark.parametrize("path", ["/open", "/sign-in", "/nowhere", "/api/v1/probe/mine"])
def test_every_answer_has_them(client, path):
    headers = client.get(path).headers
    rules = headers["Content-Security-Policy"]
    assert "script-src 'self';" in rules
    assert "unsafe" not in rules
    assert "frame-ancestors 'none'" in rules
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]
    assert "Strict-Transport-Security" not in headers


def test_assets_may_be_kept(client):
    with client.get("/static/icon.svg") as answer:
        assert answer.headers["Cache-Control"] != "no-store"


def test_the_address_of_an_asset_changes_with_its_content(tmp_path):
    app = Flask("pages", static_folder=tmp_path)
    init_templating(app)
    contents = {"a.js": "1", "b.js": "2", "c.js": "1"}
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    with app.test_request_context():
        a, b, c = (url_for("static", filename=name).partition("?v=")[2] for name in contents)
    assert a
    assert a == c != b


def test_over_tls_browsers_stay_there(make_app):
    client = make_app(QUXIANG_BASE_URL="https://localhost").test_client()
    assert "max-age=31536000" in client.get("/open").headers["Strict-Transport-Security"]


def test_forms_may_lead_to_the_identity_providers(tmp_path):
    variables = {
        f"QUXIANG_OIDC_X_{n}": v for n, v in (("ISSUER", "https://id.example/realm"), ("CLIENT_ID", "c"))
    }
    settings = Settings.from_env(
        {"QUXIANG_DATA_DIR": str(tmp_path), "QUXIANG_OIDC_X_CLIENT_SECRET": "s", **variables}
    )
    assert "form-action 'self' https://id.example" in policy(settings)
