"""The second factor: time-based one-time codes (RFC 6238), each of which works once."""

from datetime import datetime
from typing import Any, cast

import pyotp
from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid
from app.store.accounts import Account

STEP = 30
ISSUER = "Quxiang"


def new_secret() -> str:
    """Return a secret for an account that is about to set up its second factor."""
    return pyotp.random_base32()


def uri(secret: str, login: str) -> str:
    """Return the address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def enrol(session: Session, account: Account, secret: str, code: str, now: datetime) -> None:
    """Set up the second factor once a first code has proved that the app has the secret. Raises Invalid."""
    step = matching_step(secret, code, now)
    if step is None:
        raise Invalid(errors=[FieldError("otp", "动态口令不正确，请核对手机时间后输入当前显示的 6 位数字。")])
    account.totp_secret, account.totp_step = secret, step
    session.flush()


def use_code(session: Session, account: Account, code: str | None, now: datetime) -> bool:
    """True when the account needs no code or this one fits and was not used before; it is used up by this."""
    if account.totp_secret is None:
        return True
    step = matching_step(account.totp_secret, code or "", now)
    if step is None:
        return False
    query = update(Account).where(Account.id == account.id, Account.totp_step < step).values(totp_step=step)
    return cast(CursorResult[Any], session.execute(query)).rowcount == 1


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step of the code: the current one or a neighbour, for clocks that differ."""
    text = code.replace(" ", "")
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    steps = (current, current - 1, current + 1)
    return next((s for s in steps if pyotp.utils.strings_equal(totp.generate_otp(s), text)), None)
