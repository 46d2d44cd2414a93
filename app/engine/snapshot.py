"""What the engine answers, and what it needs from outside while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from app.rules import Outcome


class Host(Protocol):
    """What a run needs from outside. `case` is the live case file: the engine sets it before it asks."""

    now: datetime
    case: Mapping[str, Any]

    def decide(self, decision: str, context: Mapping[str, Any]) -> Outcome:
        """Evaluate a decision over a context."""

    def operate(self, operator: str, parameters: Mapping[str, Any], element: str) -> Any:
        """Call an operator; its JSON result goes into the case."""


@dataclass(frozen=True)
class Waiting:
    """A human step that waits; `token` names it until it is done. `path`: the calls around it."""

    token: str
    element: str
    name: str
    role: str
    form: str
    data: str
    status: str | None
    properties: Mapping[str, Any]
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timer:
    """A moment that is waited for; `attached` is the token of the step whose deadline it is, if it is one."""

    token: str
    element: str
    due: datetime
    attached: str | None = None


@dataclass(frozen=True)
class Subscription:
    """A message that would be taken now. Without a role only the system sends it."""

    token: str
    element: str
    message: str
    label: str | None
    role: str | None
    form: str | None
    data: str | None
    confirm: str | None
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Passed:
    """An element that was passed; `detail` says why: expression, values, result."""

    element: str
    kind: str
    name: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thrown:
    """A message or signal that left the instance; `properties` are those of the event that threw it."""

    element: str
    kind: str
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """An instance between two acts."""

    state: bytes
    case: dict[str, Any]
    status: str | None
    waiting: tuple[Waiting, ...]
    timers: tuple[Timer, ...]
    subscriptions: tuple[Subscription, ...]
    trace: tuple[Passed, ...]
    thrown: tuple[Thrown, ...]
    ended: bool
    end: str | None
