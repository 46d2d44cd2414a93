"""A graduate's telephone and mailbox: changed by the graduate in 学信网, kept here and passed on without anybody's help."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.forms.checks import email, mobile
from app.graduates.letters import send_to_ems
from app.graduates.roster_fields import FIELDS
from app.graduates.tables import Graduate
from app.identity.auditing import audit

CLAIMS = {"phone": ("phone_number", "phone", "mobile"), "email": ("email",)}
CHECKS = {"phone": mobile, "email": email}
LONGEST = {field.key: field.longest for field in FIELDS}
TOPIC = "graduate.contact"


def take_contacts(session: Session, graduate: Graduate, claims: Mapping[str, Any], now: datetime) -> None:
    """Keep the telephone and mailbox that an identity came with, and tell the employment management system.

    What is missing or no telephone or mailbox changes nothing: nobody is kept out by it."""
    changed = {n: v for n in CLAIMS if (v := _said(claims, n)) and v != getattr(graduate, n)}
    if not changed:
        return
    for name, value in changed.items():
        setattr(graduate, name, value)
    contacts = {"phone": graduate.phone, "email": graduate.email}
    send_to_ems(session, graduate, TOPIC, {"action": "contact", "source": "学信网", **contacts}, now)
    detail = {"via": "chsi", "fields": ",".join(changed)}
    audit(session, None, "change_contacts", f"graduate:{graduate.id}", detail=detail, now=now)


def _said(claims: Mapping[str, Any], name: str) -> str:
    """Return what an identity says of a field, in the form of the roster; nothing where it does not fit."""
    text = next((str(claims[c]).strip() for c in CLAIMS[name] if claims.get(c)), "")
    if name == "phone":
        text = text.replace(" ", "").replace("-", "").removeprefix("+86")
    fits = CHECKS[name](text) is None and len(text) <= LONGEST[name]
    return text if fits else ""
