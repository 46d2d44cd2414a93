"""What is in effect for a graduate: destination, archive, household, confirmation, authorisation."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.graduates.confirming import confirmed
from app.graduates.facts import active_claim
from app.graduates.scope import own_parties, visible_graduate
from app.graduates.tables import Employer, Graduate, IssuedNumber, ReportedDestination, Signing
from app.graduates.transfers import KINDS, facts, record_of
from app.graduates.verification.numbers import AUTHORISED, number_of, state_of
from app.inbox.catalogue import startable_keys
from app.inbox.desk import Desk
from app.jobs.clock import ZONE


def records(desk: Desk, graduate_id: str | None) -> dict[str, Any]:
    """Return the records of a graduate in scope; without an id, of the own. Raises NotFound."""
    graduate = visible_graduate(desk.session, desk.person, graduate_id)
    return {
        "subject": graduate.id,
        "destination": _destination(desk, graduate)
        if _may_read(desk, graduate)
        else _with_us(desk, graduate),
        **{kind: _transfer(desk, graduate, kind) for kind in KINDS},
        "confirmation": _confirmation(desk, graduate),
        "authorisation": _authorisation(desk, graduate),
        "startable": startable_keys(desk, "graduate"),
    }


def _may_read(desk: Desk, graduate: Graduate) -> bool:
    """Whether the actor reads whatever is in effect: an employer reads only what it has signed itself."""
    return not own_parties(desk.person, "employer") or graduate.id in own_parties(desk.person, "graduate")


def _with_us(desk: Desk, graduate: Graduate) -> dict[str, Any] | None:
    """Return the destination of a graduate that has signed with the actor's employer."""
    claim = active_claim(desk.session, graduate.id)
    if claim is None:
        return None
    mine = Signing.employer_id.in_(own_parties(desk.person, "employer"))
    own = select(Signing.id).where(Signing.instance_id == claim.instance_id, mine)
    return _destination(desk, graduate) if desk.session.scalar(own) is not None else None


def _destination(desk: Desk, graduate: Graduate) -> dict[str, Any] | None:
    claim = active_claim(desk.session, graduate.id)
    reported = desk.session.get(ReportedDestination, graduate.id)
    if claim is None and reported is None:
        return None
    signing = None
    if claim is not None:
        signing = desk.session.scalar(select(Signing).where(Signing.instance_id == claim.instance_id))
    return {
        "kind": claim.kind if claim else None,
        "instance": claim.instance_id if claim else reported.instance_id if reported else None,
        "effective": bool(signing and signing.state == "signed") or reported is not None,
        "reported": _reported(reported),
        **(_signing(desk, signing) if signing is not None else {}),
    }


def _signing(desk: Desk, signing: Signing) -> dict[str, Any]:
    unit = desk.session.get(Employer, signing.employer_id) if signing.employer_id else None
    effective = signing.effective_at
    return {
        "unit": unit.full_name if unit else signing.unit_name,
        "credit_code": unit.credit_code if unit else signing.unit_code,
        "state": signing.state,
        "agreement_number": signing.agreement_number,
        "effective_at": effective.astimezone(ZONE).isoformat() if effective else None,
    }


def _confirmation(desk: Desk, graduate: Graduate) -> dict[str, Any] | None:
    """Return how a graduate confirmed what was reported; None where nothing was (DT-16)."""
    if desk.session.get(ReportedDestination, graduate.id) is None or own_parties(desk.person, "employer"):
        return None
    return {"state": confirmed(desk.session, graduate.id) or "open"}


def _authorisation(desk: Desk, graduate: Graduate) -> dict[str, Any] | None:
    """Return how the graduate has authorised verifying, by kind; the number only for whose it is (R-272)."""
    if own_parties(desk.person, "employer"):
        return None
    own = graduate.id in own_parties(desk.person, "graduate")
    found = {
        kind: _number(number_of(desk.session, graduate.id, kind, AUTHORISED), desk.now, own) for kind in KINDS
    }
    return found if any(found.values()) else None


def _number(row: IssuedNumber | None, at: datetime, own: bool) -> dict[str, Any] | None:
    if row is None:
        return None
    known = {"state": state_of(row, at), "valid_until": row.valid_until.astimezone(ZONE).isoformat()}
    return {**known, "number": row.number} if own else known


def _transfer(desk: Desk, graduate: Graduate, kind: str) -> dict[str, Any] | None:
    """Return where archive or household go; an employer does not read it."""
    if own_parties(desk.person, "employer"):
        return None
    return facts(desk.session, record_of(desk.session, graduate.id, kind))


def _reported(row: ReportedDestination | None) -> dict[str, Any] | None:
    if row is None:
        return None
    at = row.reported_at.astimezone(ZONE).isoformat()
    return {"code": row.code, "label": row.label, "unit": row.unit_name, "source": row.source, "at": at}
