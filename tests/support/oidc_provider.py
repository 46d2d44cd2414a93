"""A real OpenID Connect provider in a process of its own on loopback: code, PKCE, nonce, RS256 with JWKS.

`OidcProvider.start(…)` runs it for a test; `python -m tests.support.oidc_provider` runs it by hand."""

import argparse
import json
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

CLIENT_ID = "quxiang"
CLIENT_SECRET = "a secret that only the two of them know"


class OidcProvider:
    """A running provider. Its users are who it is told about; `remember` signs one in without a page."""

    def __init__(self, issuer: str, process: subprocess.Popen[bytes]) -> None:
        self.issuer = issuer
        self._process = process

    @classmethod
    @contextmanager
    def start(cls, *users: Mapping[str, Any]) -> Iterator["OidcProvider"]:
        """Run a provider that knows `users` (claims with `sub`) until the block is left."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.support.oidc_provider", "--port", str(port)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        provider = cls(f"http://127.0.0.1:{port}", process)
        try:
            provider._wait()
            for user in users:
                provider.add_user(user)
            yield provider
        finally:
            process.terminate()
            process.wait(10)

    def add_user(self, claims: Mapping[str, Any]) -> None:
        """Tell the provider about a user; the same `sub` again replaces the claims."""
        self._control("users", dict(claims))

    def remember(self, sub: str | None) -> None:
        """Let this user in without a page, as an app does that knows the person; None: ask again."""
        self._control("remembered", {"sub": sub})

    def break_next(self, how: str) -> None:
        """Spoil the next ID token: `nonce`, `audience`, `issuer`, `signature` or `expired`."""
        self._control("broken", {"how": how})

    def environment(self, name: str, label: str, kind: str = "") -> dict[str, str]:
        """Return the variables that name this provider to an installation."""
        values = {"ISSUER": self.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET}
        values |= {"LABEL": label, "AUDIENCE_KIND": kind}
        return {f"QUXIANG_OIDC_{name.upper()}_{part}": value for part, value in values.items()}

    def _control(self, what: str, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.issuer}/control/{what}", data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.issuer}/jwks", timeout=2) as answer:
                    answer.read()
                return
            except OSError:
                if self._process.poll() is not None:
                    raise RuntimeError("the provider's process ended") from None
                time.sleep(0.05)
        raise RuntimeError("the provider did not answer")


def make_provider(issuer: str) -> Any:  # noqa: C901  one closure over the provider's state
    """Return the provider's Flask application."""
    from authlib.integrations.flask_oauth2 import AuthorizationServer
    from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
    from authlib.oauth2.rfc7636 import CodeChallenge
    from authlib.oidc.core import OpenIDCode, UserInfo
    from flask import Flask, abort, request
    from joserfc.jwk import RSAKey

    app = Flask("oidc_provider")
    app.secret_key = secrets.token_hex(16)
    key = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig", "alg": "RS256"})
    other_key = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig", "alg": "RS256"})
    users: dict[str, dict[str, Any]] = {}
    state: dict[str, Any] = {"remembered": None, "broken": None}
    codes: dict[str, Any] = {}

    class Client(ClientMixin):
        client_id = CLIENT_ID

        def get_client_id(self):
            return CLIENT_ID

        def get_default_redirect_uri(self):
            return None

        def get_allowed_scope(self, scope):
            return scope

        def check_redirect_uri(self, uri):
            return uri.startswith(("http://127.0.0.1:", "http://localhost/", "http://localhost:"))

        def check_client_secret(self, secret):
            return secrets.compare_digest(secret, CLIENT_SECRET)

        def check_endpoint_auth_method(self, method, _endpoint):
            return method in ("client_secret_basic", "client_secret_post")

        def check_response_type(self, kind):
            return kind == "code"

        def check_grant_type(self, kind):
            return kind == "authorization_code"

    class Code(AuthorizationCodeMixin):
        def __init__(self, **values):
            self.__dict__.update(values)

        def get_redirect_uri(self):
            return self.redirect_uri

        def get_scope(self):
            return self.scope

        def get_nonce(self):
            return self.nonce

        def get_auth_time(self):
            return int(time.time())

        def get_acr(self):
            return None

        def get_amr(self):
            return None

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code, req):
            data = req.payload.data
            names = ("nonce", "code_challenge", "code_challenge_method")
            rest = {name: data.get(name) for name in names}
            uri, scope = req.payload.redirect_uri, req.payload.scope
            codes[code] = Code(code=code, redirect_uri=uri, scope=scope, user=req.user["sub"], **rest)
            return code

        def query_authorization_code(self, code, client):
            return codes.get(code)

        def delete_authorization_code(self, code):
            codes.pop(code.code, None)

        def authenticate_user(self, code):
            return users.get(code.user)

    class Claims(OpenIDCode):
        def exists_nonce(self, nonce, req):
            return False

        def resolve_client_private_key(self, client):
            return other_key if state["broken"] == "signature" else key

        def get_client_algorithm(self, client):
            return "RS256"

        def get_client_claims(self, client):
            return {"iss": issuer}

        def generate_user_info(self, user, scope):
            spoiled = {
                "nonce": {"nonce": "another"},
                "audience": {"aud": ["somebody else"]},
                "issuer": {"iss": "http://127.0.0.1:1"},
                "expired": {"exp": int(time.time()) - 3600},
            }
            return UserInfo({**user, **spoiled.get(state["broken"] or "", {})})

    server = AuthorizationServer(
        app,
        query_client=lambda given: Client() if given == CLIENT_ID else None,
        save_token=lambda token, req: None,
    )
    server.register_grant(Grant, [Claims(require_nonce=True), CodeChallenge(required=True)])

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize():
        sub = request.form.get("sub") or state["remembered"]
        if sub is None:
            options = "".join(f'<option value="{s}">{c.get("name", s)}</option>' for s, c in users.items())
            return (
                '<!doctype html><html lang="zh-CN"><title>身份认证</title><link rel="icon" href="data:,">'
                '<form method="post">'
                f'<select name="sub" aria-label="身份">{options}</select><button>登录</button></form></html>'
            )
        if sub == "deny":
            return server.create_authorization_response(grant_user=None)
        return server.create_authorization_response(grant_user=users.get(sub) or abort(404))

    @app.post("/token")
    def token():
        answer = server.create_token_response()
        state["broken"] = None
        return answer

    @app.get("/jwks")
    def jwks():
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/.well-known/openid-configuration")
    def configuration():
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    @app.post("/control/<what>")
    def control(what: str):
        body = request.get_json()
        if what == "users":
            users[body["sub"]] = body
        elif what == "remembered":
            state["remembered"] = body["sub"]
        else:
            state["broken"] = body["how"]
        return {"ok": True}

    return app


def main() -> None:
    """Run a provider until the process is ended."""
    import os

    from werkzeug.serving import make_server

    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it listens on loopback only
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user", action="append", default=[], help="claims as JSON")
    given = parser.parse_args()
    issuer = f"http://127.0.0.1:{given.port}"
    app = make_provider(issuer)
    for text in given.user:
        app.test_client().post("/control/users", json=json.loads(text))
    make_server("127.0.0.1", given.port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
