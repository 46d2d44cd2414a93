"""Agreements on paper in walks: applying for one, and pictures of stamped pages."""

from io import BytesIO
from typing import Any

from PIL import Image

from tests.support.cast import Cast

GRADUATE, DEPARTMENT, SCHOOL = "g-10001-01", "d-10001-01", "s-10001"
RETURNED = {"decision": "return", "reason": "06", "comment": "请更正后再提交"}
REJECTED = {"decision": "reject", "reason": "02", "comment": "单位名称与公章不一致"}


def jpeg(width: int = 400, height: int = 500) -> bytes:
    """Return a picture of a page."""
    made = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def picture(cast: Cast, login: str, body: bytes | None = None) -> str:
    """Upload a picture and return its id."""
    given = {"file": (BytesIO(body or jpeg()), "盖章页.jpg"), "purpose": "image"}
    answer = cast[login].call("POST", "/files", data=given, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def answers(cast: Cast, process: str, login: str = GRADUATE) -> dict[str, Any]:
    """Return a complete set of answers to the start form of a process."""
    (offer,) = [p for p in cast[login].get("/processes")["items"] if p["key"] == process]
    fields = offer["form"]["fields"]
    return {f["name"]: f["example"] for f in fields if f["example"] not in (None, [])}


def apply(cast: Cast, process: str, login: str = GRADUATE, status: int = 201, **changes: Any) -> Any:
    """Start a process as a graduate."""
    body = {"data": {**answers(cast, process, login), **changes}}
    return cast[login].post(f"/processes/{process}/instances", body, status)


def decide(cast: Cast, instance: str, *decisions: dict[str, Any] | str) -> None:
    """Have the department and then the school decide."""
    for login, given in zip((DEPARTMENT, SCHOOL), decisions, strict=False):
        cast[login].complete(instance, {"decision": given} if isinstance(given, str) else given)


def stamped(cast: Cast, instance: str, login: str = GRADUATE) -> None:
    """Give the stamped agreement back oneself."""
    cast[login].complete(instance, {"way": "self", "images": [picture(cast, login)]}, step="stamp")


def label(cast: Cast, login: str, instance: str) -> str:
    """Return the word that somebody reads for where an instance stands."""
    return str(cast[login].get(f"/instances/{instance}")["status"]["label"])
