"""Definitions for the walks of an administrator: the shipped ones, changed a little."""

import json
from pathlib import Path
from typing import Any

from tests.support.cast import Cast, Person

ROOT = Path(__file__).resolve().parents[3]
SIGNING = (ROOT / "bpmn" / "online_signing.bpmn").read_text(encoding="utf-8")
ANSWER = (ROOT / "forms" / "invitation_answer.form.json").read_text(encoding="utf-8")
INVITE = (ROOT / "rules" / "may_invite.dmn").read_text(encoding="utf-8")
PROCESS = "/definitions/process/online_signing"
FORM = "/definitions/form/invitation_answer"


def renamed(name: str) -> bytes:
    """Return the diagram with another name for the graduate's step."""
    return SIGNING.replace('id="answer" name="应约"', f'id="answer" name="{name}"').encode()


def reworded(label: str) -> bytes:
    """Return the form of the answer with another label."""
    return ANSWER.replace("你的答复", label).encode()


def draft(admin: Person, door: str, body: bytes) -> dict[str, Any]:
    """Save a first draft."""
    return admin.put(f"{door}/draft", body, 201, If_None_Match="*")


def release(admin: Person, door: str, body: bytes, status: int = 201, **more: Any) -> dict[str, Any]:
    """Save a first draft and release it."""
    draft(admin, door, body)
    return admin.post(f"{door}/releases", {"note": "改动", **more}, status)


def step_name(cast: Cast, graduate: str, employer: str = "e-01") -> str:
    """Return what the graduate's step is called in a signing that starts now."""
    return cast[graduate].task(cast.invite(graduate, employer)["id"])["name"]


def components(text: str) -> Any:
    return json.loads(text)["components"]
