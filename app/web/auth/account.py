"""The page of the own account: password, second factor, bound identities; and revealing a masked value."""

from base64 import b64encode
from typing import Any

import qrcode
import qrcode.image.svg
from flask import Response, flash, g, redirect, render_template, request, session, url_for

from app import identity
from app.errors import FieldError, Invalid
from app.identity import audit, limits, totp
from app.identity.account import change_password as set_password
from app.identity.external import bound_providers, unbind
from app.identity.providers import read_providers
from app.identity.sessions import complete
from app.jobs.clock import real_now
from app.store.accounts import Account
from app.web.auth.blueprint import bp
from app.web.context import actor, db, services, writes

PENDING = "auth.totp"


@bp.get("/account")
def account() -> str:
    """The own account."""
    return _page()


@bp.post("/account/password")
def change_password() -> Any:
    """Set a new password; other browsers are signed out."""
    _spend()
    try:
        _change_password()
    except Invalid as error:
        return _page(error.errors), 422
    flash("密码已修改，其他设备上的登录已全部退出。", "ok")
    return redirect(url_for("auth.account"))


@bp.route("/account/second-factor", methods=["GET", "POST"])
def second_factor() -> Any:
    """Set up the second factor: show the secret, then take the first code."""
    secret = session.get(PENDING) or totp.new_secret()
    session[PENDING] = secret
    if request.method == "GET":
        return _factor_page(secret)
    _spend()
    try:
        _enrol(secret)
    except Invalid as error:
        return _factor_page(secret, error.errors), 422
    session.pop(PENDING, None)
    flash("动态口令已绑定，下次登录时请同时输入。", "ok")
    return redirect("/")


@bp.post("/account/bindings/<provider_name>/removal")
@writes
def unbind_provider(provider_name: str) -> Any:
    """Remove the binding to a provider."""
    unbind(db(), actor().account_id, provider_name)
    target = f"account:{actor().account_id}"
    audit(db(), actor(), "unbind_identity", target, detail={"provider": provider_name}, now=real_now())
    return redirect(url_for("auth.account"))


@bp.post("/reveal")
@writes
def reveal() -> Response:
    """Answer the whole value of a masked field, as text. It is counted and leaves an audit row."""
    value = identity.reveal(
        db(),
        actor(),
        request.form.get("kind", ""),
        request.form.get("id", ""),
        request.form.get("field", ""),
        address=request.remote_addr or "",
        strict=services().settings.strict_limits,
        now=real_now(),
    )
    return Response(value, content_type="text/plain; charset=utf-8")


def _spend() -> None:
    strict = services().settings.strict_limits
    limits.spend(services().database, "proof", actor().account_id, strict=strict, now=real_now())


@writes
def _change_password() -> None:
    new = request.form.get("new_password", "")
    if new != request.form.get("new_password_again", ""):
        raise Invalid(errors=[FieldError("new_password_again", "两次输入的新密码不一致。")])
    set_password(
        db(),
        actor().account_id,
        request.form.get("password", ""),
        new,
        keep=g.get("session_token"),
        address=request.remote_addr or "",
        now=real_now(),
    )


@writes
def _enrol(secret: str) -> None:
    row = db().get_one(Account, actor().account_id)
    if row.totp_secret is not None and not totp.use_code(db(), row, request.form.get("old_otp"), real_now()):
        raise Invalid(errors=[FieldError("old_otp", "原动态口令不正确，换绑需要先输入原来的口令。")])
    totp.enrol(db(), row, secret, request.form.get("otp", ""), real_now())
    if g.get("session_token"):
        complete(db(), g.session_token)
    audit(
        db(), actor(), "second_factor", f"account:{row.id}", address=request.remote_addr or "", now=real_now()
    )


def _page(errors: tuple[FieldError, ...] = ()) -> str:
    row = db().get_one(Account, actor().account_id)
    return render_template(
        "auth/account.html",
        account=row,
        errors=errors,
        problems={e.field: e.message for e in errors},
        providers=list(read_providers(services().settings.oidc).values()),
        bound=bound_providers(db(), row.id),
    )


def _factor_page(secret: str, errors: tuple[FieldError, ...] = ()) -> str:
    row = db().get_one(Account, actor().account_id)
    image = qrcode.make(totp.uri(secret, row.login), image_factory=qrcode.image.svg.SvgPathImage)
    return render_template(
        "auth/second_factor.html",
        secret=secret,
        picture="data:image/svg+xml;base64," + b64encode(image.to_string()).decode(),
        changing=row.totp_secret is not None,
        owed=g.get("stage") == "enrol",
        errors=errors,
        problems={e.field: e.message for e in errors},
    )
