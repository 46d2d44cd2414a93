"""What the public door and the public pages of verification share: their turns, the question, what is shown of a sheet."""

from datetime import datetime
from typing import Any

from flask import jsonify, request
from sqlalchemy.orm import Session

from app.content.document import Document
from app.errors import Invalid, NotFound
from app.graduates.definitions import published
from app.graduates.tables import IssuedNumber
from app.graduates.verification.numbers import KINDS, last_day, normal
from app.graduates.verification.queries import NOT_FOUND, Verified, note, verify
from app.graduates.verification.sheets import DOCUMENT, flat, printed
from app.graduates.web.doors import bp
from app.identity.limits import spend
from app.jobs.clock import ZONE, real_now
from app.reports import Section, render_pdf, sections
from app.web.api import reading
from app.web.context import db, now, services, writes

LONGEST = 60


@bp.post("/verifications")
def verify_number() -> Any:
    """Verify a sheet by name and number; what does not fit gets one answer, whatever was wrong with it."""
    given = reading.body(required=("kind", "name", "number"))
    kind, name, number = (reading.text_of(given, key, LONGEST) for key in ("kind", "name", "number"))
    if kind not in KINDS:
        raise Invalid.of({"kind": "应当是 archive 或 household。"})
    take_turns(number)
    found = asked(kind, name, number, "door")
    answer = shown(db(), found, now())
    if not found.hit:
        raise NotFound(NOT_FOUND)
    return jsonify(answer)


def take_turns(number: str) -> None:
    """Use a turn of the address, of the number and of the whole site. Raises TooMany."""
    strict, address = services().settings.strict_limits, request.remote_addr or ""
    turns = (("verification.address", address), ("verification.day", address), ("verification.site", ""))
    for surface, who in (*turns, ("verification.number", normal(number))):
        spend(services().database, surface, who, strict=strict, now=real_now())


@writes
def asked(kind: str, name: str, number: str, way: str) -> Verified:
    """Ask, and note that it was asked."""
    found = verify(db(), kind, name, number, now())
    note(db(), found, kind, way, now())
    return found


def shown(session: Session, found: Verified, at: datetime) -> dict[str, Any]:
    """Return what is said of a sheet that was found."""
    return {
        **flat(found.sheet),
        "purpose": found.purpose,
        "valid_until": last_day(found.valid_until),
        "verified_at": at.astimezone(ZONE).isoformat(),
        "sections": [
            {"title": part.title, "rows": [{"label": label, "value": value} for label, value in part.rows]}
            for part in said(session, {"sheet": found.sheet, "purpose": found.purpose}, at)
        ],
    }


def said(session: Session, context: dict[str, Any], at: datetime) -> list[Section]:
    """Return the tables that a sheet shows."""
    return sections(document(session), context, now=at)


def paper(session: Session, row: IssuedNumber, at: datetime) -> bytes:
    """Return a sheet as PDF."""
    site = services().settings.base_url
    return render_pdf(document(session), printed(row, at), now=at, site=site)


def document(session: Session) -> Document:
    """Return the published document of sheets."""
    found: Document = published(session, "report", DOCUMENT)
    return found
