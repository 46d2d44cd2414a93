"""A graduate who confirms and authorises, staff who generate numbers, and an authority who asks, at the doors."""

import re
from typing import Any

from tests.support.cast import API, Cast

GRADUATE, NAME = "g-10001-02", "李䶮"  # reported by the employment management system in the demo world
DEPARTMENT, SCHOOL = "d-10001-01", "s-10001"
AUTHORISE = {"days": "30", "agreed": True}
KINDS = ("archive", "household")


def confirm(cast: Cast, login: str = GRADUATE, result: str = "right") -> Any:
    body = {"data": {"result": result}}
    return cast[login].post("/processes/destination_confirmation/instances", body, 201)


def authorise(cast: Cast, login: str = GRADUATE, status: int = 201, **data: Any) -> Any:
    """Authorise verifying and let the identity check answer."""
    body = {"data": {**AUTHORISE, **data}}
    made = cast[login].post("/processes/verification_authorisation/instances", body, status)
    cast.run_jobs()
    return made


def authorised(cast: Cast, login: str = GRADUATE, **data: Any) -> dict[str, str]:
    """Confirm and authorise; return the number of each kind of sheet."""
    confirm(cast, login)
    authorise(cast, login, **data)
    return numbers(cast, login)


def numbers(cast: Cast, login: str = GRADUATE) -> dict[str, str]:
    standing = cast[login].get("/records")["authorisation"]
    return {kind: standing[kind]["number"] for kind in KINDS if standing[kind]}


def state(cast: Cast, kind: str = "archive", login: str = GRADUATE) -> str:
    return str(cast[login].get("/records")["authorisation"][kind]["state"])


def generate(cast: Cast, kind: str = "archive", login: str = SCHOOL, cohort: int | None = None) -> Any:
    """Generate the transfer numbers of a department or school."""
    year = cohort or cast.graduate(GRADUATE).cohort
    body = {"data": {"kind": kind, "cohort": year}}
    made = cast[login].post("/processes/transfer_numbers/instances", body, 201)
    cast.run_jobs()
    return made


def listed(cast: Cast, key: str, login: str = SCHOOL, name: str = NAME) -> Any:
    """Return the row of a graduate in a list."""
    rows = cast[login].raw(f"/lists/{key}?q={name}").get_json()["items"]
    (found,) = [row for row in rows if row["name"] == name]
    return found


def ask(cast: Cast, number: str, name: str = NAME, kind: str = "archive") -> Any:
    """Ask the public door; return what it answered."""
    given = {"kind": kind, "name": name, "number": number}
    return cast.visitor().post(f"{API}/verifications", json=given)


def knows(cast: Cast, number: str, name: str = NAME, kind: str = "archive") -> bool:
    answer = ask(cast, number, name, kind)
    assert answer.status_code in (200, 404), answer.get_data(as_text=True)
    return bool(answer.status_code == 200)


def undated(text: str) -> str:
    """Return the text of a sheet without the minute in which it was printed: two prints may lie in two."""
    found, times = re.subn(r"(\d+年\d+月\d+日 )\d\d:\d\d", r"\1", text)
    assert times == 1, text
    return found
