"""Personal data as lists show it, and its reveal on request, which is counted and leaves an audit row."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity import limits
from app.identity.actor import Actor
from app.identity.auditing import audit
from app.identity.doors import doors

MOBILE = re.compile(r"1[0-9]{10}")


def mask(value: str) -> str:
    """Return a value with its middle hidden: `110***********002X`, `138****8000`, `z***@a.example`."""
    if "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if MOBILE.fullmatch(value):
        return f"{value[:3]}****{value[-4:]}"
    if len(value) >= 12:
        return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
    return value[:1] + "*" * (len(value) - 1)


def reveal(
    session: Session,
    actor: Actor,
    kind: str,
    object_id: str,
    field: str,
    *,
    address: str,
    strict: bool,
    now: datetime,
) -> str:
    """Return the whole value of a masked field. Raises NotFound, TooMany. The caller commits."""
    function = doors.reveals.get(kind)
    if function is None:
        raise NotFound
    limits.take(session, "reveal", actor.account_id, strict=strict, now=now)
    value = function(session, actor, object_id, field, now)
    audit(session, actor, "reveal", f"{kind}:{object_id}", detail={"field": field}, address=address, now=now)
    return value
