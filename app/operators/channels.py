"""The door for what leaves the installation: a receiver's URL names the adapter that carries letters to it.

Issue of the outbox to a peer, a mail server or a message service is one adapter each: `@carrier("smtp")` on a function
that takes a `Receiver` and returns what sends one `Letter`, or raises NotDelivered (try again) or Refused (do not).
A receiver that is asked something may answer at once: that is what sending returns, else None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import AppError
from app.jobs import Final
from app.settings import BadSetting, Receiver


@dataclass(frozen=True)
class Letter:
    """An outbox row on its way. `key` is unique: a receiver drops what it has seen."""

    key: str
    channel: str
    topic: str
    recipient: str | None
    subject: str
    created_at: datetime
    body: Mapping[str, Any]


class NotDelivered(AppError):
    """The receiver could not be reached or was not able to take the letter now."""


class Refused(Final):
    """The receiver will never take this letter."""


Answer = (
    Mapping[str, Any] | None
)  # what a receiver has to say to a letter that asks something, if it knows already
Send = Callable[[Letter], Answer]
CARRIERS: dict[str, Callable[[Receiver], Send]] = {}


def carrier(*schemes: str) -> Callable[[Callable[[Receiver], Send]], Callable[[Receiver], Send]]:
    """Register the adapter for receivers whose URL has one of these schemes."""

    def add(make: Callable[[Receiver], Send]) -> Callable[[Receiver], Send]:
        CARRIERS.update(dict.fromkeys(schemes, make))
        return make

    return add


class Channels:
    """The channels of an installation that have a receiver. Raises BadSetting for a scheme nobody carries.

    `strict`: the limits of how often somebody is written to are those of production. `stand_ins` answer on channels
    that no receiver is named for, so that a demo can be tried without the services around it."""

    def __init__(
        self,
        receivers: Mapping[str, Receiver],
        *,
        strict: bool = False,
        stand_ins: Mapping[str, Send] | None = None,
    ) -> None:
        self.strict = strict
        self._stand_ins = stand_ins or {}
        self._sends = {name: _open(name, receiver) for name, receiver in receivers.items()}

    def get(self, name: str) -> Send | None:
        """Return what sends on a channel; None where nobody receives."""
        return self._sends.get(name) or self._stand_ins.get(name) or self._sends.get("*")


def _open(name: str, receiver: Receiver) -> Send:
    scheme = receiver.url.partition(":")[0]  # the rest may hold a password
    make = CARRIERS.get(scheme)
    if make is None:
        known = "、".join(sorted(CARRIERS))
        raise BadSetting(f"通道 {name} 的接收地址以 {scheme!r} 开头，不能识别，应当以 {known} 之一开头。")
    return make(receiver)
