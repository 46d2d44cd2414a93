"""What the codes on papers lead to: a sheet that was issued, or an agreement (P31). No sign-in, cookie or script."""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template

from app.graduates.verification.agreements import Agreement, agreement_by
from app.graduates.verification.queries import NOT_FOUND, Verified, note, verify_token
from app.graduates.web.pages import bp
from app.graduates.web.pages.public import LOOKS, asking_form, sheet_page, sheet_paper, turn_of
from app.web.context import db, now, services, writes
from app.web.sending import named
from app.web.templating import moment

Answer = Callable[[Any], Any]


@bp.get("/v/<token>")
def scanned(token: str) -> Any:
    """What the code on a paper leads to."""
    return _by_token(
        token,
        lambda found: sheet_page(found, found.kind, token),
        lambda agreement: _agreement_page(agreement, token),
    )


@bp.get("/v/<token>/sheet.pdf")
def scanned_paper(token: str) -> Any:
    """The paper that was found by its code, as PDF."""
    return _by_token(token, sheet_paper, _agreement_paper)


def _by_token(token: str, sheet: Answer, agreement: Answer) -> Any:
    if (wait := turn_of(token)) is not None:
        return asking_form("archive", notice=wait), 429
    found = _asked(token)
    if isinstance(found, Agreement):
        return agreement(found)
    return sheet(found) if found.hit else (asking_form("archive", notice=NOT_FOUND), 404)


@writes
def _asked(token: str) -> Verified | Agreement:
    """Ask, and note of a sheet that it was asked."""
    if (agreement := agreement_by(db(), token)) is not None:
        return agreement
    found = verify_token(db(), token, now())
    note(db(), found, found.kind, "scan", now())
    return found


def _agreement_page(agreement: Agreement, token: str) -> str:
    return render_template(
        "graduates/agreement.html",
        look="",
        looks=LOOKS,
        facts=agreement.facts,
        newest=agreement.newest,
        in_effect=agreement.in_effect,
        verified_at=moment(now().isoformat()),
        printed_at=moment(agreement.document.created_at.isoformat()),
        token=token,
    )


def _agreement_paper(agreement: Agreement) -> Response:
    """Return the very bytes that were printed, to be laid beside the paper."""
    document = agreement.document
    response = Response(services().storage.read(document.path), content_type="application/pdf")
    return named(response, f"{document.name}.pdf")
