"""Joining the library: the form with every type of field, as people fill it in at a page or at a door."""

import io
from typing import Any

from tests.support.cast import API, Cast
from tests.support.pages import Page, Reader

LIBRARY = {"CONTENT_DIR": "tests/content", "APPLICATION": "tests.content.loans"}
START = "/start/membership"
DOOR = "/processes/membership/instances"


def visit(library: Cast, login: str = "r-1") -> Reader:
    return Reader(library.app.test_client(), login)


def example(library: Cast) -> dict[str, Any]:
    """Return the hand-in that the door itself gives as an example."""
    (offer,) = (p for p in library["r-1"].get("/processes")["items"] if p["key"] == "membership")
    return {f["name"]: f["example"] for f in offer["form"]["fields"] if f["example"] is not None}


def upload(library: Cast, login: str, name: str, body: bytes, purpose: str = "proof") -> str:
    """Upload a file at the door and return its id."""
    client, data = library.app.test_client(), {"file": (io.BytesIO(body), name), "purpose": purpose}
    headers = library[login]._headers
    answer = client.post(f"{API}/files", data=data, headers=headers, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


def filled() -> dict[str, Any]:
    return {
        "name": "王𬭩",
        "id_number": "11010119900307803x",
        "born": "1990-03-07",
        "copies": "３",
        "deposit": "1,000",
        "topics": ["art"],
        "has_guarantor": "no",
        "agreed": "true",
        "since": "2020-03",
        "home.province": "130000",
        "hall": "north",
    }


def drawn(page: Page) -> Page:
    """Return the page once the division and the row are chosen, each step asked for by its button."""
    page = page.send(filled(), ("_refresh", "home"))
    assert page.status == 200
    assert page.options("home-city") == ["", "130100", "130200"]
    page = page.send({"home.city": "130100"}, ("_refresh", "home"))
    assert page.options("home-county") == ["", "130102", "130104"]
    assert page.options("field-room") == ["", "n1", "n2"]
    return page.send({"home.county": "130104", "room": "n2"}, ("_refresh", "form"))


def refused(library: Cast, data: dict[str, Any], login: str = "r-1") -> dict[str, str]:
    answer = library[login].post(DOOR, {"data": data}, 422)
    return {e["field"]: e["message"] for e in answer["errors"]}
