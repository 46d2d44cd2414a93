"""What walks of endings share: starting one on a record, and how the record reads afterwards."""

from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.cast import Cast
from tests.support.papers import apply, decide, picture, stamped

GRADUATE, DEPARTMENT, SCHOOL, EMPLOYER = "g-10001-01", "d-10001-01", "s-10001", "e-01"
ASKED = {"reason": "01", "comment": "已考取研究生，与单位协商一致"}
ACCEPT, DECLINE, PASS = {"decision": "accept"}, {"decision": "decline"}, {"decision": "pass"}
REJECT = {"decision": "reject", "reason": "99", "comment": "请先与单位结清违约金"}


def begin(cast: Cast, login: str, record: str, key: str, data: dict[str, Any], status: int = 201) -> Any:
    """Start a process on a record; return the instance, or the problem."""
    body = {"subject": record, "data": data}
    return cast[login].post(f"/processes/{key}/instances", body, status)


def asked(cast: Cast, record: str, **data: Any) -> str:
    """Have the graduate ask for the end of a signing and return the instance."""
    instance: str = begin(cast, GRADUATE, record, "online_termination", {**ASKED, **data})["id"]
    return instance


def label(cast: Cast, login: str, instance: str) -> str:
    """Return the status of an instance as somebody reads it."""
    word: str = cast[login].get(f"/instances/{instance}")["status"]["label"]
    return word


def said(cast: Cast, instance: str) -> dict[str, str]:
    """Return the status of an instance as the graduate, the employer and the school read it."""
    readers = {"graduate": GRADUATE, "employer": EMPLOYER, "school": SCHOOL}
    return {role: label(cast, login, instance) for role, login in readers.items()}


def topics(cast: Cast, login: str, instance: str) -> list[str]:
    """Return what somebody was told of an instance, newest first."""
    return [m["topic"] for m in cast[login].get("/messages")["items"] if m["instance"] == instance]


def ems(cast: Cast) -> list[str]:
    """Return what has left for the employment management system, in order."""
    return [row.topic for row in cast.outbox("ems")]


def page(cast: Cast, login: str, path: str) -> str:
    """Return a page as somebody's browser gets it."""
    shown: str = cast.tab(login).get(path).get_data(as_text=True)
    return shown


def image(cast: Cast, login: str) -> str:
    """Upload a picture of a letter and return its id."""
    made = BytesIO()
    Image.effect_noise((200, 300), 40).convert("RGB").save(made, "JPEG")
    made.seek(0)
    given = {"file": (made, "解约函.jpg"), "purpose": "image"}
    answer = cast[login].call("POST", "/files", data=given, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def offline(cast: Cast, kind: str = "offline", login: str = GRADUATE) -> str:
    """Return a signing in effect that ends offline: by the school's agreement, or registered from paper."""
    if kind == "paper":
        record = str(apply(cast, "paper_supplement", login, images=[picture(cast, login)])["id"])
    else:
        record = str(apply(cast, "offline_agreement", login)["id"])
        decide(cast, record, "pass", "pass")
        stamped(cast, record, login)
    decide(cast, record, "pass", "pass")
    return record
