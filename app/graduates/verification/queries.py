"""Verifying (P31, DT-19): a name and a number, or a scanned code, against what was issued.

Whatever does not fit gets one and the same answer, after the same work: a wrong name, a wrong number, the other kind of
sheet, a number that is over. So neither the words nor the time tell which part was wrong."""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.graduates.tables import IssuedNumber, VerificationQuery
from app.graduates.verification.numbers import AUTHORISED, index_of
from app.identity.secrets import token_hash
from app.store.sealed import seal, unseal

NOT_FOUND = (
    "未查询到。请核对姓名与编号；编号可能已失效、未授权或已超过核验服务期（核验编号：毕业时间加六个月；"
    "转递编号：毕业第二年 3月31日）。仍有疑问请联系毕业生或其学校"
)
DOTS = str.maketrans(dict.fromkeys("•．‧・∙⋅●", "·"))
DECOY_COLUMN = "issued_number.decoy"
DECOY = {
    "kind": "archive",
    **dict.fromkeys(("name", "gender", "graduates_on", "length", "degree"), "——"),
    **dict.fromkeys(("school", "major", "origin", "destination", "unit", "place"), "————————"),
    "archive": dict.fromkeys(
        ("type", "unit", "place", "address", "postcode", "contact", "phone"), "————————"
    ),
    "household": None,
}


@dataclass(frozen=True)
class Verified:
    """What a question has found. Without a `hit` the rest is a decoy, so that as much is done with it."""

    hit: bool
    id: str | None
    kind: str
    purpose: str
    sheet: dict[str, Any]
    valid_until: datetime


def verify(session: Session, kind: str, name: str, number: str, at: datetime) -> Verified:
    """Ask by name and number for a kind of sheet (archive, household)."""
    found = _find(session, IssuedNumber.number_hash == index_of(number), at)
    same = hmac.compare_digest(_folded(name).encode(), _folded(str(found.sheet["name"])).encode())
    hit = found.hit & same & (found.kind == kind)
    return found if hit else _nothing(found)


def verify_token(session: Session, token: str, at: datetime) -> Verified:
    """Ask by what stands in the code on a sheet."""
    found = _find(session, IssuedNumber.token_hash == token_hash(token), at)
    return found if found.hit else _nothing(found)


def _find(session: Session, condition: ColumnElement[bool], at: datetime) -> Verified:
    table = IssuedNumber
    columns = (table.id, table.kind, table.purpose, table.state, table.valid_until, table.sheet)
    row = session.execute(select(*columns).where(condition)).first()
    if row is None:
        return Verified(False, None, "archive", AUTHORISED, _decoy(), at)
    valid = row.state == "valid" and at < row.valid_until
    return Verified(valid, row.id, row.kind, row.purpose, row.sheet, row.valid_until)


def _nothing(found: Verified) -> Verified:
    return Verified(False, found.id, found.kind, found.purpose, DECOY, found.valid_until)


def note(session: Session, found: Verified, kind: str, way: str, at: datetime) -> None:
    """Note a question; of one that found nothing no number is remembered. `way` is form, scan or door."""
    issued = found.id if found.hit else None
    session.add(VerificationQuery(issued_id=issued, kind=kind, way=way, hit=found.hit, at=at))
    session.flush()


def _decoy() -> dict[str, Any]:
    """Open a sealed sheet of nobody: a number that is not there costs what one that is there does."""
    sheet: dict[str, Any] = orjson.loads(unseal(_sealed(), DECOY_COLUMN))
    return sheet


@cache
def _sealed() -> bytes:
    return seal(orjson.dumps(DECOY), DECOY_COLUMN)


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.translate(DOTS))
    return "".join(text.split()).translate(DOTS)
