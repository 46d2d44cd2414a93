"""What a sheet (去向登记信息表) says of a graduate: the basic data, the destination, and where archive or household go.

Screen, door and paper all show this one object, set by one document of the content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.graduates.definitions import label, path_label
from app.graduates.tables import Graduate, IssuedNumber, ReportedDestination, School
from app.graduates.transfers import facts, record_of
from app.graduates.words import word
from app.jobs.clock import ZONE

DOCUMENT = "documents/registration_sheet"
NAMES = {"archive": "档案登记信息表", "household": "户口登记信息表"}


def sheet_of(
    session: Session, graduate: Graduate, reported: ReportedDestination, kind: str
) -> dict[str, Any]:
    """Return what a sheet says now. What was not registered is null and is not shown (R-271)."""
    return {
        "kind": kind,
        "name": graduate.name,
        "gender": word(session, "gender", graduate.gender),
        "school": session.get_one(School, graduate.school_id).name,
        "graduates_on": graduate.graduates_on or "",
        "length": graduate.length or "",
        "major": graduate.major,
        "degree": word(session, "degree", graduate.degree),
        "origin": word(session, "origin", graduate.origin),
        "destination": reported.label,
        "unit": reported.unit_name,
        "place": path_label(session, "region", reported.unit_place),
        "archive": _transfer(session, graduate, "archive") if kind == "archive" else None,
        "household": _transfer(session, graduate, "household") if kind == "household" else None,
    }


def _transfer(session: Session, graduate: Graduate, kind: str) -> dict[str, Any] | None:
    known = facts(session, record_of(session, graduate.id, kind))
    if known is None:
        return None
    known["type"] = label(session, f"{kind}_type", known["type"])
    return {
        name: known[name] or ""
        for name in ("type", "unit", "place", "address", "postcode", "contact", "phone")
    }


def printed(row: IssuedNumber, now: datetime, *, with_number: bool = True) -> dict[str, Any]:
    """Return what the document of a sheet is set with. Without the number there is no code to scan either."""
    return {
        "sheet": row.sheet,
        "purpose": row.purpose,
        "number": row.number if with_number else None,
        "token": row.token if with_number else None,
        "valid_until": row.valid_until.astimezone(ZONE).isoformat(),
        "printed_at": now.astimezone(ZONE).isoformat(),
    }


def flat(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet without what it does not show."""
    return {name: value for name, value in sheet.items() if value is not None}
