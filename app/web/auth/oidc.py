"""Sign-in through other identity providers: authorisation code with PKCE, state and nonce."""

from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, redirect, render_template, request, session, url_for
from joserfc.errors import JoseError

from app.errors import AppError, Conflict, NotAllowed, NotFound
from app.identity import audit
from app.identity.external import bind, sign_in_external
from app.identity.providers import Provider, read_providers
from app.jobs.clock import real_now
from app.settings import Settings
from app.store.session import begin_write
from app.web.auth.blueprint import bp
from app.web.auth.views import let_in, local_path
from app.web.context import actor, maybe_actor, services

TIMEOUT = 8
MAX_VISITS = 3
FAILED = "没有从{label}得到有效的登录结果，请重新点击“{label}”登录。"
DOWN = "暂时连接不上{label}，请稍后再试，或使用其他方式登录。"
INTENT = "auth.intent"


def init_oidc(app: Flask, settings: Settings) -> None:
    """Register the configured providers with the client library."""
    oauth = OAuth(app)
    for provider in read_providers(settings.oidc).values():
        oauth.register(
            provider.name,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            client_kwargs={
                "scope": provider.scope,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT,
            },
        )
    app.extensions["quxiang.oidc"] = oauth


@bp.get("/sign-in/<provider_name>")
def provider_start(provider_name: str) -> Any:
    """Send the browser to the provider."""
    provider = find_provider(provider_name)
    return begin(provider, {"next": local_path(request.args.get("next", ""))})


@bp.post("/account/bindings/<provider_name>")
def bind_provider(provider_name: str) -> Any:
    """Send the browser to the provider to bind its subject to the account that is signed in."""
    return begin(find_provider(provider_name), {"bind": actor().account_id})


@bp.get("/sign-in/<provider_name>/callback")
def provider_callback(provider_name: str) -> Any:
    """Take what the provider says: sign in, or bind."""
    provider = find_provider(provider_name)
    intent = session.pop(INTENT, {})
    claims = _claims(provider)
    if isinstance(claims, AppError):
        return _refused(provider, claims, 400)
    if intent.get("bind"):
        return _bind(provider, str(claims["sub"]), str(intent["bind"]))
    try:
        signed_in = sign_in_external(
            services().database,
            provider,
            claims,
            address=request.remote_addr or "",
            second_factor=services().settings.production,
            now=real_now(),
        )
    except NotAllowed as error:
        return _refused(provider, error, 403)
    return let_in(signed_in, local_path(str(intent.get("next", "/"))))


def find_provider(name: str) -> Provider:
    """Return a configured provider. Raises NotFound."""
    provider = read_providers(services().settings.oidc).get(name)
    if provider is None:
        raise NotFound
    return provider


def begin(provider: Provider, intent: dict[str, str]) -> Any:
    """Redirect to the provider, remembering in the visitor's cookie what for."""
    session[INTENT] = intent
    _forget_visits(provider)
    back = services().settings.base_url.rstrip("/") + url_for(
        "auth.provider_callback", provider_name=provider.name
    )
    try:
        return _client(provider).authorize_redirect(back)
    except (requests.RequestException, ValueError):
        current_app.logger.warning("provider %s cannot be reached", provider.name)
        return _refused(provider, NotAllowed(DOWN.format(label=provider.label)), 503)


def _forget_visits(provider: Provider) -> None:
    # Each visit leaves its state in the cookie; one that is begun again and again must not outgrow it.
    states = [key for key in session if key.startswith(f"_state_{provider.name}_")]
    for key in states[: -(MAX_VISITS - 1)]:
        session.pop(key)


def _client(provider: Provider) -> Any:
    return getattr(current_app.extensions["quxiang.oidc"], provider.name)


def _claims(provider: Provider) -> Any:
    """Return the verified claims, or the error that the person reads."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    try:
        token = _client(provider).authorize_access_token(claims_options=options)
        return dict(token["userinfo"])  # missing unless the nonce of this visit was in the signed token
    except (OAuthError, JoseError, KeyError) as error:
        current_app.logger.warning("provider %s: %s", provider.name, type(error).__name__)
        return NotAllowed(FAILED.format(label=provider.label))
    except (requests.RequestException, ValueError):
        return NotAllowed(DOWN.format(label=provider.label))


def _bind(provider: Provider, subject: str, account_id: str) -> Any:
    found = maybe_actor()
    if found is None or found.account_id != account_id:
        return _refused(provider, NotAllowed("登录状态已变化，请重新登录后再绑定。"), 403)
    try:
        with services().database.session() as unit:
            begin_write(unit)
            bind(unit, account_id, provider.name, subject, real_now())
            detail = {"provider": provider.name}
            audit(unit, found, "bind_identity", f"account:{account_id}", detail=detail, now=real_now())
    except Conflict as error:
        return _refused(provider, error, 409)
    return redirect(url_for("auth.account"))


def _refused(provider: Provider, error: AppError, status: int) -> tuple[str, int]:
    causes = error.extra.get("causes", ())
    page = render_template("auth/refused.html", provider=provider, message=error.message, causes=causes)
    return page, status
