"""Pages without sign-in: 在线核验 of sheets that receiving authorities hold."""

from typing import Any

from flask import render_template

from app.errors import NotFound
from app.graduates.web.pages import bp

KINDS = {"archive": "档案转递信息在线核验", "household": "户口迁移信息在线核验"}


@bp.get("/verify/<kind>")
def verify(kind: str) -> Any:
    """What is verified here, and from when on."""
    if kind not in KINDS:
        raise NotFound
    return render_template("graduates/verify.html", title=KINDS[kind])
