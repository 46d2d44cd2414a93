"""The numbers of sheets: 核验编号, which a graduate gives out, and 转递编号, which the school does (D.9, DT-18).

A number is a key to somebody's record: every free character is random, it is kept sealed and found by its blind index,
and it dies in the transaction that changes what its sheet says."""

import secrets
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.definitions import decide
from app.graduates.tables import Graduate, IssuedNumber, School
from app.identity.secrets import new_token, token_hash
from app.jobs.clock import ZONE
from app.store.sealed import blind

KINDS = ("archive", "household")
AUTHORISED, TRANSFER = "authorised", "transfer"
PURPOSES = (AUTHORISED, TRANSFER)
FREE = {AUTHORISED: 8, TRANSFER: 11}  # characters behind year and school in the printed formats
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none of them is easily read as another
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
COLUMN = "issued_number.number"


def new_number(cohort: int, school: str, purpose: str) -> str:
    """Return a number in its printed format: two digits of the year, the school's code, random characters."""
    return f"{cohort % 100:02}{school}" + "".join(secrets.choice(LETTERS) for _ in range(FREE[purpose]))


def normal(typed: str) -> str:
    """Return a number as it was issued, however it was typed: full width, with spaces, lower case, O for 0."""
    text = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in text if c.isalnum()).upper().translate(ALIKE)


def index_of(number: str) -> str:
    """Return the blind index of a number, however it was typed."""
    return blind(normal(number), COLUMN)


def service_end(session: Session, graduate: Graduate, purpose: str, at: datetime) -> date:
    """Return the last day on which sheets of a purpose are verified, by the decision `verification_service` (DT-18)."""
    month = graduate.graduates_on or f"{graduate.cohort}06"
    asked = {"purpose": purpose, "year": int(month[:4]), "month": int(month[4:6])}
    return date.fromisoformat(str(decide(session, "verification_service", asked, at)["until"]))


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def last_day(until: datetime) -> str:
    """Return the last day of what ends at a moment, as people read it."""
    return (until - timedelta(seconds=1)).astimezone(ZONE).date().isoformat()


def number_of(session: Session, graduate_id: str, kind: str, purpose: str) -> IssuedNumber | None:
    """Return the number that was issued last for a sheet of a graduate, valid or not."""
    table = IssuedNumber
    mine = (table.graduate_id == graduate_id, table.kind == kind, table.purpose == purpose)
    return session.scalar(select(table).where(*mine))


def is_valid(row: IssuedNumber | None, at: datetime) -> bool:
    """Whether a number answers at a moment."""
    return row is not None and row.state == "valid" and at < row.valid_until


def state_of(row: IssuedNumber | None, at: datetime) -> str:
    """Return how a number stands: active, expired, its state, or nothing where there is none."""
    if row is None:
        return ""
    return "active" if is_valid(row, at) else ("expired" if row.state == "valid" else row.state)


def issue(
    session: Session,
    graduate: Graduate,
    kind: str,
    purpose: str,
    sheet: Mapping[str, Any],
    until: datetime,
    at: datetime,
    instance_id: str | None,
) -> IssuedNumber:
    """Give a sheet a new number; the one before it is unknown from now on."""
    school = session.get_one(School, graduate.school_id)
    held = number_of(session, graduate.id, kind, purpose)
    row = held or IssuedNumber(graduate_id=graduate.id, kind=kind, purpose=purpose, times=0)
    row.school_id, row.department_id, row.cohort = graduate.school_id, graduate.department_id, graduate.cohort
    row.number, row.token = new_number(graduate.cohort, school.code, purpose), new_token()
    row.number_hash, row.token_hash = index_of(row.number), token_hash(row.token)
    row.sheet, row.state, row.times, row.valid_until = dict(sheet), "valid", row.times + 1, until
    row.instance_id, row.issued_at, row.changed_at = instance_id, at, at
    session.add(row)
    session.flush()
    return row


def void(
    session: Session,
    graduate_id: str,
    state: str,
    at: datetime,
    kinds: Collection[str] = KINDS,
    purposes: Collection[str] = PURPOSES,
) -> None:
    """End the valid numbers of a graduate; `state` says why: changed, stopped, expired or removed."""
    table = IssuedNumber
    mine = (table.graduate_id == graduate_id, table.state == "valid")
    wanted = select(table).where(*mine, table.kind.in_(kinds), table.purpose.in_(purposes))
    for row in session.scalars(wanted.with_for_update()):
        row.state, row.changed_at = state, at
    session.flush()


def void_changed(session: Session, graduate_id: str, at: datetime, kinds: Collection[str] = KINDS) -> None:
    """End the numbers whose sheets show what has changed, and with any change those that the graduate gave out: they rest
    on a confirmation that has to be made again (R-252, R-277)."""
    void(session, graduate_id, "changed", at, KINDS, (AUTHORISED,))
    void(session, graduate_id, "changed", at, kinds, (TRANSFER,))
