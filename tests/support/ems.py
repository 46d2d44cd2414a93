"""An employment management system on loopback: it keeps a destination and contacts of each graduate, each letter once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.peer import KEY, Peer, receiving


class Ems:
    """What the other system holds by candidate number; `lose` answers are lost after the effect."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.destinations: dict[str, dict[str, Any]] = {}
        self.contacts: dict[str, tuple[str | None, str | None]] = {}
        self.versions: dict[str, int] = {}
        self.lose = 0
        self.status = 204
        peer.answer = self._take

    @property
    def settings(self) -> dict[str, str]:
        """Return what makes an installation report here."""
        return {"CHANNEL_EMS_URL": self.peer.url, "CHANNEL_EMS_KEY": KEY}

    def _take(self, letter: dict[str, Any]) -> int | None:
        if self.status >= 300:
            return self.status
        body = letter["body"]
        number = body["candidate_no"]
        if body["version"] > self.versions.get(number, 0):
            self.versions[number] = body["version"]
            self._apply(number, body)
        self.lose -= 1
        return None if self.lose >= 0 else 204

    def _apply(self, number: str, body: dict[str, Any]) -> None:
        if body["action"] == "contact":
            self.contacts[number] = body["phone"], body["email"]
        elif body["action"] == "clear":
            self.destinations.pop(number, None)
        else:
            self.destinations[number] = body


@contextmanager
def managing() -> Iterator[Ems]:
    """Run the other system on a free port."""
    with receiving() as peer:
        yield Ems(peer)
